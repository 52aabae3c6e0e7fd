import type { Interval } from '../contracts/plan.js';

/** The same instants, sorted, disjoint and not even touching; empty intervals vanish. */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter(([from, until]) => from < until).sort(([a], [b]) => a - b);
  const merged: Interval[] = [];
  for (const [from, until] of sorted) {
    const last = merged.at(-1);
    if (last && from <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], until)];
    else merged.push([from, until]);
  }
  return merged;
}

/** At most `max` intervals that hold at least all of these: those that are too many become one, with what lies between them. */
export function boundedIntervals(merged: readonly Interval[], max: number): Interval[] {
  const [first, last] = [merged[max - 1], merged.at(-1)];
  if (merged.length <= max || !first || !last) return [...merged];
  return [...merged.slice(0, max - 1), [first[0], last[1]]];
}
