import { describe, expect, test } from '@jest/globals';
import { statsPeriod } from './stats-period.js';

const NOW = Date.parse('2026-03-30T12:00:00Z');
const of = (query: { from?: string; to?: string; timeZone?: string }) => statsPeriod({ timeZone: 'UTC', ...query }, NOW);

describe('the period of a query', () => {
  test('is the last thirty days where nothing is said', () => {
    expect(of({})).toMatchObject({ from: new Date('2026-02-28T12:00:00Z'), to: new Date(NOW) });
  });

  test('counts a duration of `from` back from `to`, and one of `to` back from now', () => {
    expect(of({ from: '7d', to: '2026-03-10T00:00:00+01:00' })).toMatchObject({ from: new Date('2026-03-02T23:00:00Z') });
    expect(of({ from: '7d', to: '1d' })).toMatchObject({ from: new Date('2026-03-22T12:00:00Z'), to: new Date('2026-03-29T12:00:00Z') });
  });

  test('ends now at the latest', () => {
    expect(of({ to: '2027-01-01T00:00:00Z' }).to).toEqual(new Date(NOW));
  });

  test('has a day for each local date, also where the clocks change', () => {
    const { days } = of({ from: '2026-03-28T23:00:00Z', timeZone: 'Europe/Berlin' });
    expect(days).toEqual([
      { date: '2026-03-29', from: new Date('2026-03-28T23:00:00Z') }, // 23 hours long
      { date: '2026-03-30', from: new Date('2026-03-29T22:00:00Z') },
    ]);
  });

  test('does not touch the day that begins with its end', () => {
    expect(of({ from: '2026-03-27T00:00:00Z', to: '2026-03-28T00:00:00Z' }).days.map(({ date }) => date)).toEqual(['2026-03-27']);
  });

  test('may be 400 days long', () => {
    expect(of({ from: new Date(NOW - 400 * 86_400_000).toISOString() }).days).toHaveLength(401);
    expect(() => of({ from: new Date(NOW - 401 * 86_400_000).toISOString() })).toThrow('400 days');
  });
});
