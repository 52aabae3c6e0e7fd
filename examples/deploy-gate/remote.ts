import { isAbsolute } from 'node:path';
import { z } from 'zod';
import type { Git } from './git.js';

// eslint-disable-next-line no-control-regex -- control characters are exactly what must not get through
const UNPRINTABLE = /[\u0000-\u0020\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;
const SCP_LIKE = /^[A-Za-z0-9][\w.-]*@[A-Za-z0-9][\w.-]*:(?!-)[\w./~-]+$/;

/** Why git may not be pointed at this remote; undefined if it may. Anything that could be read as an option or a program is refused. */
export function refuseRemote(remote: string): string | undefined {
  if (remote.length === 0 || remote.length > 500) return 'give a path or URL of at most 500 characters';
  if (remote.startsWith('-')) return 'a remote may not start with "-"';
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must not get through
  if (isAbsolute(remote)) return /[\u0000-\u001f\u007f]/.test(remote) ? 'a path may not hold control characters' : undefined;
  if (UNPRINTABLE.test(remote)) return 'a remote may not hold spaces or invisible characters';
  if (remote.includes('::')) return 'remote helpers ("name::address") are not allowed';
  if (SCP_LIKE.test(remote)) return undefined;
  if (!URL.canParse(remote)) return 'give an absolute path, or an https, ssh or file URL';
  const url = new URL(remote);
  if (!['https:', 'ssh:', 'file:'].includes(url.protocol)) return 'only https, ssh, file and absolute paths are allowed';
  if (url.password !== '' || (url.protocol === 'https:' && url.username !== ''))
    return 'leave credentials out of the URL: it is shown to everybody who reviews; git takes them from its credential helper';
  if (url.hostname.startsWith('-')) return 'a host may not start with "-"';
  return undefined;
}

/** Rules of `git check-ref-format` for one branch, without asking git. */
export function isBranch(name: string): boolean {
  return name.length <= 200 && /^[A-Za-z0-9_][A-Za-z0-9_./+-]*$/.test(name) && !/\.\.|\/\/|\/\.|\.$|\/$|\.lock(\/|$)|^refs\//.test(name);
}

export const remoteSchema = z.string().superRefine((remote, context) => {
  const reason = refuseRemote(remote);
  if (reason !== undefined) context.addIssue({ code: 'custom', message: reason });
});
export const branchSchema = z.string().refine(isBranch, 'a branch name such as "production"');
/** A full object name: SHA-1 or SHA-256. Abbreviations can become ambiguous between the vote and the push. */
export const shaSchema = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'a full commit id (40 or 64 hexadecimal digits)');

export const ZERO_SHA = /^0+$/;

// Listing refs is one small answer; a server that needs longer is not there.
const LIST_TIMEOUT_MS = 30_000;

export interface RemoteRefs {
  /** Sha by full name: `refs/heads/production`; a tag stands for the commit that it names. */
  byName: ReadonlyMap<string, string>;
  /** The branch that `HEAD` names at the remote, without `refs/heads/`. */
  head: string | null;
}

/** What the remote itself says its branches and tags are, now. */
export async function listRefs(git: Git, cwd: string, remote: string, signal?: AbortSignal): Promise<RemoteRefs> {
  const { stdout } = await git(cwd, ['ls-remote', '--symref', '--', remote, 'HEAD', 'refs/heads/*', 'refs/tags/*'], {
    timeoutMs: LIST_TIMEOUT_MS,
    ...(signal ? { signal } : {}),
  });
  const byName = new Map<string, string>();
  let head: string | null = null;
  for (const line of stdout.split('\n')) {
    const [left = '', name = ''] = line.split('\t');
    if (left.startsWith('ref: ')) head = name === 'HEAD' ? left.slice('ref: refs/heads/'.length) : head;
    else if (name.endsWith('^{}')) byName.set(name.slice(0, -3), left);
    else if (name.startsWith('refs/')) byName.set(name, left);
  }
  return { byName, head };
}

/** The line that the remote answers for one branch, and its sha; null when the branch is not there. */
export async function readBranch(
  git: Git,
  cwd: string,
  remote: string,
  branch: string,
  signal?: AbortSignal,
): Promise<{ sha: string; line: string } | null> {
  const ref = `refs/heads/${branch}`;
  const { stdout } = await git(cwd, ['ls-remote', '--', remote, ref], { timeoutMs: LIST_TIMEOUT_MS, ...(signal ? { signal } : {}) });
  const line = stdout.split('\n').find((each) => each.split('\t')[1] === ref);
  return line === undefined ? null : { sha: line.split('\t')[0] ?? '', line };
}
