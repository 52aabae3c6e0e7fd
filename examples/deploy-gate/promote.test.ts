import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { OutcomeUnknown } from '../../src/activities/registry.js';
import type { Git } from './git.js';
import type { PromoteArgs } from './input.js';
import { promote, reconcile } from './promote.js';
import { propose } from './propose.js';
import { actionOf, createSandbox, executionContext, REQUEST_ID, type Sandbox } from './test-support.js';

// Each test runs some dozens of git processes; a busy machine takes its time over them.
jest.setTimeout(60_000);

let box: Sandbox;
let args: PromoteArgs;
const deps = (git: Git = box.git) => ({ git, isAllowed: () => true });

beforeEach(async () => {
  box = await createSandbox();
  await box.commit('main', 'Start', { 'a.txt': 'one\n' });
  await box.point('production', (await box.head('main')) ?? '');
  await box.commit('main', 'Two', { 'a.txt': 'two\n' });
  const call = { requestId: REQUEST_ID, input: { repository: box.remote } };
  args = actionOf(await propose(deps(), call, new AbortController().signal)).args;
});
afterEach(() => box.remove());

/** Runs `before` once, just ahead of the push of the branch itself. */
const justBeforePush =
  (before: () => Promise<unknown>): Git =>
  async (cwd, gitArgs, options) => {
    if (gitArgs[0] === 'push' && gitArgs.some((arg) => arg.startsWith('--force-with-lease'))) await before();
    return box.git(cwd, gitArgs, options);
  };

describe('promote', () => {
  test('moves the branch and proves it with what the remote says', async () => {
    const result = await promote(deps(), args, executionContext());
    expect(await box.head('production')).toBe(args.to);
    expect(result).toMatchObject({ branch: 'production', from: args.from, to: args.to, pushed: true });
    expect(result.proof.lsRemote).toBe(`${args.to}\trefs/heads/production`);
    expect(await box.refs('refs/countersign')).toEqual([]);
  });

  test('pushes a commit that only the pin keeps', async () => {
    await box.point('main', args.from);
    await promote(deps(), args, executionContext());
    expect(await box.head('production')).toBe(args.to);
  });

  test('fails with the reason when the branch has moved since the vote', async () => {
    const moved = await box.commit('production', 'Hotfix', { 'b.txt': 'fix\n' });
    await expect(promote(deps(), args, executionContext())).rejects.toThrow(`production has moved to ${moved.slice(0, 7)}`);
    expect(await box.head('production')).toBe(moved);
  });

  test('is refused by the remote when the branch moves between our look and our push', async () => {
    let moved = '';
    const git = justBeforePush(async () => {
      moved = await box.commit('production', 'Race', { 'b.txt': 'race\n' });
    });
    await expect(promote(deps(git), args, executionContext())).rejects.toThrow('has moved to');
    expect(await box.head('production')).toBe(moved);
  });

  test('never moves a branch backwards or sideways, lease or not', async () => {
    const sideways = await box.commit('other', 'Unrelated', { 'o.txt': 'o\n' });
    await expect(promote(deps(), { ...args, to: sideways }, executionContext())).rejects.toThrow('not a fast-forward');
    expect(await box.head('production')).toBe(args.from);
  });

  test('fails when the approved commit is gone', async () => {
    await expect(promote(deps(), { ...args, to: 'a'.repeat(40) }, executionContext())).rejects.toThrow('is not at');
  });

  test('fails with the words of a remote that refuses', async () => {
    await mkdir(join(box.remote, 'hooks'), { recursive: true });
    const hook = join(box.remote, 'hooks', 'pre-receive');
    await writeFile(hook, '#!/bin/sh\necho "frozen until Monday" >&2\nexit 1\n');
    await chmod(hook, 0o755);
    await expect(promote(deps(), args, executionContext())).rejects.toThrow('frozen until Monday');
    expect(await box.head('production')).toBe(args.from);
  });

  test('counts a push that arrived although its answer was lost', async () => {
    const git: Git = async (cwd, gitArgs, options) => {
      const run = await box.git(cwd, gitArgs, options);
      if (gitArgs.some((arg) => arg.startsWith('--force-with-lease'))) throw new Error('connection reset');
      return run;
    };
    expect(await promote(deps(git), args, executionContext())).toMatchObject({ to: args.to, pushed: true });
  });

  test('calls the outcome unknown when the remote is gone after the push', async () => {
    let pushed = false;
    const git: Git = async (cwd, gitArgs, options) => {
      if (pushed) throw new Error('no route to host');
      pushed = gitArgs.some((arg) => arg.startsWith('--force-with-lease'));
      return box.git(cwd, gitArgs, options);
    };
    await expect(promote(deps(git), args, executionContext())).rejects.toBeInstanceOf(OutcomeUnknown);
  });

  test('has nothing to do where the branch is there already', async () => {
    await box.point('production', args.to);
    expect(await promote(deps(), args, executionContext())).toMatchObject({ pushed: false, to: args.to });
  });
});

describe('reconcile', () => {
  const signal = new AbortController().signal;
  test('happened where the branch is at the approved commit', async () => {
    await box.point('production', args.to);
    expect(await reconcile(deps(), args, signal)).toMatchObject({ happened: true, result: { to: args.to, branch: 'production' } });
  });
  test('did not happen where the branch is still where it was', async () => {
    expect(await reconcile(deps(), args, signal)).toEqual({ happened: false });
  });
  test('is unknown where the branch is anywhere else, or gone', async () => {
    await box.commit('production', 'Elsewhere', { 'b.txt': 'x\n' });
    expect(await reconcile(deps(), args, signal)).toEqual({ happened: 'unknown' });
    await box.point('production', null);
    expect(await reconcile(deps(), args, signal)).toEqual({ happened: 'unknown' });
  });
});
