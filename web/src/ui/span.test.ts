import { expect, test } from '@jest/globals';
import { span } from './span.js';

test.each([
  [0, '0s'],
  [-5, '0s'],
  [59_000, '59s'],
  [60_000, '1m'],
  [3_661_000, '1h 1m'],
  [3_605_000, '1h'],
  [2 * 86_400_000 + 3_600_000, '2d 1h'],
])('%d ms reads %s', (ms, text) => {
  expect(span(ms)).toBe(text);
});
