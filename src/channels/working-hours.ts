import type { Hours } from '../contracts/people.js';
import { WEEKDAYS } from '../contracts/policy-calendar.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * The first instant at or after `atMs` that lies in the hours, milliseconds since 1970. A local time that clocks skip is as much later as they
 * skip (as in RFC 5545); one that they show twice is the first of the two.
 */
export function nextOpen(hours: Hours, timeZone: string, atMs: number): number {
  const wall = wallClock(timeZone);
  const today = Math.floor(wall(atMs) / DAY_MS) * DAY_MS;
  // A week and a day: the same weekday again, when today's hours are over.
  for (let day = 0; day <= 7; day += 1) {
    const midnight = today + day * DAY_MS;
    if (!hours.days.includes(WEEKDAYS[new Date(midnight).getUTCDay()] ?? 'sun')) continue;
    const opens = instantOf(wall, midnight + minutesOf(hours.from) * MINUTE_MS);
    const closes = instantOf(wall, midnight + minutesOf(hours.to) * MINUTE_MS);
    if (atMs < closes && opens < closes) return Math.max(atMs, opens);
  }
  return atMs;
}

/** `09:30` in minutes since midnight. */
function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** What clocks in the zone show at an instant, as if it were UTC. */
type WallClock = (ms: number) => number;

function wallClock(timeZone: string): WallClock {
  const two = '2-digit';
  const date = { year: 'numeric', month: two, day: two } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...date, hour: two, minute: two, second: two });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  };
}

/** When clocks show this local time; no zone moves its clocks twice within two days. */
function instantOf(wall: WallClock, localMs: number): number {
  const candidates = [localMs - DAY_MS, localMs + DAY_MS].map((near) => localMs - (wall(near) - near));
  const shown = candidates.filter((candidate) => wall(candidate) >= localMs);
  return Math.min(...(shown.length === 0 ? candidates : shown));
}
