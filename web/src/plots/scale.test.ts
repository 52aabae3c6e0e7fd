import { describe, expect, test } from '@jest/globals';
import { labelled, share, ticks } from './scale.js';

describe('the axis of counts', () => {
  test.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [7, [0, 5, 10]],
    [14, [0, 5, 10, 15]],
    [100, [0, 50, 100]],
    [1234, [0, 500, 1000, 1500]],
  ])('up to %d has round, whole numbers and room for all', (highest, expected) => {
    expect(ticks(highest)).toEqual(expected);
  });
});

test('labels stand evenly from the first column on', () => {
  expect(labelled(7, 7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(labelled(30, 5)).toEqual([0, 6, 12, 18, 24]);
  expect(labelled(0, 5)).toEqual([]);
});

test('a share of nothing is nothing', () => {
  expect([share(1, 3), share(2, 0)]).toEqual(['33.33%', '0%']);
});
