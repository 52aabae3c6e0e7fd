import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createGit, type Git } from './git.js';
import { demoCommits, type DemoCommit } from './demo-commits.js';
import { readBranch } from './remote.js';

export interface DemoRepository {
  /** Path of a working copy; its `origin` is the remote. */
  repository: string;
  /** Path of the bare remote. */
  remote: string;
  branch: 'production';
  /** Sha of `main`. */
  candidate: string;
}

/**
 * Makes a shop's repository below `dataDir`, once: a working copy and a bare remote where `production` stands behind `main`. Dates are fixed, so
 * that the commit ids are the same everywhere.
 */
export async function prepareDemoRepository(dataDir: string): Promise<DemoRepository> {
  const git = createGit(process.env);
  const home = resolve(dataDir, 'demo');
  if (!existsSync(home)) await buildInto(git, home);
  const remote = join(home, 'shop.git');
  const main = await readBranch(git, home, remote, 'main');
  if (main === null) throw new Error(`${remote} has no branch main: remove ${home} and it is made again`);
  return { repository: join(home, 'shop'), remote, branch: 'production', candidate: main.sha };
}

/** Built beside its place and renamed, so that a killed process leaves no half repository behind. */
async function buildInto(git: Git, home: string): Promise<void> {
  await mkdir(dirname(home), { recursive: true });
  const draft = await mkdtemp(`${home}-`);
  try {
    const work = join(draft, 'shop');
    await git(draft, ['init', '--quiet', '--bare', '--initial-branch=main', 'shop.git']);
    await git(draft, ['init', '--quiet', '--initial-branch=main', 'shop']);
    for (const commit of demoCommits) await addCommit(git, work, commit);
    // A remote below the working copy's parent, so that the whole folder can be moved.
    await git(work, ['remote', 'add', 'origin', '../shop.git']);
    await git(work, ['push', '--quiet', 'origin', 'main']);
    await git(work, ['fetch', '--quiet', 'origin']);
    await git(work, ['branch', '--quiet', '--set-upstream-to=origin/main', 'main']);
    await git(work, ['remote', 'set-url', 'origin', join(home, 'shop.git')]);
    await rename(draft, home).catch((error: unknown) => {
      // Another process was faster; its repository is the same.
      if (!existsSync(home)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function addCommit(git: Git, work: string, commit: DemoCommit): Promise<void> {
  for (const [path, content] of Object.entries(commit.files)) {
    await mkdir(dirname(join(work, path)), { recursive: true });
    await writeFile(join(work, path), content);
  }
  const [name, email] = commit.author;
  await git(work, ['add', '--all']);
  await git(work, ['commit', '--quiet', '--no-gpg-sign', '--message', commit.message], {
    env: {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: commit.at,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
      GIT_COMMITTER_DATE: commit.at,
    },
  });
  if (commit.released) await git(work, ['push', '--quiet', '../shop.git', 'HEAD:refs/heads/production']);
}
