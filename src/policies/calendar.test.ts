import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Interval } from '../contracts/plan.js';
import { policyHoursSchema, policyWindowSchema, WEEKDAYS, type PolicyWindow } from '../contracts/policy-calendar.js';
import { frozenIntervals, isInside, MAX_INTERVALS, openIntervals, windowIntervals } from './calendar.js';
import { mergeIntervals } from './intervals.js';
import { firstInstant, isTimeZone, localDay } from './time-zone.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const at = (text: string): number => Date.parse(text);
const iso = (intervals: readonly Interval[]): string[] =>
  intervals.map((interval) => interval.map((ms) => new Date(ms).toISOString().slice(0, 16)).join(' '));

/** Zones and a day around which each moves its clocks: an hour, half an hour, at midnight, in the southern half, and none at all. */
const CHANGES: readonly (readonly [string, string])[] = [
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['America/Santiago', '2026-04-05'],
  ['America/Santiago', '2026-09-06'],
  ['America/Havana', '2026-03-08'],
  ['America/Havana', '2026-11-01'],
  ['Asia/Beirut', '2026-03-29'],
  ['Africa/Casablanca', '2026-02-15'],
  ['Pacific/Chatham', '2026-09-27'],
  ['Pacific/Apia', '2011-12-30'],
  ['Asia/Kathmandu', '2026-06-01'],
  ['UTC', '2026-03-29'],
];

const shown = new Map<string, Map<number, number>>();

/**
 * What a clock on the wall shows, in minutes since 1970 as if it were UTC: the oracle's only knowledge of zones, by another way of asking
 * for it. Remembers what it showed.
 */
function wallClock(zone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const known = shown.get(zone) ?? new Map<number, number>();
  shown.set(zone, known);
  return (ms) => {
    const minute = Math.floor(ms / MINUTE);
    const now = known.get(minute) ?? at(`${format.format(minute * MINUTE).replace(' ', 'T')}Z`) / MINUTE;
    known.set(minute, now);
    return now;
  };
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const DAY_MINUTES = 24 * 60;

/**
 * The naive guard: looks at the clock once a minute. The window of a date opens when the clock first shows its beginning or later, and
 * closes for good when it first shows its end or later.
 */
function guarded(
  { zone, days, dates: listed, except, from = '00:00', to = '24:00' }: PolicyWindow,
  fromMs: number,
  untilMs: number,
): boolean[] {
  const clock = wallClock(zone);
  const [start, end] = [minutesOf(from), minutesOf(to) + (minutesOf(to) <= minutesOf(from) ? DAY_MINUTES : 0)];
  const contains = (stretches: readonly string[] | undefined, date: string): boolean =>
    (stretches ?? []).some((text) => text.slice(0, 10) <= date && date <= text.slice(-10));
  const fits = (date: string): boolean => {
    const weekday = WEEKDAYS[new Date(at(`${date}T00:00Z`)).getUTCDay()] ?? 'sun';
    const isListed = days === undefined && listed === undefined ? true : (days?.includes(weekday) ?? false) || contains(listed, date);
    return isListed && !contains(except, date);
  };
  const doors = Array.from({ length: 10 }, (_, index) => new Date(fromMs + (index - 4) * DAY).toISOString().slice(0, 10))
    .filter(fits)
    .map((date) => at(`${date}T00:00Z`) / MINUTE)
    .map((midnight) => ({ opensAt: midnight + start, closesAt: midnight + end, isOpen: false, isClosed: false }));
  const answers: boolean[] = [];
  for (let ms = fromMs - 3 * DAY; ms < untilMs; ms += MINUTE) {
    const now = clock(ms);
    for (const door of doors) {
      if (now >= door.opensAt) door.isOpen = true;
      if (now >= door.closesAt) door.isClosed = true;
    }
    if (ms >= fromMs) answers.push(doors.some(({ isOpen, isClosed }) => isOpen && !isClosed));
  }
  return answers;
}

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45, 59))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
const around = (date: string) =>
  fc.integer({ min: -2, max: 2 }).map((days) => new Date(at(`${date}T00:00Z`) + days * DAY).toISOString().slice(0, 10));
const windowAt = fc.constantFrom(...CHANGES).chain(([zone, date]) =>
  fc
    .record({
      days: fc.option(fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1, maxLength: 6 }), { nil: undefined }),
      dates: fc.option(fc.array(around(date), { minLength: 1, maxLength: 2 }), { nil: undefined }),
      except: fc.option(fc.array(around(date), { minLength: 1, maxLength: 1 }), { nil: undefined }),
      times: fc.option(fc.tuple(time, fc.oneof(time, fc.constant('24:00'))), { nil: undefined }),
    })
    .filter(({ times }) => times === undefined || times[0] !== times[1])
    .map(({ times, ...rest }) => ({
      date,
      window: policyWindowSchema.parse({ zone, ...rest, ...(times ? { from: times[0], to: times[1] } : {}) }),
    })),
);

describe('windows', () => {
  it('are open when a guard who looks at the clock every minute says so, across every change of the clocks', () => {
    fc.assert(
      fc.property(windowAt, ({ date, window }) => {
        const [fromMs, untilMs] = [at(`${date}T00:00Z`) - DAY, at(`${date}T00:00Z`) + 2 * DAY];
        const intervals = windowIntervals(window, fromMs, untilMs);
        const answers = guarded(window, fromMs, untilMs);
        let next = 0;
        const found = answers.map((_, index) => {
          const ms = fromMs + index * MINUTE;
          while ((intervals[next]?.[1] ?? Infinity) <= ms) next += 1;
          return (intervals[next]?.[0] ?? Infinity) <= ms;
        });
        const wrong = answers.findIndex((answer, index) => answer !== found[index]);
        expect(wrong < 0 ? 'all right' : `${new Date(fromMs + wrong * MINUTE).toISOString()}: should be ${answers[wrong]}`).toBe(
          'all right',
        );
      }),
      { numRuns: 300 },
    );
  });

  it('come merged, in order, within the bounds', () => {
    fc.assert(
      fc.property(windowAt, ({ date, window }) => {
        const [fromMs, untilMs] = [at(`${date}T00:00Z`) - 3 * DAY, at(`${date}T00:00Z`) + 9 * DAY];
        const intervals = windowIntervals(window, fromMs, untilMs);
        expect(mergeIntervals(intervals)).toEqual(intervals);
        for (const [from, until] of intervals) expect([fromMs <= from, from < until, until <= untilMs]).toEqual([true, true, true]);
      }),
      { numRuns: 300 },
    );
  });

  it('that meet on the clock meet in real time, and leave nothing out', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CHANGES), time, time, ([zone, date], from, to) => {
        fc.pre(from !== to);
        const [fromMs, untilMs] = [at(`${date}T00:00Z`) - 3 * DAY, at(`${date}T00:00Z`) + 3 * DAY];
        const [day, night] = [
          windowIntervals({ zone, from, to }, fromMs, untilMs),
          windowIntervals({ zone, from: to, to: from }, fromMs, untilMs),
        ];
        expect(mergeIntervals([...day, ...night])).toEqual([[fromMs, untilMs]]);
        const length = (intervals: readonly Interval[]): number => intervals.reduce((sum, [a, b]) => sum + b - a, 0);
        expect(length(day) + length(night)).toBe(untilMs - fromMs);
      }),
    );
  });

  it.each<[string, PolicyWindow, string[]]>([
    [
      'a start that the clocks skip is the end of the gap',
      { zone: 'Europe/Berlin', from: '02:30', to: '04:00' },
      ['2026-03-29T01:00 2026-03-29T02:00'],
    ],
    [
      'an end that the clocks skip is the end of the gap',
      { zone: 'Europe/Berlin', from: '01:00', to: '02:30' },
      ['2026-03-29T00:00 2026-03-29T01:00'],
    ],
    ['a window that the clocks skip is empty', { zone: 'Europe/Berlin', from: '02:10', to: '02:50' }, []],
  ])('%s', (_rule, window, expected) => {
    expect(iso(windowIntervals(window, at('2026-03-28T23:00Z'), at('2026-03-29T22:00Z')))).toEqual(expected);
  });

  it.each<[string, PolicyWindow, string[]]>([
    [
      'a start that the clocks show twice is the first',
      { zone: 'Europe/Berlin', from: '02:30', to: '04:00' },
      ['2026-10-25T00:30 2026-10-25T03:00'],
    ],
    [
      'an end that the clocks show twice is the first',
      { zone: 'Europe/Berlin', from: '01:00', to: '02:30' },
      ['2026-10-24T23:00 2026-10-25T00:30'],
    ],
    ['a day is as long as it is', { zone: 'Europe/Berlin', days: ['sun'] }, ['2026-10-24T22:00 2026-10-25T23:00']],
  ])('%s', (_rule, window, expected) => {
    expect(iso(windowIntervals(window, at('2026-10-24T20:00Z'), at('2026-10-26T00:00Z')))).toEqual(expected);
  });

  it.each<[string, PolicyWindow, string, string[]]>([
    [
      'nights',
      { zone: 'UTC', from: '18:00', to: '08:00' },
      '2026-03-02',
      ['2026-03-02T00:00 2026-03-02T08:00', '2026-03-02T18:00 2026-03-03T00:00'],
    ],
    ['weekends', { zone: 'America/New_York', days: ['sat', 'sun'] }, '2026-03-01', ['2026-03-01T00:00 2026-03-02T00:00']],
    ['nights of Fridays', { zone: 'UTC', days: ['fri'], from: '22:00', to: '06:00' }, '2026-03-07', ['2026-03-07T00:00 2026-03-07T06:00']],
    ['up to midnight', { zone: 'UTC', from: '18:00', to: '24:00' }, '2026-03-02', ['2026-03-02T18:00 2026-03-03T00:00']],
    [
      'weekends and a holiday beside them',
      { zone: 'UTC', days: ['sat'], dates: ['2026-03-02'] },
      '2026-03-02',
      ['2026-03-02T00:00 2026-03-03T00:00'],
    ],
    ['all days but one', { zone: 'UTC', dates: ['2026-02-01/2026-04-01'], except: ['2026-03-02'] }, '2026-03-02', []],
    [
      'one stretch',
      { zone: 'Asia/Kathmandu', from: '2026-03-01T00:00', to: '2026-03-02T12:00' },
      '2026-03-02',
      ['2026-03-02T00:00 2026-03-02T06:15'],
    ],
  ])('know %s', (_what, window, date, expected) => {
    expect(iso(windowIntervals(window, at(`${date}T00:00Z`), at(`${date}T00:00Z`) + DAY))).toEqual(expected);
  });

  it('hold from their first millisecond and no longer than their last', () => {
    const office: PolicyWindow = { zone: 'Europe/Berlin', days: ['mon'], from: '09:00', to: '17:00' };
    const opens = at('2026-03-30T07:00Z');
    expect([opens - 1, opens, opens + 8 * HOUR - 1, opens + 8 * HOUR].map((ms) => isInside([office], ms))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('firstInstant', () => {
  it('is the earliest instant at which the clock shows that time or a later one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CHANGES), fc.integer({ min: -36 * 60, max: 60 * 60 }), ([zone, date], minutes) => {
        const localMs = at(`${date}T00:00Z`) + minutes * MINUTE;
        const clock = wallClock(zone);
        const found = firstInstant(zone, localMs);
        expect(clock(found)).toBeGreaterThanOrEqual(localMs / MINUTE);
        const before = Array.from({ length: 3 * 60 }, (_, index) => clock(found - (index + 1) * MINUTE));
        expect(Math.max(...before)).toBeLessThan(localMs / MINUTE);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the local date', () => {
    expect(localDay('Pacific/Auckland', at('2026-03-01T12:00Z'))).toBe(at('2026-03-02') / DAY);
    expect(localDay('America/Los_Angeles', at('2026-03-01T07:59Z'))).toBe(at('2026-02-28') / DAY);
  });

  it.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['Europe/Berln', false],
    ['+02:00', false],
    ['', false],
    ['Mars/Olympus', false],
  ])('%s is a zone: %s', (name, expected) => {
    expect(isTimeZone(name)).toBe(expected);
  });
});

describe('working hours', () => {
  const office = policyHoursSchema.parse({
    zone: 'Europe/Berlin',
    days: ['mon', 'tue', 'wed', 'thu', 'fri'],
    from: '09:00',
    to: '17:00',
    except: ['2026-04-06'],
  });
  const length = (intervals: readonly Interval[]): number => intervals.reduce((sum, [from, until]) => sum + until - from, 0);

  it('begin at once, jump the night, the weekend and the holiday, and hold what was asked for', () => {
    expect(iso(openIntervals(office, at('2026-04-02T13:00Z'), 12 * HOUR))).toEqual([
      '2026-04-02T13:00 2026-04-02T15:00',
      '2026-04-03T07:00 2026-04-03T15:00',
      '2026-04-07T07:00 2026-04-07T15:00',
    ]);
  });

  it('hold at least the time that was asked for, in order, merged, none before the start', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 24 }), fc.integer({ min: 1, max: 300 }), (hour, hours) => {
        const fromMs = at('2026-01-01T00:00Z') + hour * HOUR;
        const open = openIntervals(office, fromMs, hours * HOUR);
        expect(length(open)).toBeGreaterThanOrEqual(hours * HOUR);
        expect(length(open.slice(0, -1))).toBeLessThan(hours * HOUR);
        expect(mergeIntervals(open)).toEqual(open);
        expect(open[0]?.[0]).toBeGreaterThanOrEqual(fromMs);
      }),
    );
  });

  it('are bounded, however few they are', () => {
    const rare = policyHoursSchema.parse({ zone: 'UTC', days: ['mon'], from: '09:00', to: '09:01' });
    const open = openIntervals(rare, 0, 366 * DAY);
    expect(open.length).toBeLessThanOrEqual(MAX_INTERVALS);
    expect(length(open)).toBeLessThan(366 * DAY);
    const never = policyHoursSchema.parse({ zone: 'UTC', except: ['1970-01-01/2500-01-01'] });
    expect(openIntervals(never, 0, DAY)).toEqual([]);
  });

  it('of whole days are one interval', () => {
    expect(openIntervals({ zone: 'UTC' }, 1000, 9 * DAY)).toHaveLength(1);
  });
});

describe('freezes', () => {
  const night: PolicyWindow = { zone: 'UTC', from: '18:00', to: '08:00' };

  it('are joined where they meet', () => {
    const weekend: PolicyWindow = { zone: 'UTC', days: ['sat', 'sun'] };
    expect(iso(frozenIntervals([night, weekend], at('2026-03-06T12:00Z'), at('2026-03-09T12:00Z')))).toEqual([
      '2026-03-06T18:00 2026-03-09T08:00',
    ]);
  });

  it('that are not over at the horizon go on to their end', () => {
    const winter: PolicyWindow = { zone: 'UTC', from: '2026-12-20T00:00', to: '2027-06-01T00:00' };
    expect(iso(frozenIntervals([winter], at('2026-12-24T00:00Z'), at('2027-01-02T00:00Z')))).toEqual(['2026-12-24T00:00 2027-06-01T00:00']);
    expect(iso(frozenIntervals([winter], at('2027-06-01T00:00Z'), at('2027-07-01T00:00Z')))).toEqual([]);
  });

  it('without end are frozen for years', () => {
    const [only, ...more] = frozenIntervals([{ zone: 'UTC', days: [...WEEKDAYS] }], 0, DAY);
    expect(more).toEqual([]);
    expect(only?.[1]).toBeGreaterThan(5 * 366 * DAY);
  });

  it('too many to hold are frozen as a whole', () => {
    const often = Array.from({ length: 12 }, (_, hour): PolicyWindow => {
      const [from, to] = [hour * 2, hour * 2 + 1].map((each) => `${String(each).padStart(2, '0')}:00`);
      return { zone: 'UTC', from: from ?? '', to: to ?? '' };
    });
    const frozen = frozenIntervals(often, 0, 400 * DAY);
    expect(frozen).toHaveLength(MAX_INTERVALS);
    expect(frozen.at(-1)?.[1]).toBeGreaterThanOrEqual(400 * DAY - HOUR);
  });
});
