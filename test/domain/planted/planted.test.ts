import { beforeAll, describe, expect, it } from '@jest/globals';
import { runTs } from '../run-ts.js';
import { BUGS } from './bugs.js';
import { patched } from './planted-subject.js';

const MOST_LIVES = 20_000;
const PATIENCE_MS = 600_000;

interface Found {
  name: string;
  lives: number;
  /** The promise that broke; null where nobody noticed. */
  broke: string | null;
}

describe('a bug planted in the rules', () => {
  const found = new Map<string, Found>();

  beforeAll(async () => {
    const { code, out, err } = await runTs('test/domain/planted/main.ts', [String(MOST_LIVES)]);
    if (code !== 0) throw new Error(err);
    for (const line of out.trim().split('\n')) {
      const each = JSON.parse(line) as Found;
      found.set(each.name, each);
    }
  }, PATIENCE_MS);

  it('has a name and a line of its own', () => {
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
    expect(new Set(BUGS.map(({ file, find, replace }) => [file, find, replace].join('\n'))).size).toBe(BUGS.length);
    expect(BUGS.length).toBeGreaterThanOrEqual(20);
  });

  it.each(BUGS.map((bug) => [bug.name, bug] as const))('fits the code as it is now: %s', (_, bug) => {
    expect(patched(bug)).toContain(bug.replace);
  });

  it.each(BUGS.map(({ name }) => name))('is noticed: %s', (name) => {
    expect(found.get(name)).toMatchObject({ broke: expect.stringMatching(/^broken: /) });
  });
});
