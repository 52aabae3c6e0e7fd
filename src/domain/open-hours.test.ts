import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Interval } from '../contracts/plan.js';
import { addOpen, openBetween, outside } from './open-hours.js';

const hours: Interval[] = [
  [10, 20],
  [30, 40],
];
const someHours = fc
  .uniqueArray(fc.nat(200), { minLength: 2, maxLength: 8 })
  .map((times) => times.sort((a, b) => a - b))
  .map((times) => times.flatMap((at, index): Interval[] => (index % 2 === 1 ? [[times[index - 1] ?? at, at]] : [])));

describe('open time added to a start', () => {
  it.each([
    ['always open', 5, 10, null, 15],
    ['waits for the opening', 0, 5, hours, 15],
    ['ends with the hours, not at the next opening', 10, 10, hours, 20],
    ['goes on at the next opening', 15, 10, hours, 35],
    ['starts between two', 25, 1, hours, 31],
    ['is always open after the last of them', 35, 10, hours, 45],
    ['is nothing where nothing is added', 0, 0, hours, 0],
  ])('%s', (_, start, duration, open, end) => {
    expect(addOpen(start, duration, open)).toBe(end);
  });

  it('is what lies between the two times', () => {
    fc.assert(
      fc.property(fc.option(someHours, { nil: null }), fc.nat(250), fc.integer({ min: 1, max: 250 }), (open, start, duration) => {
        expect(openBetween(start, addOpen(start, duration, open), open)).toBe(duration);
      }),
    );
  });
});

describe('open time between two times', () => {
  it.each([
    [0, 50, 30],
    [15, 35, 10],
    [20, 30, 0],
    [35, 15, 0],
  ])('from %d to %d is %d', (from, to, open) => {
    expect(openBetween(from, to, hours)).toBe(open);
  });
});

describe('the first time outside', () => {
  it.each([
    ['is the time itself where nothing is frozen', 25, [...hours], 25],
    ['is the end, which is outside', 10, [...hours], 20],
    ['is itself at the end', 20, [...hours], 20],
    [
      'is after all that touch or overlap, in any order',
      5,
      [
        [20, 30],
        [0, 12],
        [10, 20],
      ] as Interval[],
      30,
    ],
  ])('%s', (_, at, frozen, first) => {
    expect(outside(at, frozen)).toBe(first);
  });
});
