import type { LookupAddress } from 'node:dns';
import { z } from 'zod';
import type { Channel, DeliveryResult } from '../channel.js';
import { retryAfterMs } from '../retry-after.js';
import { dueEvents, type WebhookEvent } from './event.js';
import { guardedFetch } from './guarded-fetch.js';
import { signedHeaders } from './standard-webhooks.js';

export interface WebhookDeps {
  /** `whsec_` and base64: signs what is sent (Standard Webhooks). */
  secret: string;
  /** Whether callbacks at loopback, private and link-local addresses are called. */
  allowPrivate: boolean;
  /** Milliseconds since 1970. */
  clock: () => number;
  resolve?: (hostname: string) => Promise<readonly LookupAddress[]>;
  /** Default 10 s. */
  timeoutMs?: number;
}

const messageSchema = z.object({ sent: z.array(z.string()) });

// A receiver should only take the message and work later; a slow one must not fill our loop.
const TIMEOUT_MS = 10_000;
/** The answer is only looked at for its status; more is not worth memory. */
const MAX_ANSWER_BYTES = 65_536;

/** Tells `callbackUrl` when a request is resolved and when it ends, at least once each, in this order. */
export function createWebhook({ secret, allowPrivate, clock, resolve, timeoutMs = TIMEOUT_MS }: WebhookDeps): Channel {
  async function send(url: string, event: WebhookEvent, signal: AbortSignal): Promise<DeliveryResult | 'taken'> {
    const answer = await guardedFetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'countersign',
        ...signedHeaders(secret, event.id, clock(), event.body),
      },
      body: event.body,
      timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      allowPrivate,
      signal,
      ...(resolve ? { resolve } : {}),
    });
    if (answer.kind === 'refused') return { kind: 'failed', error: `callback not called: ${answer.reason}` };
    if (answer.kind === 'failed') return later(`callback: ${answer.reason}`, null);
    const { status, headers } = answer;
    if (status >= 200 && status < 300) return 'taken';
    // The answer's body is never kept or shown: it may come from a place that the caller cannot reach itself.
    const error = `callback answered ${status}`;
    if (status >= 300 && status < 400) return { kind: 'failed', error: `${error}; redirects are not followed` };
    // 410 is the receiver's way to say "never again" (Standard Webhooks).
    if (status === 410) return { kind: 'failed', error };
    return later(error, retryAfterMs(headers['retry-after'], clock()));
  }

  return {
    name: 'webhook',
    limits: 'target',
    targets: (_addressees, _view, callbackUrl) => (callbackUrl === null ? [] : [{ target: callbackUrl, kind: 'callback' }]),
    deliver: async (delivery, view, signal) => {
      const parsed = messageSchema.safeParse(delivery.message);
      const before = parsed.success ? parsed.data.sent : [];
      const sent = [...before];
      for (const event of dueEvents(view, before, clock())) {
        const result = await send(delivery.target, event, signal);
        if (result !== 'taken') return result.kind === 'later' ? { ...result, message: { sent } } : result;
        sent.push(event.id);
      }
      return { kind: 'delivered', message: { sent } };
    },
  };
}

function later(error: string, afterMs: number | null): DeliveryResult {
  return { kind: 'later', afterMs, error, message: null };
}
