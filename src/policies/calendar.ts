import type { Interval } from '../contracts/plan.js';
import { WEEKDAYS, type PolicyHours, type PolicyWindow } from '../contracts/policy-calendar.js';
import { boundedIntervals, mergeIntervals } from './intervals.js';
import { firstInstant, localDay } from './time-zone.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What a plan may hold of each kind; more than five years of working days. */
export const MAX_INTERVALS = 2000;
/** A freeze that is not over by then is taken for one without end. */
const MAX_FREEZE_MS = 10 * 366 * DAY_MS;
/** Some decades: hours that are never open end here. */
const MAX_DAYS = 12_000;

/** A window that recurs: which local days, and from when to when after their midnight. */
interface Daily {
  zone: string;
  fits(day: number): boolean;
  fromMs: number;
  toMs: number;
}

const dayOf = (date: string): number => Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS);

function timeMs(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}

function includes(dates: readonly string[] | undefined): (day: number) => boolean {
  const stretches = (dates ?? []).map((text) => {
    const [first = '', last = first] = text.split('/');
    return [dayOf(first), dayOf(last)] as const;
  });
  return (day) => stretches.some(([first, last]) => first <= day && day <= last);
}

function dailyOf({ zone, days, from, to, except, ...more }: PolicyHours | PolicyWindow): Daily {
  const dates = 'dates' in more ? more.dates : undefined;
  const [isListed, isException] = [includes(dates), includes(except)];
  const anyDay = days === undefined && dates === undefined;
  // Day 0, 1970-01-01, was a Thursday.
  const isWeekday = (day: number): boolean => days?.includes(WEEKDAYS[(((day + 4) % 7) + 7) % 7] ?? 'sun') ?? false;
  const [fromMs, toMs] = from === undefined || to === undefined ? [0, DAY_MS] : [timeMs(from), timeMs(to)];
  return {
    zone,
    fits: (day) => !isException(day) && (anyDay || isWeekday(day) || isListed(day)),
    fromMs,
    toMs: toMs > fromMs ? toMs : toMs + DAY_MS,
  };
}

/** The window of one local day in real time, whether the day fits or not; empty where clocks skip all of it. */
function intervalOn({ zone, fromMs, toMs }: Daily, day: number): Interval {
  return [firstInstant(zone, day * DAY_MS + fromMs), firstInstant(zone, day * DAY_MS + toMs)];
}

/**
 * When the window is open between two instants, in order. Its bounds are what clocks in its zone show. A bound that clocks skip falls on the
 * end of the gap, and one that they show twice on the first of the two: so windows that meet on the clock meet in real time too.
 */
export function windowIntervals(window: PolicyWindow, fromMs: number, untilMs: number): Interval[] {
  const clip = ([from, until]: Interval): Interval => [Math.max(from, fromMs), Math.min(until, untilMs)];
  const { zone, from, to } = window;
  if (from !== undefined && to !== undefined && from.includes('T')) {
    const instant = (moment: string): number => firstInstant(zone, Date.parse(`${moment}:00Z`));
    return mergeIntervals([clip([instant(from), instant(to)])]);
  }
  const daily = dailyOf(window);
  const found: Interval[] = [];
  // A window over midnight began a local day before, and a zone can be a day off.
  for (let day = localDay(zone, fromMs) - 2; day <= localDay(zone, untilMs) + 1; day += 1) {
    if (daily.fits(day)) found.push(clip(intervalOn(daily, day)));
  }
  return mergeIntervals(found);
}

export function isInside(windows: readonly PolicyWindow[], ms: number): boolean {
  return windows.some((window) => windowIntervals(window, ms, ms + 1).length > 0);
}

/**
 * When no effect may start, between two instants; a freeze that is not over at the second goes on to its end. What is too much to hold is
 * frozen as a whole.
 */
export function frozenIntervals(freeze: readonly PolicyWindow[], fromMs: number, untilMs: number): Interval[] {
  if (untilMs <= fromMs) return [];
  let frozen: Interval[] = [];
  for (let end = untilMs; end <= fromMs + MAX_FREEZE_MS; end += end - fromMs) {
    frozen = mergeIntervals(freeze.flatMap((window) => windowIntervals(window, fromMs, end)));
    if ((frozen.at(-1)?.[1] ?? 0) < end) break;
  }
  return boundedIntervals(
    frozen.filter(([from]) => from < untilMs),
    MAX_INTERVALS,
  );
}

/** The working hours from an instant on, until they hold so much open time: at most `MAX_INTERVALS`, which lint finds out beforehand. */
export function openIntervals(hours: PolicyHours, fromMs: number, openMs: number): Interval[] {
  const daily = dailyOf(hours);
  const first = localDay(hours.zone, fromMs) - 2;
  const open: Interval[] = [];
  let held = 0;
  for (let day = first; day < first + MAX_DAYS && held < openMs; day += 1) {
    if (!daily.fits(day)) continue;
    const [from, until] = intervalOn(daily, day);
    const begin = Math.max(from, fromMs);
    if (begin >= until) continue;
    held += until - begin;
    const last = open.at(-1);
    if (last && last[1] >= begin) open[open.length - 1] = [last[0], until];
    else if (open.length < MAX_INTERVALS) open.push([begin, until]);
    else break;
  }
  return open;
}
