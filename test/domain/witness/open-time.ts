import type { Interval } from '../../../src/contracts/plan.js';

type Hours = readonly Interval[] | null;

/** How much of the time between two moments is open: all of it, less what is closed before the first interval and between two of them. */
export function openMs(fromMs: number, toMs: number, hours: Hours): number {
  if (toMs <= fromMs) return 0;
  let open = toMs - fromMs;
  let closedFrom = -Infinity;
  for (const [opens, closes] of hours ?? []) {
    open -= Math.max(0, Math.min(toMs, opens) - Math.max(fromMs, closedFrom));
    closedFrom = closes;
  }
  return open;
}

/** The first moment by which that much has been open: what is missing is added until nothing is. */
export function afterOpen(fromMs: number, ms: number, hours: Hours): number {
  let at = fromMs + Math.max(0, ms);
  for (let missing = ms - openMs(fromMs, at, hours); missing > 0; missing = ms - openMs(fromMs, at, hours)) at += missing;
  return at;
}

export function isIn(atMs: number, intervals: readonly Interval[]): boolean {
  return intervals.some(([from, to]) => from <= atMs && atMs < to);
}

/** The first moment from then on outside all of them. */
export function firstOutside(atMs: number, intervals: readonly Interval[]): number {
  const ends = [atMs, ...intervals.map(([, to]) => to)].filter((end) => end >= atMs && !isIn(end, intervals));
  return Math.min(...ends);
}
