import type { Git } from './git.js';
import type { Range, Step } from './range.js';

export interface Held {
  step: Step;
  because: string;
}

export type Rebuilt =
  /** `held` also has what could not stay without the rest. */
  { kind: 'rebuilt'; to: string; held: readonly Held[] } | { kind: 'nothing_left'; held: readonly Held[] };

const COMMITTER = { GIT_COMMITTER_NAME: 'Countersign deploy gate', GIT_COMMITTER_EMAIL: 'deploy-gate@countersign.invalid' };

/**
 * The range without these steps: the others are picked onto `from` in their order. A step that conflicts because of what is missing is
 * held back as well, and says so. The same range and steps give the same commits, so that a repeated call is harmless.
 */
export async function rebuild(git: Git, cwd: string, range: Range, holdBack: readonly Held[]): Promise<Rebuilt> {
  const asked = new Map(holdBack.map(({ step, because }) => [step.sha, because]));
  const held: Held[] = [];
  let head = range.from;
  for (const step of range.steps) {
    const because = asked.get(step.sha);
    if (because !== undefined) {
      held.push({ step, because });
      continue;
    }
    const picked = await pick(git, cwd, head, step);
    if (picked.kind === 'picked') head = picked.head;
    else held.push({ step, because: `needs what is held back (conflict in ${listOf(picked.paths)})` });
  }
  return head === range.from ? { kind: 'nothing_left', held } : { kind: 'rebuilt', to: head, held };
}

type Picked = { kind: 'picked'; head: string } | { kind: 'conflict'; paths: readonly string[] };

async function pick(git: Git, cwd: string, head: string, step: Step): Promise<Picked> {
  // Nothing before it was held back: the commit itself stays, with its signature.
  if (step.parent === head) return { kind: 'picked', head: step.sha };
  const merged = await mergeOnto(git, cwd, head, step);
  if (merged.kind === 'conflict') return merged;
  // Its change is there already.
  if (merged.tree === (await treeOf(git, cwd, head))) return { kind: 'picked', head };
  const show = await git(cwd, ['show', '--no-patch', '--format=%an%x1f%ae%x1f%aI%x1f%cI%x1f%B', '--end-of-options', step.sha]);
  const [name = '', email = '', authored = '', committed = '', message = ''] = show.stdout.split('\x1f');
  const { stdout } = await git(cwd, ['commit-tree', merged.tree, '-p', head], {
    stdin: `${message.trimEnd()}\n\n(cherry picked from commit ${step.sha})\n`,
    // A name of only odd characters is empty for git, which then refuses the commit.
    env: {
      ...COMMITTER,
      GIT_AUTHOR_NAME: name || 'unknown',
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: authored,
      GIT_COMMITTER_DATE: committed,
    },
  });
  return { kind: 'picked', head: stdout.trim() };
}

/** A cherry-pick without a work tree: merging two commits whose only common ancestor has the tree of the step's parent. */
async function mergeOnto(
  git: Git,
  cwd: string,
  head: string,
  step: Step,
): Promise<{ kind: 'merged'; tree: string } | { kind: 'conflict'; paths: readonly string[] }> {
  const base = await scratchCommit(git, cwd, step.parent);
  const ours = await scratchCommit(git, cwd, head, base);
  const theirs = await scratchCommit(git, cwd, step.sha, base);
  const run = await git(cwd, ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs], { accept: [1] });
  const [tree = '', ...paths] = run.stdout.split('\0').filter((part) => part !== '');
  return run.code === 0 ? { kind: 'merged', tree } : { kind: 'conflict', paths };
}

async function scratchCommit(git: Git, cwd: string, treeish: string, parent?: string): Promise<string> {
  const { stdout } = await git(cwd, ['commit-tree', await treeOf(git, cwd, treeish), ...(parent === undefined ? [] : ['-p', parent])], {
    stdin: 'scratch\n',
    env: {
      ...COMMITTER,
      GIT_COMMITTER_DATE: '2000-01-01T00:00:00Z',
      GIT_AUTHOR_NAME: COMMITTER.GIT_COMMITTER_NAME,
      GIT_AUTHOR_EMAIL: COMMITTER.GIT_COMMITTER_EMAIL,
      GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z',
    },
  });
  return stdout.trim();
}

async function treeOf(git: Git, cwd: string, commit: string): Promise<string> {
  const { stdout } = await git(cwd, ['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`]);
  return stdout.trim();
}

function listOf(paths: readonly string[]): string {
  return paths.length <= 3 ? paths.join(', ') : `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more`;
}
