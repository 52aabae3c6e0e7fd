import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    ['30', 30_000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['9999999', 86_400_000],
    ['', null],
    ['soon', null],
    ['-5', null],
    ['Infinity', null],
    ['Wed, 31 Dec 2025 23:59:00 GMT', null],
    [undefined, null],
  ])('%s is %s', (header, expected) => expect(retryAfterMs(header, now)).toBe(expected));
});
