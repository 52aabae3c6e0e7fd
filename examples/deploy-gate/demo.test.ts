import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { prepareDemoRepository } from './demo.js';
import { createGit } from './git.js';
import { propose, revise } from './propose.js';
import { actionOf, REQUEST_ID } from './test-support.js';

// Each test runs some dozens of git processes; a busy machine takes its time over them.
jest.setTimeout(60_000);

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'demo-test-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const deps = { git: createGit(process.env), isAllowed: () => true };
const signal = new AbortController().signal;

test('the demo repository is made once and proposed with its risks', async () => {
  const demo = await prepareDemoRepository(dir);
  expect(await prepareDemoRepository(dir)).toEqual(demo);
  expect(await readdir(dir)).toEqual(['demo']);

  const input = { repository: demo.repository, branch: demo.branch, candidate: demo.candidate };
  const action = actionOf(await propose(deps, { requestId: REQUEST_ID, input }, signal));
  expect(action.args).toMatchObject({ remote: demo.remote, to: demo.candidate });
  expect(action.title).toMatch(/^Move production of shop from [0-9a-f]{7} to [0-9a-f]{7}: 7 commits by 3 authors, 8 files$/);
  expect(action).toMatchObject({ risk: 'high', confidence: 0.65 });

  const feedback = [{ revision: 1, by: { id: 'you', name: 'You' }, comment: 'hold back src/session.ts', at: '2026-03-14T00:00:00Z' }];
  const next = actionOf(await revise(deps, { requestId: REQUEST_ID, input, revision: 1, action, feedback }, signal));
  expect(next.title).toContain('5 commits by 3 authors, 7 files');
});

test('two processes that start at once end with one repository', async () => {
  const [a, b] = await Promise.all([prepareDemoRepository(dir), prepareDemoRepository(dir)]);
  expect(a).toEqual(b);
  expect(await readdir(dir)).toEqual(['demo']);
});
