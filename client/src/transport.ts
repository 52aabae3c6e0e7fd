import type { Json, JsonObject } from '../../src/contracts/json.js';
import { backoffMs, pause, retryAfterMs } from './backoff.js';
import { CountersignError } from './errors.js';

export interface CountersignOptions {
  /** Base of the service, such as `http://localhost:3400`. */
  url: string;
  /** `csk_…`: an agent's, a person's or an administrator's key. */
  apiKey?: string | undefined;
  /** How long one attempt may take, in milliseconds. Default 15,000; long polls take their own. */
  timeoutMs?: number | undefined;
  /** Attempts after the first for calls that can be repeated. Default 4. */
  retries?: number | undefined;
  /** Sent with each call. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Node's `fetch` unless a test or a proxy brings its own. */
  fetch?: typeof fetch | undefined;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
}

export interface Call extends CallOptions {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  /** With its leading slash; parts that come from a caller are already encoded. */
  path: string;
  query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, for documents that are not JSON. */
  text?: { content: string; type: string };
  headers?: Readonly<Record<string, string>>;
  /** Whether sending it twice is the same as once, so that a lost answer may be asked for again. */
  idempotent: boolean;
  timeoutMs?: number;
  retries?: number;
  /** What an answer becomes: parsed JSON unless it says otherwise. */
  as?: 'json' | 'text';
}

/**
 * A bound on one attempt. `over` rejects with it, whatever becomes of the call itself: fetch holds its signals so loosely that one which was collected
 * as garbage stops nothing, and a caller would wait for ever.
 */
function stopAfter(ms: number, outer: AbortSignal | undefined) {
  const controller = new AbortController();
  let isOver = false;
  const over = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error), { once: true });
  });
  // Nobody may be listening yet, or any more.
  over.catch(() => undefined);
  const stop = (): void => controller.abort(outer?.reason);
  outer?.addEventListener('abort', stop, { once: true });
  if (outer?.aborted) stop();
  const timer = setTimeout(() => {
    isOver = true;
    controller.abort(new DOMException('no answer in time', 'TimeoutError'));
  }, ms);
  return {
    signal: controller.signal,
    over,
    isOver: () => isOver,
    end: (): void => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', stop);
    },
  };
}

/** Sends one call and gives its answer, or throws `CountersignError`; an aborted signal throws its reason. */
export type Transport = <T>(call: Call) => Promise<T>;

/** No server that means well asks for more, and a caller with a signal can always stop. */
const LONGEST_RETRY_AFTER_MS = 60_000;

export function createTransport(options: CountersignOptions): Transport {
  const send = options.fetch ?? fetch;
  const base = options.url.replace(/\/+$/, '');
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol)) {
    throw new TypeError(`url: give the service's http(s) address, such as http://localhost:3400, not ${JSON.stringify(options.url)}`);
  }

  async function attempt<T>(call: Call): Promise<T> {
    // 15 s: the service answers in milliseconds and holds a decision 1.5 s at most; longer means that the connection is dead.
    const limit = stopAfter(call.timeoutMs ?? options.timeoutMs ?? 15_000, call.signal);
    const given = Object.entries(call.query ?? {}).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    );
    const query = new URLSearchParams(given).toString();
    const exchange = async (): Promise<T> => {
      const response = await send(`${base}${call.path}${query ? `?${query}` : ''}`, {
        method: call.method,
        headers: {
          accept: 'application/json',
          ...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
          ...(call.text ? { 'content-type': call.text.type } : call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...options.headers,
          ...call.headers,
        },
        // Nothing in the API redirects, and following one would hand the key to another host.
        redirect: 'error',
        signal: limit.signal,
        ...(call.text ? { body: call.text.content } : call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      });
      const text = await response.text();
      if (!response.ok) throw refused(response, text);
      return (call.as === 'text' ? text : parse(text, response.status)) as T;
    };
    try {
      return await Promise.race([exchange(), limit.over]);
    } catch (error) {
      if (error instanceof CountersignError) throw error;
      call.signal?.throwIfAborted();
      if (limit.isOver())
        throw new CountersignError({ status: null, code: 'timeout', detail: `no answer from ${base} in time`, cause: error });
      throw new CountersignError({ status: null, code: 'unreachable', detail: `cannot reach ${base}${causeOf(error)}`, cause: error });
    } finally {
      limit.end();
    }
  }

  return async <T>(call: Call): Promise<T> => {
    const retries = call.retries ?? options.retries ?? 4;
    for (let n = 0; ; n += 1) {
      try {
        return await attempt<T>(call);
      } catch (error) {
        if (!(error instanceof CountersignError) || n >= retries || !isWorthRepeating(error, call.idempotent)) throw error;
        // A service that restarts is back in seconds: the five attempts of the default span about six.
        await pause(Math.min(LONGEST_RETRY_AFTER_MS, error.retryAfterMs ?? backoffMs(n, 5_000)), call.signal);
      }
    }
  };
}

/** A refusal for the moment, or no answer: another attempt may fare better. 429 was not carried out, so that any call may follow it. */
export function isWorthRepeating(error: CountersignError, idempotent: boolean): boolean {
  if (error.status === 429) return true;
  return idempotent && (error.status === null || [502, 503, 504].includes(error.status));
}

function refused(response: Response, text: string): CountersignError {
  const body = problemOf(text);
  return new CountersignError({
    status: response.status,
    code: stringOf(body?.['code']) ?? `http_${response.status}`,
    detail:
      stringOf(body?.['detail']) ?? stringOf(body?.['title']) ?? `the server answered ${response.status} ${response.statusText}`.trimEnd(),
    field: stringOf(body?.['field']),
    retryAfterMs: retryAfterMs(response.headers.get('retry-after'), Date.now()),
    body,
  });
}

function problemOf(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    // A proxy's HTML page: the status says enough.
    return undefined;
  }
}

function parse(text: string, status: number): Json | undefined {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new CountersignError({
      status,
      code: 'bad_answer',
      detail: 'the answer is not JSON: is this the address of a Countersign service?',
      cause: error,
    });
  }
}

function stringOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function causeOf(error: unknown): string {
  const code = ((error as Error).cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? ` (${code})` : '';
}
