import type { Git } from './git.js';

export interface FileChange {
  path: string;
  /** Lines; null for a binary file. */
  added: number | null;
  removed: number | null;
}

/**
 * One step of the branch's own line (first parents): a commit, or a merge with everything that it brought in. Steps are what can be held back.
 */
export interface Step {
  sha: string;
  /** First parent. */
  parent: string;
  subject: string;
  author: string;
  at: string;
  /** Commits that came in with it, itself included: a merge answers for each of them. */
  contains: readonly string[];
  paths: readonly string[];
}

export interface Range {
  from: string;
  to: string;
  /** Oldest first. */
  steps: readonly Step[];
  /** Every commit, newest first, merged ones too. */
  commits: readonly { sha: string; author: string; at: string; subject: string }[];
  files: readonly FileChange[];
}

const FIELDS = '%H%x1f%P%x1f%an%x1f%aI%x1f%s';

/** What moving a branch from `from` to `to` brings. Both must be here, and `from` an ancestor of `to`. */
export async function readRange(git: Git, cwd: string, from: string, to: string): Promise<Range> {
  const span = `${from}..${to}`;
  const log = await git(cwd, ['log', '-z', `--format=${FIELDS}`, '--end-of-options', span]);
  const commits = log.stdout
    .split('\0')
    .filter((row) => row !== '')
    .map((row) => {
      const [sha = '', parents = '', author = '', at = '', subject = ''] = row.split('\x1f');
      return { sha, parent: parents.split(' ')[0] ?? '', author, at, subject };
    });
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  const line = await git(cwd, ['rev-list', '--first-parent', '--reverse', '--end-of-options', span]);
  const steps: Step[] = [];
  for (const sha of line.stdout.split('\n').filter((each) => each !== '')) {
    const commit = bySha.get(sha);
    // A step without a parent would be a second root: an unrelated history, which a fast-forward cannot bring on this line.
    if (!commit || commit.parent === '') continue;
    const contains = await git(cwd, ['rev-list', '--end-of-options', sha, `^${commit.parent}`, `^${from}`]);
    const paths = await git(cwd, ['diff-tree', '-r', '-z', '--no-renames', '--name-only', '--end-of-options', commit.parent, sha]);
    steps.push({ ...commit, contains: contains.stdout.split('\n').filter(Boolean), paths: paths.stdout.split('\0').filter(Boolean) });
  }
  return { from, to, steps, commits: commits.map(({ parent: _parent, ...commit }) => commit), files: await readFiles(git, cwd, from, to) };
}

/** `--no-renames`: a rename shows both paths, so that moving a file out of `migrations/` is seen. */
async function readFiles(git: Git, cwd: string, from: string, to: string): Promise<FileChange[]> {
  const { stdout } = await git(cwd, [
    'diff',
    '--numstat',
    '-z',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--end-of-options',
    from,
    to,
  ]);
  return stdout
    .split('\0')
    .filter((row) => row !== '')
    .map((row) => {
      const [added = '-', removed = '-', ...path] = row.split('\t');
      return { path: path.join('\t'), added: added === '-' ? null : Number(added), removed: removed === '-' ? null : Number(removed) };
    });
}
