import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Json } from '../../src/contracts/json.js';

/** A webhook that is not to be trusted: answer 401 and do nothing. */
export class WebhookNotTrusted extends Error {
  override readonly name = 'WebhookNotTrusted';
}

export interface VerifiedWebhook<T = Json> {
  /** The same for each delivery of one message: keep it to drop repeats. */
  id: string;
  sentAt: Date;
  payload: T;
}

export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** Standard Webhooks: five minutes either way, against replays and for clocks that differ. */
const TOLERANCE_MS = 300_000;

/**
 * Checks a callback of the service (Standard Webhooks, `v1` signatures) and gives its payload, or throws `WebhookNotTrusted`. `body` is the raw
 * body, before any parser touched it. Several secrets: one of them must fit, for the time of a rotation.
 */
export function verifyWebhook<T = Json>(
  headers: WebhookHeaders,
  body: string | Uint8Array,
  secret: string | readonly string[],
  options: { now?: () => number } = {},
): VerifiedWebhook<T> {
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const signatures = headerOf(headers, 'webhook-signature');
  if (!/^\d{1,12}$/.test(timestamp)) throw new WebhookNotTrusted('webhook-timestamp: not in seconds');
  const sentAtMs = Number(timestamp) * 1000;
  if (Math.abs((options.now ?? Date.now)() - sentAtMs) > TOLERANCE_MS)
    throw new WebhookNotTrusted('webhook-timestamp: more than five minutes away');
  const given = signatures.split(' ').flatMap((part) => (part.startsWith('v1,') ? [Buffer.from(part.slice(3), 'base64')] : []));
  const secrets = typeof secret === 'string' ? [secret] : secret;
  const wanted = secrets.map((text) => createHmac('sha256', keyOf(text)).update(`${id}.${timestamp}.`).update(body).digest());
  // Each pair is compared, and in constant time, so that the time taken says nothing about the secret.
  const fits = wanted.flatMap((mac) => given.map((other) => other.length === mac.length && timingSafeEqual(mac, other)));
  if (!fits.includes(true)) throw new WebhookNotTrusted('webhook-signature: none fits');
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  return { id, sentAt: new Date(sentAtMs), payload: JSON.parse(text) as T };
}

function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  if (key.length === 0) throw new TypeError('secret: give "whsec_" and the secret in base64');
  return key;
}

/** One value, or nothing can be trusted: two headers of one name are an attempt to have two readers see two things. */
function headerOf(headers: WebhookHeaders, name: string): string {
  const values =
    headers instanceof Headers
      ? [headers.get(name)]
      : Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === name ? (value ?? []) : []));
  const [value] = values;
  if (values.length !== 1 || typeof value !== 'string' || value === '')
    throw new WebhookNotTrusted(`${name}: missing, or given more than once`);
  return value;
}
