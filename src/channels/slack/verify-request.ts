import { createHmac, timingSafeEqual } from 'node:crypto';

export interface SignedRequest {
  signingSecret: string;
  /** Every value of the header `X-Slack-Signature`, as received. */
  signature: readonly string[];
  /** Every value of the header `X-Slack-Request-Timestamp`. */
  timestamp: readonly string[];
  /** The bytes as they came, before any parsing. */
  body: Buffer;
  nowMs: number;
}
export type Verified =
  { kind: 'verified'; signature: string } | { kind: 'refused'; reason: 'no_signature' | 'bad_timestamp' | 'stale' | 'bad_signature' };

/** Slack's own advice: what is older (or further ahead) than five minutes may be a replay. */
export const FRESH_MS = 300_000;

/** Slack's signature v0 over `v0:<timestamp>:<body>` (https://docs.slack.dev/authentication/verifying-requests-from-slack). Pure. */
export function verifySlackRequest({ signingSecret, signature, timestamp, body, nowMs }: SignedRequest): Verified {
  const [given, ...moreSignatures] = signature;
  const [sentAt, ...moreTimestamps] = timestamp;
  // Two of a header: which one was checked somewhere else? Refused whole.
  if (given === undefined || moreSignatures.length > 0) return { kind: 'refused', reason: 'no_signature' };
  if (sentAt === undefined || moreTimestamps.length > 0 || !/^\d{1,12}$/.test(sentAt)) return { kind: 'refused', reason: 'bad_timestamp' };
  if (Math.abs(nowMs - Number(sentAt) * 1000) > FRESH_MS) return { kind: 'refused', reason: 'stale' };
  if (!/^v0=[0-9a-f]{64}$/.test(given)) return { kind: 'refused', reason: 'bad_signature' };
  const wanted = `v0=${createHmac('sha256', signingSecret).update(`v0:${sentAt}:`).update(body).digest('hex')}`;
  return timingSafeEqual(Buffer.from(given), Buffer.from(wanted))
    ? { kind: 'verified', signature: given }
    : { kind: 'refused', reason: 'bad_signature' };
}
