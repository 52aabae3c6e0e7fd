import { beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { keptFresh } from './kept-fresh.js';

let nowMs = 0;
let calls = 0;
let fails = 0;
const get = () =>
  keptFresh(
    () => {
      calls += 1;
      if (fails > 0) {
        fails -= 1;
        return Promise.reject(new Error('away'));
      }
      return Promise.resolve(calls);
    },
    { freshMs: 1000, clock: () => nowMs, log: pino({ level: 'silent' }) },
  );
beforeEach(() => {
  [nowMs, calls, fails] = [0, 0, 0];
});

test('is loaded once for all who ask at the same time, and kept while it is fresh', async () => {
  const value = get();
  expect(await Promise.all([value(), value(), value()])).toEqual([1, 1, 1]);
  nowMs = 999;
  expect(await value()).toBe(1);
  nowMs = 1000;
  expect(await value()).toBe(2);
});

test('is tried again within one call', async () => {
  fails = 2;
  expect(await get()()).toBe(3);
});

test('serves on with what was known where it cannot be loaded anew, and throws where nothing was', async () => {
  const value = get();
  expect(await value()).toBe(1);
  nowMs = 5000;
  fails = 3;
  expect(await value()).toBe(1);
  expect(await value()).toBe(5);
  fails = 3;
  await expect(get()()).rejects.toThrow('away');
});
