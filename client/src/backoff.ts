/** A pause in milliseconds before attempt `attempt + 1`: doubling from 200 ms to `maxMs`, with half of it left to chance so that clients spread out. */
export function backoffMs(attempt: number, maxMs: number, random: () => number = Math.random): number {
  const full = Math.min(maxMs, 200 * 2 ** Math.min(attempt, 20));
  return Math.round(full / 2 + (full / 2) * random());
}

/** Milliseconds that a `Retry-After` header asks for (RFC 9110: seconds or an HTTP date); undefined where there is none that can be read. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/** Resolves after `ms`, or rejects with the signal's reason at once when it is aborted. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
