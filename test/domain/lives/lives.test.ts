import { describe, expect, it } from '@jest/globals';
import { AGAIN, EVERYTHING, liveAgain, runLives } from './run-lives.js';

/** On one core this is half a minute; a busy machine is given its time. */
const PATIENCE_MS = 600_000;

// Always the same lives, so that a failure here is somebody's change and nothing else; `npm run nightly` lives others.
describe('a hundred thousand random lives of a request', () => {
  if (AGAIN !== undefined) {
    it(`number ${AGAIN} keeps every promise`, () => liveAgain(Number(AGAIN)));
    return;
  }

  it.each([1, 25_001, 50_001, 75_001])(
    'keep every promise, and come through everything there is (25,000 from number %i on)',
    async (first) => {
      expect(await runLives(first, 25_000)).toEqual(EVERYTHING);
    },
    PATIENCE_MS,
  );
});
