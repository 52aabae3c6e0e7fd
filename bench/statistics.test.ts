import { describe, expect, it } from '@jest/globals';
import { percentile, spreadOf } from './statistics.js';

describe('percentile', () => {
  it('is one of the values, by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0, 0.5, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 99, 100]);
    expect(percentile([7], 0.99)).toBe(7);
  });

  it('is no number where there are no values', () => expect(percentile([], 0.5)).toBeNaN());
});

describe('spreadOf', () => {
  it('names the smallest, the middle and the largest, and leaves its input as it was', () => {
    const values = [3, 1, 2];
    expect(spreadOf(values)).toEqual({ min: 1, median: 2, max: 3 });
    expect(values).toEqual([3, 1, 2]);
  });
});
