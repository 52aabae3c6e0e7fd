import { describe, expect, test } from '@jest/globals';
import { apiPath, filterOf, hrefOf, periodOf, problemWith } from './period.js';

const NOBODY = { type: null, agent: null };
const noon = new Date(2026, 10, 24, 12);
const query = (path: string) => new URLSearchParams(path.split('?')[1]);

describe('the period in the address', () => {
  test.each([
    ['', { kind: 'last', days: 30 }],
    ['?days=7', { kind: 'last', days: 7 }],
    ['?days=8', { kind: 'last', days: 30 }],
    ['?from=2026-11-01&to=2026-11-15', { kind: 'between', from: '2026-11-01', to: '2026-11-15' }],
    ['?from=2026-11-31&to=2026-12-15', { kind: 'last', days: 30 }],
    ['?from=2026-11-15&to=2026-11-01', { kind: 'last', days: 30 }],
  ])('%s is read, and what means nothing is thirty days', (search, period) => {
    expect(periodOf(search)).toEqual(period);
  });

  test('comes back as it was written', () => {
    for (const href of [
      '/overview',
      '/overview?days=7',
      '/overview?from=2026-11-01&to=2026-11-15',
      '/overview?days=90&type=pay.refund&agent=bot',
    ]) {
      const search = href.slice('/overview'.length);
      expect(hrefOf(periodOf(search), filterOf(search))).toBe(href);
    }
  });

  test('is asked for from local midnight, today included', () => {
    const asked = query(apiPath({ kind: 'last', days: 7 }, NOBODY, noon, 'Europe/Berlin'));
    expect(asked.get('from')).toBe(new Date(2026, 10, 18).toISOString());
    expect([asked.get('to'), asked.get('timeZone')]).toEqual([null, 'Europe/Berlin']);
  });

  test('holds both of its dates whole', () => {
    const asked = query(apiPath({ kind: 'between', from: '2026-10-25', to: '2026-10-25' }, { type: 'a.b', agent: null }, noon, 'UTC'));
    expect(asked.get('from')).toBe(new Date(2026, 9, 25).toISOString());
    expect(asked.get('to')).toBe(new Date(2026, 9, 26).toISOString());
    expect([asked.get('type'), asked.has('agent')]).toEqual(['a.b', false]);
  });

  test.each([
    ['', '2026-11-01', 'Choose both dates.'],
    ['2026-11-02', '2026-11-01', 'The first day comes after the last.'],
    ['2026-11-25', '2026-11-26', 'The first day is in the future.'],
    ['2025-01-01', '2026-11-01', 'The period may be 400 days long at most.'],
    ['2026-11-01', '2026-11-01', null],
  ])('from %s to %s is told what is wrong with it', (from, to, problem) => {
    expect(problemWith(from, to, noon)).toBe(problem);
  });
});
