import type { RequestView } from '../../src/contracts/view.js';
import { backoffMs, pause } from './backoff.js';
import { CountersignError } from './errors.js';
import { isWorthRepeating, type CallOptions, type Transport } from './transport.js';

export interface WaitOptions extends CallOptions {
  /** How long to wait altogether, in milliseconds; the request itself goes on. Default: for as long as it takes. */
  timeoutMs?: number | undefined;
}

/** 25 s: proxies commonly cut connections that are silent for 30 s or 60 s. */
const POLL_MS = 25_000;

/**
 * Long polls until the condition holds. People take days and services restart meanwhile, so that a service that cannot be reached is asked
 * again for as long as the wait lasts; a refusal (unknown id, wrong key) ends it at once.
 */
export async function waitFor(
  call: Transport,
  path: string,
  query: Readonly<Record<string, string | number>>,
  holds: (view: RequestView) => boolean,
  { signal, timeoutMs = Number.POSITIVE_INFINITY }: WaitOptions,
): Promise<RequestView> {
  const endAt = Date.now() + timeoutMs;
  for (let failures = 0; ;) {
    const left = Math.max(0, endAt - Date.now());
    const pollMs = Math.min(POLL_MS, left);
    const startedAt = Date.now();
    try {
      const view = await call<RequestView>({
        method: 'GET',
        path,
        query: { ...query, timeout: `${Math.max(1, Math.round(pollMs))}ms` },
        // The server holds the poll for `pollMs`; ten seconds more are for the way there and back.
        timeoutMs: pollMs + 10_000,
        idempotent: true,
        retries: 0,
        signal,
      });
      if (holds(view) || Date.now() >= endAt) return view;
      failures = 0;
      // A service that drains answers polls early; asking again at once would spin.
      if (Date.now() - startedAt < 500) await pause(Math.min(500, Math.max(0, endAt - Date.now())), signal);
    } catch (error) {
      if (!(error instanceof CountersignError) || !isWorthRepeating(error, true) || Date.now() >= endAt) throw error;
      // A service that is down for the night costs one attempt in half a minute.
      const waitMs = error.retryAfterMs ?? backoffMs(failures, 30_000);
      await pause(Math.min(waitMs, Math.max(0, endAt - Date.now())), signal);
      failures += 1;
    }
  }
}
