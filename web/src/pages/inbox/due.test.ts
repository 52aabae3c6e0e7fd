import { expect, test } from '@jest/globals';
import { dueOf, roughly } from './due.js';

test.each([
  [-1, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_599_999, '59 min'],
  [3_600_000, '1 h'],
  [4 * 3_600_000 - 5_000, '4 h'],
  [86_400_000, '1 day'],
  [3 * 86_400_000, '3 days'],
])('%d ms is roughly %s', (ms, text) => {
  expect(roughly(ms)).toBe(text);
});

const createdAt = '2026-03-02T10:00:00Z';
test.each([
  ['a day', '2026-03-03T10:00:00Z', '2026-03-02T11:00:00Z', 'plain', 'Due in 23 h'],
  ['a fifth is left', '2026-03-03T10:00:00Z', '2026-03-03T06:00:00Z', 'soon', 'Due soon, in 4 h'],
  ['less than an hour', '2026-03-02T14:00:00Z', '2026-03-02T13:10:00Z', 'soon', 'Due soon, in 50 min'],
  ['a short deadline that has just begun', '2026-03-02T10:30:00Z', '2026-03-02T10:01:00Z', 'plain', 'Due in 29 min'],
  ['a short deadline near its end', '2026-03-02T10:30:00Z', '2026-03-02T10:20:00Z', 'soon', 'Due soon, in 10 min'],
  ['just over', '2026-03-02T14:00:00Z', '2026-03-02T14:00:10Z', 'late', 'Overdue'],
  ['long over', '2026-03-02T14:00:00Z', '2026-03-02T16:00:10Z', 'late', 'Overdue by 2 h'],
])('%s: %s at %s is %s', (_what, deadlineAt, now, tone, text) => {
  expect(dueOf({ deadlineAt, createdAt }, Date.parse(now))).toEqual({ tone, text });
});
