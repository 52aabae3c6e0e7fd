import type { Interval } from '../contracts/plan.js';

type OpenHours = readonly Interval[] | null;

/** The time at which that much open time has passed since the start; always open where there are no hours, and after the last of them. */
export function addOpen(startMs: number, durationMs: number, hours: OpenHours): number {
  if (durationMs <= 0) return startMs;
  if (hours === null) return startMs + durationMs;
  let at = startMs;
  let left = durationMs;
  for (const [fromMs, toMs] of hours) {
    if (toMs <= at) continue;
    at = Math.max(at, fromMs);
    if (at + left <= toMs) return at + left;
    left -= toMs - at;
    at = toMs;
  }
  return at + left;
}

/** How much open time lies between two times; zero where the second is not later. */
export function openBetween(fromMs: number, toMs: number, hours: OpenHours): number {
  if (toMs <= fromMs) return 0;
  if (hours === null) return toMs - fromMs;
  const within = hours.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, toMs) - Math.max(from, fromMs)), 0);
  const lastMs = hours.at(-1)?.[1] ?? fromMs;
  return within + Math.max(0, toMs - Math.max(lastMs, fromMs));
}

/** The first time from then on that lies in none of the intervals (sorted, disjoint or not). */
export function outside(atMs: number, frozen: readonly Interval[]): number {
  let at = atMs;
  for (const [fromMs, toMs] of [...frozen].sort(([a], [b]) => a - b)) if (fromMs <= at && at < toMs) at = toMs;
  return at;
}
