import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from '../../src/activities/registry.js';
import type { ProposedAction } from '../../src/contracts/action.js';
import type { Proposal } from '../../src/contracts/agent.js';
import { createGit, type Git } from './git.js';
import type { PromoteArgs } from './input.js';

/** A real bare remote in a folder of its own, filled without a work tree. */
export interface Sandbox {
  dir: string;
  remote: string;
  git: Git;
  /** Commits `files` (null removes) on top of `branch`, which is made if it is missing; answers the sha. */
  commit(branch: string, subject: string, files: Readonly<Record<string, string | null>>, author?: string): Promise<string>;
  /** Merges `other` into `branch` with a merge commit whose tree is that of a clean merge. */
  merge(branch: string, other: string, subject: string): Promise<string>;
  point(branch: string, sha: string | null): Promise<void>;
  head(branch: string): Promise<string | null>;
  /** Paths and contents at a commit. */
  read(sha: string): Promise<Record<string, string>>;
  refs(prefix: string): Promise<string[]>;
  remove(): Promise<void>;
}

export async function createSandbox(): Promise<Sandbox> {
  const dir = await mkdtemp(join(tmpdir(), 'deploy-gate-test-'));
  const remote = join(dir, 'shop.git');
  const git = createGit(process.env);
  await git(dir, ['init', '--quiet', '--bare', '--initial-branch=main', 'shop.git']);
  const say = async (args: string[], options: Parameters<Git>[2] = {}) => (await git(remote, args, options)).stdout.trim();
  const head = async (branch: string) => (await say(['rev-parse', '--quiet', '--verify', `refs/heads/${branch}`], { accept: [1] })) || null;
  const identity = (name: string) => ({
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: `${name.toLowerCase()}@shop.example`,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: `${name.toLowerCase()}@shop.example`,
  });
  const point = async (branch: string, sha: string | null) => {
    await say(sha === null ? ['update-ref', '-d', `refs/heads/${branch}`] : ['update-ref', `refs/heads/${branch}`, sha]);
  };
  const blobs = new Map<string, string>();
  const blobOf = async (content: string) => {
    const known = blobs.get(content) ?? (await say(['hash-object', '-w', '--stdin'], { stdin: content }));
    blobs.set(content, known);
    return known;
  };
  return {
    dir,
    remote,
    git,
    head,
    point,
    async commit(branch, subject, files, author = 'Mina') {
      const parent = await head(branch);
      const env = { GIT_INDEX_FILE: join(dir, 'index') };
      await say(parent === null ? ['read-tree', '--empty'] : ['read-tree', parent], { env });
      const lines: string[] = [];
      for (const [path, content] of Object.entries(files)) {
        lines.push(content === null ? `0 ${'0'.repeat(40)}\t${path}` : `100644 ${await blobOf(content)}\t${path}`);
      }
      await say(['update-index', '--index-info'], { env, stdin: `${lines.join('\n')}\n` });
      const tree = await say(['write-tree'], { env });
      const sha = await say(['commit-tree', tree, ...(parent === null ? [] : ['-p', parent])], {
        stdin: `${subject}\n`,
        env: identity(author),
      });
      await point(branch, sha);
      return sha;
    },
    async merge(branch, other, subject) {
      const [ours, theirs] = [(await head(branch)) ?? '', (await head(other)) ?? ''];
      const tree = await say(['merge-tree', '--write-tree', ours, theirs]);
      const sha = await say(['commit-tree', tree, '-p', ours, '-p', theirs], { stdin: `${subject}\n`, env: identity('Mina') });
      await point(branch, sha);
      return sha;
    },
    async read(sha) {
      const names = (await say(['ls-tree', '-r', '--name-only', sha])).split('\n').filter(Boolean);
      const contents = await Promise.all(names.map((name) => git(remote, ['show', `${sha}:${name}`])));
      return Object.fromEntries(names.map((name, i) => [name, contents[i]?.stdout ?? '']));
    },
    async refs(prefix) {
      return (await say(['for-each-ref', '--format=%(refname)', prefix])).split('\n').filter(Boolean);
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}

export const REQUEST_ID = 'req_01k0000000000000000000test';

export function executionContext(): ExecutionContext {
  return {
    requestId: REQUEST_ID,
    revision: 1,
    digest: 'sha256:0',
    idempotencyKey: `${REQUEST_ID}.1`,
    fence: 1,
    signal: new AbortController().signal,
  };
}

/** The proposed action; a test that expected one fails with the reason of the agent that gave up. */
export function actionOf(proposal: Proposal): ProposedAction & { args: PromoteArgs } {
  if ('giveUp' in proposal) throw new Error(`gave up: ${proposal.giveUp}`);
  return proposal as ProposedAction & { args: PromoteArgs };
}

export function reasonOf(proposal: Proposal): string {
  if (!('giveUp' in proposal)) throw new Error(`proposed: ${proposal.title}`);
  return proposal.giveUp;
}
