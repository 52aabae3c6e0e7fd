import type { LookupAddress } from 'node:dns';
import { z } from 'zod';
import type { RequestView } from '../../contracts/view.js';
import type { Channel, Delivery, DeliveryResult } from '../channel.js';
import { retryAfterMs } from '../retry-after.js';
import { dueEvents, pagedEvent, type WebhookEvent } from './event.js';
import { guardedFetch } from './guarded-fetch.js';
import { signedHeaders } from './standard-webhooks.js';

export interface WebhookDeps {
  /** `whsec_` and base64: signs what is sent (Standard Webhooks). */
  secret: string;
  /** What is called when somebody is paged, with a secret of its own; null: nothing. */
  pager: { url: string; secret: string } | null;
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

/** The pager's place: its URL may hold a key and is shown to nobody. */
export const PAGER = 'pager';

/** Tells `callbackUrl` when a request is resolved and when it ends, at least once each, in this order; and the pager when somebody is paged. */
export function createWebhook({ secret, pager, allowPrivate, clock, resolve, timeoutMs = TIMEOUT_MS }: WebhookDeps): Channel {
  async function send(
    to: { name: string; url: string; secret: string },
    event: WebhookEvent,
    signal: AbortSignal,
  ): Promise<DeliveryResult | 'taken'> {
    const answer = await guardedFetch(to.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'countersign',
        ...signedHeaders(to.secret, event.id, clock(), event.body),
      },
      body: event.body,
      timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      allowPrivate,
      signal,
      ...(resolve ? { resolve } : {}),
    });
    if (answer.kind === 'refused') return { kind: 'failed', error: `${to.name} not called: ${answer.reason}` };
    if (answer.kind === 'failed') return later(`${to.name}: ${answer.reason}`, null);
    const { status, headers } = answer;
    if (status >= 200 && status < 300) return 'taken';
    // The answer's body is never kept or shown: it may come from a place that the caller cannot reach itself.
    const error = `${to.name} answered ${status}`;
    if (status >= 300 && status < 400) return { kind: 'failed', error: `${error}; redirects are not followed` };
    // 410 is the receiver's way to say "never again" (Standard Webhooks).
    if (status === 410) return { kind: 'failed', error };
    return later(error, retryAfterMs(headers['retry-after'], clock()));
  }

  async function ring({ topic, refs }: Delivery, view: RequestView, signal: AbortSignal): Promise<DeliveryResult> {
    if (pager === null) return { kind: 'failed', error: 'no pager is configured any more; set COUNTERSIGN_PAGE_URL' };
    const event = pagedEvent(view, topic, refs, clock());
    const result = await send({ name: 'pager', ...pager }, event, signal);
    return result === 'taken' ? { kind: 'delivered', message: { sent: [event.id] } } : result;
  }

  return {
    name: 'webhook',
    limits: 'target',
    targets: (_addressees, _view, callbackUrl) => (callbackUrl === null ? [] : [{ target: callbackUrl, kind: 'callback' }]),
    direct: () => [],
    pages: pager === null ? [] : [PAGER],
    deliver: async (delivery, view, signal) => {
      if (delivery.kind === 'page') return ring(delivery, view, signal);
      const parsed = messageSchema.safeParse(delivery.message);
      const before = parsed.success ? parsed.data.sent : [];
      const sent = [...before];
      for (const event of dueEvents(view, before, clock())) {
        const result = await send({ name: 'callback', url: delivery.target, secret }, event, signal);
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
