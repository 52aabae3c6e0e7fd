import { requestIdSchema } from '../../src/contracts/ids.js';
import type { Git } from './git.js';

/**
 * Each proposed commit is kept at the remote under `refs/countersign/<requestId>/<sha>`: outside `refs/heads`, so that no clone fetches it and
 * no pipeline starts. There it survives a restart of this worker, another worker can run the effect, and a force-push to the candidate's branch
 * between vote and push cannot make the approved commit disappear. The effect removes the request's pins when it has pushed.
 */
export function pinOf(requestId: string, sha: string): string {
  return `refs/countersign/${requestIdSchema.parse(requestId)}/${sha}`;
}

/** Pushing the same sha again changes nothing, so that a retried proposal is harmless. */
export async function pin(git: Git, cwd: string, remote: string, requestId: string, sha: string, signal: AbortSignal): Promise<void> {
  await git(cwd, ['push', '--quiet', '--no-verify', '--', remote, `${sha}:${pinOf(requestId, sha)}`], { signal });
}

/** Removes all pins of the request; the pushed commits stay reachable from the branch. Answers how many there were. */
export async function removePins(git: Git, cwd: string, remote: string, requestId: string, signal: AbortSignal): Promise<number> {
  const { stdout } = await git(cwd, ['ls-remote', '--', remote, `refs/countersign/${requestIdSchema.parse(requestId)}/*`], { signal });
  const names = stdout.split('\n').flatMap((line) => line.split('\t')[1] ?? []);
  if (names.length > 0) await git(cwd, ['push', '--quiet', '--no-verify', '--', remote, ...names.map((name) => `:${name}`)], { signal });
  return names.length;
}
