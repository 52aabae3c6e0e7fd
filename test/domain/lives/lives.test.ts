import { describe, expect, it } from '@jest/globals';
import { AGAIN, EVERYTHING, liveAgain, runLives } from './run-lives.js';

/** Under a minute on one core; a busy machine is given its time. */
const PATIENCE_MS = 600_000;

// Always the same lives, so that a failure here is somebody's change and nothing else; `npm run nightly` lives others.
describe('a hundred thousand random lives of a request', () => {
  if (AGAIN !== undefined) {
    it(`number ${AGAIN} keeps every promise`, () => liveAgain(Number(AGAIN)));
    return;
  }

  it(
    'keep every promise, and come through everything there is',
    async () => {
      const halves = await Promise.all([runLives(1, 50_000), runLives(50_001, 50_000)]);
      for (const seen of halves) expect(seen).toEqual(EVERYTHING);
    },
    PATIENCE_MS,
  );
});
