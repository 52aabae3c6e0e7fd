import { createECDH, createPublicKey, randomBytes, verify, type ECDH } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PushPayload } from '../../src/contracts/push.js';
import { decrypt } from './decrypt.js';

/** A browser's side of a subscription. */
export interface Subscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
  vapidKey: string;
}

export interface Received {
  payload: PushPayload;
  ttl: number;
  urgency: string;
  topic: string | null;
  bytes: number;
}

export interface PushService {
  url: string;
  /** A browser opens itself for the holder of this key. */
  subscribe(vapidKey: string): Subscription;
  /** What one browser got, in order. */
  received(endpoint: string): Received[];
  /** Why messages were refused, in order. */
  refusals: string[];
  misbehave(next: { status: number; headers?: Record<string, string> } | 'lost'): void;
  /** The browser is gone: 410 from now on. */
  drop(endpoint: string): void;
  clear(): void;
  close(): Promise<void>;
}

class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface Browser {
  subscription: Subscription;
  ecdh: ECDH;
  auth: Buffer;
  received: Received[];
  gone: boolean;
}

/** A push service that refuses whatever one of the real ones (Mozilla's, Google's, Apple's) would: RFC 8030, 8188, 8291, 8292. */
export async function startPushService(clock: () => number = Date.now): Promise<PushService> {
  const browsers = new Map<string, Browser>();
  const refusals: string[] = [];
  let next: { status: number; headers?: Record<string, string> } | 'lost' | null = null;
  let url = '';

  async function take(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await read(req);
    const how = next;
    next = null;
    if (how !== null && how !== 'lost') return void res.writeHead(how.status, how.headers ?? {}).end();
    const browser = browsers.get(`${url}${req.url ?? ''}`);
    if (browser === undefined) throw new Refused(404, 'no such subscription');
    if (browser.gone) throw new Refused(410, 'the subscription has ended');
    if (req.method !== 'POST') throw new Refused(405, 'only POST');
    checkVapid(req, browser, url, clock());
    browser.received.push(open(req, body, browser));
    if (how === 'lost') return void res.destroy();
    res.writeHead(201, { location: `${url}/message/${browser.received.length}` }).end();
  }

  const server = createServer((req, res) => {
    take(req, res).catch((error: unknown) => {
      refusals.push(error instanceof Error ? error.message : String(error));
      res.writeHead(error instanceof Refused ? error.status : 400).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    refusals,
    subscribe(vapidKey) {
      const ecdh = createECDH('prime256v1');
      ecdh.generateKeys();
      const auth = randomBytes(16);
      const endpoint = `${url}/push/${randomBytes(24).toString('base64url')}`;
      const keys = { p256dh: ecdh.getPublicKey().toString('base64url'), auth: auth.toString('base64url') };
      const subscription = { endpoint, keys, vapidKey };
      browsers.set(endpoint, { subscription, ecdh, auth, received: [], gone: false });
      return subscription;
    },
    received: (endpoint) => browsers.get(endpoint)?.received ?? [],
    misbehave: (how) => {
      next = how;
    },
    drop: (endpoint) => {
      const browser = browsers.get(endpoint);
      if (browser) browser.gone = true;
    },
    clear: () => {
      for (const browser of browsers.values()) browser.received.length = 0;
      refusals.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function open(req: IncomingMessage, body: Buffer, { ecdh, auth }: Browser): Received {
  const { ttl, urgency = 'normal', topic } = req.headers as Record<string, string | undefined>;
  if (ttl === undefined || !/^\d{1,8}$/.test(ttl)) throw new Refused(400, 'TTL is missing or no whole number');
  if (!['very-low', 'low', 'normal', 'high'].includes(urgency)) throw new Refused(400, `no such urgency: ${urgency}`);
  if (topic !== undefined && !/^[A-Za-z0-9_-]{1,32}$/.test(topic))
    throw new Refused(400, 'the topic is no base64url of at most 32 characters');
  if (req.headers['content-encoding'] !== 'aes128gcm') throw new Refused(415, 'only aes128gcm is taken');
  if (body.length > 4096) throw new Refused(413, 'the message is larger than 4096 bytes');
  if (req.headers['content-length'] !== String(body.length)) throw new Refused(411, 'the length is missing');
  const payload = JSON.parse(decrypt(body, ecdh, auth).toString('utf8')) as PushPayload;
  return { payload, ttl: Number(ttl), urgency, topic: topic ?? null, bytes: body.length };
}

function checkVapid(req: IncomingMessage, { subscription }: Browser, origin: string, nowMs: number): void {
  const parsed = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)$/.exec(req.headers.authorization ?? '');
  if (!parsed) throw new Refused(401, 'the authorization is not of the form of RFC 8292');
  const [, head = '', claims = '', signature = '', key = ''] = parsed;
  if (key !== subscription.vapidKey) throw new Refused(403, 'another key than the one subscribed to');
  const point = Buffer.from(key, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' });
  const signed = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!signed) throw new Refused(403, 'the signature does not fit');
  const header = jsonOf(head);
  if (header['alg'] !== 'ES256' || header['typ'] !== 'JWT') throw new Refused(403, 'not a JWT by ES256');
  const { aud, exp, sub } = jsonOf(claims);
  if (aud !== origin) throw new Refused(403, `aud is ${String(aud)}`);
  const nowSeconds = nowMs / 1000;
  if (typeof exp !== 'number' || exp <= nowSeconds || exp > nowSeconds + 86_400) throw new Refused(403, `exp is ${String(exp)}`);
  if (typeof sub !== 'string' || !/^(mailto:[^\s<>]+@[^\s<>]+\.[a-z]+|https:\/\/[^/\s]+\.[a-z]+.*)$/.test(sub))
    throw new Refused(403, `sub is ${String(sub)}`);
}

function jsonOf(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;
}

async function read(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
