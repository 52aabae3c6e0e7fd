import { describe, expect, test } from '@jest/globals';
import type { StatsDay } from '../../../../src/contracts/stats.js';
import { binned, resolvedIn } from './bins.js';
import { ageText, counted, effectsText, percent, spreadText, took, waitingText } from './words.js';

const HOUR_MS = 3_600_000;
const NO_TIME = { count: 0, p50Ms: null, p90Ms: null };

describe('the sentences of the overview', () => {
  test('say one of one, and a dash where nothing can be divided', () => {
    expect([counted(1, 'request'), counted(2, 'request')]).toEqual(['1 request', '2 requests']);
    expect([percent(2 / 3), percent(null)]).toEqual(['67 %', '–']);
  });

  test('say what percentiles mean', () => {
    expect(spreadText({ count: 3, p50Ms: 300_000, p90Ms: HOUR_MS })).toBe('Half within 5m, nine in ten within 1h.');
    expect(spreadText(NO_TIME)).toBe('Nothing was decided by people.');
  });

  test('say no more of a duration than matters', () => {
    expect([null, 40, 45_000, 315_000, 1_185_000, 3 * HOUR_MS + 125_000].map(took)).toEqual([
      '–',
      'under 1s',
      '45s',
      '5m 15s',
      '20m',
      '3h 2m',
    ]);
  });

  test('name ages by both ends', () => {
    expect([ageText(0, HOUR_MS), ageText(HOUR_MS, 4 * HOUR_MS), ageText(168 * HOUR_MS, null)]).toEqual([
      'Less than 1h',
      '1h to 4h',
      'Longer than 7d',
    ]);
  });

  test('say how many have waited for more than a day', () => {
    const waiting = (...counts: number[]) => ({
      total: counts.reduce((sum, n) => sum + n, 0),
      oldestAt: null,
      byAge: counts.map((count, at) => ({ fromMs: [0, 24 * HOUR_MS, 72 * HOUR_MS][at] ?? 0, toMs: null, count })),
    });
    expect(waitingText(waiting(0, 0, 0))).toBe('Nothing waits for a decision.');
    expect(waitingText(waiting(5, 0, 0))).toBe('None has waited for more than a day.');
    expect(waitingText(waiting(5, 1, 0))).toBe('1 request has waited for more than a day.');
    expect(waitingText(waiting(5, 1, 1))).toBe('2 requests have waited for more than a day.');
  });

  test('say what became of what was approved', () => {
    expect(effectsText({ executed: 3, failed: 1, unknown: 0, running: 0, waiting: 2 })).toBe(
      'Of 6 approved actions 3 ran, 1 failed, and of 0 nobody knows yet.',
    );
  });
});

describe('columns', () => {
  const day = (at: number): StatsDay => ({
    date: new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10),
    ...{ opened: 1, approved: 1, rejected: 2, automatic: 3, timedOut: 4, other: 5, toResolution: NO_TIME },
  });

  test('are days, and weeks of a long period; nothing gets lost', () => {
    const few = binned(Array.from({ length: 90 }, (_, at) => day(at)));
    expect([few.length, few[0]?.date, few[0]?.days]).toEqual([90, '2026-01-01', 1]);
    const many = binned(Array.from({ length: 366 }, (_, at) => day(at)));
    expect([many.length, many[1]?.date, many.at(-1)?.days]).toEqual([53, '2026-01-08', 2]);
    expect(many.reduce((sum, bin) => sum + resolvedIn(bin), 0)).toBe(366 * 15);
  });
});
