import type { LookupAddress } from 'node:dns';
import webPush from 'web-push';
import type { PushPayload } from '../../contracts/push.js';
import { retryAfterMs } from '../retry-after.js';
import { guardedFetch } from '../webhook/guarded-fetch.js';
import type { Vapid } from './vapid.js';

/** Where a browser is reached, and the keys that only it can open messages with. */
export interface PushAddress {
  endpoint: string;
  p256dh: string;
  auth: string;
}

export interface PushMessage {
  payload: PushPayload;
  /** How long the push service keeps it for a device that is off, seconds. */
  ttlSeconds: number;
  urgency: 'low' | 'normal' | 'high';
  /** A message that still waits at the push service is replaced by a later one of the same topic (RFC 8030): at most 32 characters of base64url. */
  topic: string;
}

/** `gone`: the browser takes no messages any more, for good. `refused`: this message will not be taken. */
export type PushAnswer =
  { kind: 'taken' } | { kind: 'gone' } | { kind: 'later'; afterMs: number | null; error: string } | { kind: 'refused'; error: string };

export interface PushSenderDeps {
  vapid: Vapid;
  /** Whether push services at loopback and private addresses, and without TLS, are called; for laptops and tests. */
  allowPrivate: boolean;
  /** Milliseconds since 1970. */
  clock: () => number;
  resolve?: (hostname: string) => Promise<readonly LookupAddress[]>;
  /** Default 10 s. */
  timeoutMs?: number;
}

export type SendPush = (address: PushAddress, message: PushMessage, signal?: AbortSignal) => Promise<PushAnswer>;

const TIMEOUT_MS = 10_000;
/** Only its status is looked at; more is not worth memory. */
const MAX_ANSWER_BYTES = 65_536;
/** Push services take 4096 bytes; encryption adds 103 (RFC 8188, RFC 8291). */
const MAX_PLAINTEXT_BYTES = 3_993;

/** Brings one message to a push service, which an address of a stranger names: guarded like a callback. */
export function createSendPush({ vapid, allowPrivate, clock, resolve, timeoutMs = TIMEOUT_MS }: PushSenderDeps): SendPush {
  return async (address, { payload, ttlSeconds, urgency, topic }, signal) => {
    const problem = endpointProblem(address.endpoint, allowPrivate);
    if (problem !== null) return { kind: 'refused', error: `push service not called: ${problem}` };
    const plain = JSON.stringify(payload);
    if (Buffer.byteLength(plain) > MAX_PLAINTEXT_BYTES)
      return { kind: 'refused', error: 'the notification is too long for a push message' };
    const subscription = { endpoint: address.endpoint, keys: { p256dh: address.p256dh, auth: address.auth } };
    const { headers, body } = webPush.generateRequestDetails(subscription, plain, { vapidDetails: vapid, TTL: ttlSeconds, urgency, topic });
    const answer = await guardedFetch(address.endpoint, {
      method: 'POST',
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
      body: body ?? '',
      timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      allowPrivate,
      ...(signal ? { signal } : {}),
      ...(resolve ? { resolve } : {}),
    });
    if (answer.kind === 'refused') return { kind: 'refused', error: `push service not called: ${answer.reason}` };
    if (answer.kind === 'failed') return { kind: 'later', afterMs: null, error: `push service: ${answer.reason}` };
    return answerOf(answer.status, retryAfterMs(answer.headers['retry-after'], clock()));
  };
}

function answerOf(status: number, afterMs: number | null): PushAnswer {
  if (status >= 200 && status < 300) return { kind: 'taken' };
  if (status === 404 || status === 410) return { kind: 'gone' };
  const error = `push service answered ${status}`;
  if (status === 408 || status === 425 || status === 429 || status >= 500) return { kind: 'later', afterMs, error };
  return { kind: 'refused', error: `${error}: ${WHY[status] ?? 'it will not take this message'}` };
}

const WHY: Readonly<Record<number, string>> = {
  400: 'it does not understand the message',
  401: 'it does not accept our key',
  403: 'the browser was subscribed with another key',
  413: 'the message is too long',
};

/** What is wrong with an address that somebody gave us, in words for them; null where nothing is. */
export function endpointProblem(endpoint: string, allowPrivate: boolean): string | null {
  if (!URL.canParse(endpoint)) return 'not a URL';
  if (new URL(endpoint).protocol !== 'https:' && !allowPrivate) return 'only https is called';
  return null;
}
