import type { StatsDay } from '../../../../src/contracts/stats.js';

/** More columns than this are too thin to be told apart on a phone. */
const MOST_DAYS = 120;

export interface Bin extends Pick<StatsDay, 'opened' | 'approved' | 'rejected' | 'automatic' | 'timedOut' | 'other'> {
  /** Its first local date. */
  date: string;
  days: number;
}

/** A column for each day; of a long period for each seven days, from its beginning. */
export function binned(days: readonly StatsDay[]): Bin[] {
  const size = days.length > MOST_DAYS ? 7 : 1;
  const bins: Bin[] = [];
  for (let at = 0; at < days.length; at += size) bins.push(together(days.slice(at, at + size)));
  return bins;
}

function together(days: readonly StatsDay[]): Bin {
  const sum = (of: (day: StatsDay) => number) => days.reduce((total, day) => total + of(day), 0);
  return {
    date: days[0]?.date ?? '',
    days: days.length,
    opened: sum((day) => day.opened),
    approved: sum((day) => day.approved),
    rejected: sum((day) => day.rejected),
    automatic: sum((day) => day.automatic),
    timedOut: sum((day) => day.timedOut),
    other: sum((day) => day.other),
  };
}

export function resolvedIn({ approved, rejected, automatic, timedOut, other }: Bin): number {
  return approved + rejected + automatic + timedOut + other;
}
