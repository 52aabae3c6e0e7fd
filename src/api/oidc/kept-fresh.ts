import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';

/** Pauses between attempts of one load, milliseconds: a person waits for it, so that they are few and short. */
const PAUSES_MS = [200, 800] as const;

/**
 * Loads something when it is first asked for, keeps it while it is fresh, and loads it once for all who ask at the same time. What was loaded
 * before serves on where it cannot be loaded anew; where there is nothing, the failure is thrown and the next who asks tries again.
 */
export function keptFresh<T>(load: () => Promise<T>, options: { freshMs: number; clock: () => number; log: Logger }): () => Promise<T> {
  const { freshMs, clock, log } = options;
  let kept: { value: T; atMs: number } | null = null;
  let loading: Promise<T> | null = null;

  async function attempts(): Promise<T> {
    for (const pauseMs of PAUSES_MS) {
      try {
        return await load();
      } catch (error) {
        log.warn({ err: error }, 'the identity provider could not be reached; trying again');
        await wait(pauseMs);
      }
    }
    return load();
  }

  async function loaded(): Promise<T> {
    try {
      const value = await attempts();
      kept = { value, atMs: clock() };
      return value;
    } catch (error) {
      if (kept === null) throw error;
      log.warn({ err: error }, 'the identity provider could not be looked up anew; what was known serves on');
      return kept.value;
    } finally {
      loading = null;
    }
  }

  return async () => {
    if (kept !== null && clock() - kept.atMs < freshMs) return kept.value;
    loading ??= loaded();
    return loading;
  };
}
