// A vendor that asks for more than a day means something else than "later".
const LONGEST_MS = 86_400_000;

/** Milliseconds of a Retry-After header (RFC 9110: seconds or an HTTP date); null where it is missing or makes no sense. */
export function retryAfterMs(header: string | null | undefined, nowMs: number): number | null {
  if (header === null || header === undefined || header.trim() === '') return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, LONGEST_MS) : null;
}
