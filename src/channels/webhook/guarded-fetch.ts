import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { IncomingHttpHeaders, RequestOptions } from 'node:http';
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.js';

export interface GuardedFetchOptions {
  method: 'POST' | 'GET';
  headers: Readonly<Record<string, string>>;
  body: string | Buffer;
  /** For the whole exchange: name, connection, answer. */
  timeoutMs: number;
  /** Reading stops with a failure beyond this. */
  maxBytes: number;
  /** True lets loopback, private and link-local addresses through; for laptops and tests. */
  allowPrivate: boolean;
  signal?: AbortSignal;
  /** The name service; the system's by default. */
  resolve?: (hostname: string) => Promise<readonly LookupAddress[]>;
}

/** `refused`: by our own rules, never sent. `failed`: sent or tried, no usable answer came; it may have arrived. */
export type GuardedAnswer =
  | { kind: 'answer'; status: number; headers: IncomingHttpHeaders; body: string }
  | { kind: 'refused'; reason: string }
  | { kind: 'failed'; reason: string };

class Refused extends Error {}

/**
 * An HTTP call to an address that somebody else chose. The name is resolved once and the connection goes to the address that was checked
 * (a second, different answer of the name service changes nothing); redirects are not followed; the answer's size and time are bounded.
 */
export async function guardedFetch(url: string, options: GuardedFetchOptions): Promise<GuardedAnswer> {
  if (!URL.canParse(url)) return { kind: 'refused', reason: 'not a URL' };
  const target = new URL(url);
  if (target.protocol !== 'https:' && target.protocol !== 'http:') return { kind: 'refused', reason: 'only http and https are called' };
  if (target.username !== '' || target.password !== '') return { kind: 'refused', reason: 'the URL carries a user name or password' };
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !options.allowPrivate && !isPublicAddress(host)) return { kind: 'refused', reason: `${host} is not a public address` };

  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  try {
    return await exchange(target, options, signal);
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', reason: error.message };
    if (timeout.aborted) return { kind: 'failed', reason: `no answer within ${options.timeoutMs} ms` };
    return { kind: 'failed', reason: error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error) };
  }
}

function exchange(target: URL, options: GuardedFetchOptions, signal: AbortSignal): Promise<GuardedAnswer> {
  return new Promise((resolve, reject) => {
    const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(
      target,
      {
        method: options.method,
        headers: { ...options.headers, 'content-length': String(Buffer.byteLength(options.body)) },
        signal,
        // A connection of its own: a pooled one could have been opened to an address that was never checked.
        agent: false,
        lookup: checkedLookup(options),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > options.maxBytes) {
            response.destroy();
            resolve({ kind: 'failed', reason: `the answer is larger than ${options.maxBytes} bytes` });
          } else chunks.push(chunk);
        });
        response.on('end', () =>
          resolve({
            kind: 'answer',
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}

/** Resolves, checks every address (one private answer among public ones is an attack), and hands on only what was checked. */
function checkedLookup({ allowPrivate, resolve = systemResolve }: GuardedFetchOptions): NonNullable<RequestOptions['lookup']> {
  return (hostname, lookupOptions, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        const bad = allowPrivate ? undefined : addresses.find(({ address }) => !isPublicAddress(address));
        if (first === undefined) callback(new Refused(`${hostname} has no address`), '', 0);
        else if (bad !== undefined) callback(new Refused(`${hostname} resolves to ${bad.address}, which is not a public address`), '', 0);
        else if (lookupOptions.all === true) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

function systemResolve(hostname: string): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    dnsLookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });
}
