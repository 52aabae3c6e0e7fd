import { describe, expect, it } from '@jest/globals';
import { backOffMs, MOST_ATTEMPTS } from './back-off.js';

describe('backing off', () => {
  it('doubles from a second to an hour', () => {
    expect([1, 2, 3, 12, 13, 40].map((attempt) => backOffMs(attempt, () => 0))).toEqual([
      1000, 2000, 4000, 2_048_000, 3_600_000, 3_600_000,
    ]);
  });

  it('spreads attempts by at most a fifth', () => {
    expect(backOffMs(3, () => 1)).toBe(3200);
  });

  it('gives up no sooner than after a day', () => {
    let total = 0;
    for (let attempt = 1; attempt < MOST_ATTEMPTS; attempt += 1) total += backOffMs(attempt, () => 1);
    expect(total).toBeGreaterThan(86_400_000 * 0.8);
    expect(MOST_ATTEMPTS).toBeLessThan(60);
  });
});
