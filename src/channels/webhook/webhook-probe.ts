import { randomUUID } from 'node:crypto';
import type { ChannelTestResult } from '../../contracts/channel-health.js';
import type { ChannelProbe } from '../probe.js';
import { guardedFetch } from './guarded-fetch.js';
import { signedHeaders } from './standard-webhooks.js';
import { PAGER, type WebhookDeps } from './webhook.js';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 65_536;

/** Calls go where each request says, so that only deliveries tell how they are doing; a test is signed as they are. */
export function createWebhookProbe({ secret, pager, allowPrivate, clock, resolve }: WebhookDeps): ChannelProbe {
  return {
    name: 'webhook',
    title: 'Webhooks',
    about:
      pager === null
        ? 'Tells each request’s callback address how it ended. No pager is configured.'
        : 'Tells each request’s callback address how it ended, and the pager when somebody is paged.',
    test: {
      toSelf: false,
      places: pager === null ? [] : [{ target: PAGER, text: 'the pager' }],
      hint: 'An https address; it gets a signed message of the type "countersign.test".',
    },
    check: () => Promise.resolve(null),
    send: async (to, signal) => {
      if (to.kind === 'self') return failed(null, 'Webhooks reach no person.', 'name an address, or the pager');
      const { target } = to;
      if (target === PAGER && pager === null) return failed(target, 'No pager is configured.', 'set COUNTERSIGN_PAGE_URL');
      const place = target === PAGER && pager !== null ? pager : { url: target, secret };
      const id = `test.${randomUUID()}`;
      const body = JSON.stringify({ type: 'countersign.test', timestamp: new Date(clock()).toISOString(), data: { id } });
      const answer = await guardedFetch(place.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'countersign', ...signedHeaders(place.secret, id, clock(), body) },
        body,
        timeoutMs: TIMEOUT_MS,
        maxBytes: MAX_ANSWER_BYTES,
        allowPrivate,
        signal,
        ...(resolve ? { resolve } : {}),
      });
      // What it answered may come from a place that whoever asks cannot reach: only the status is told.
      if (answer.kind !== 'answer') return failed(target, `It was not called: ${answer.reason}.`, null);
      if (answer.status < 200 || answer.status >= 300) return failed(target, `It answered ${answer.status}.`, null);
      return { result: 'arrived', target, text: `It answered ${answer.status}.` };
    },
  };
}

function failed(target: string | null, error: string, fix: string | null): ChannelTestResult {
  return { result: 'failed', target, error, fix };
}
