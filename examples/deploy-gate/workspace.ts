import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestIdSchema } from '../../src/contracts/ids.js';
import type { Git } from './git.js';

/**
 * A bare repository of this call alone. It has no work tree, so nothing from the candidate is ever checked out: no filters, no hooks, no
 * symbolic links. Nothing is kept between calls, so that any worker can do the next one.
 */
export async function withWorkspace<T>(git: Git, run: (cwd: string) => Promise<T>): Promise<T> {
  const cwd = await mkdtemp(join(tmpdir(), 'countersign-deploy-'));
  try {
    await git(cwd, ['init', '--quiet', '--bare', '.']);
    return await run(cwd);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

/** Brings the remote's branches, tags and this request's pins here. */
export async function fetchAll(git: Git, cwd: string, remote: string, requestId: string, signal: AbortSignal): Promise<void> {
  const pins = `refs/countersign/${requestIdSchema.parse(requestId)}/*`;
  await git(
    cwd,
    ['fetch', '--quiet', '--no-tags', '--', remote, '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*', `+${pins}:${pins}`],
    {
      signal,
    },
  );
}

/** The full sha of the commit that these digits name here; undefined when there is none or more than one. */
export async function findCommit(git: Git, cwd: string, digits: string): Promise<string | undefined> {
  const { stdout, code } = await git(cwd, ['rev-parse', '--quiet', '--verify', '--end-of-options', `${digits}^{commit}`], {
    accept: [1, 128],
  });
  return code === 0 ? stdout.trim() : undefined;
}

export async function isAncestor(git: Git, cwd: string, older: string, newer: string): Promise<boolean> {
  const { code } = await git(cwd, ['merge-base', '--is-ancestor', older, newer], { accept: [1] });
  return code === 0;
}
