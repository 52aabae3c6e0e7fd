import { createHmac } from 'node:crypto';

/**
 * Headers of a Standard Webhooks message (standardwebhooks.com): `id` stays the same on every retry, so that the receiver can drop
 * repeats; `secret` is `whsec_` and base64; the signature covers id, timestamp (seconds) and body.
 */
export function signedHeaders(secret: string, id: string, nowMs: number, body: string): Record<string, string> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const timestamp = String(Math.floor(nowMs / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
