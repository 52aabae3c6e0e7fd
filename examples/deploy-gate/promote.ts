import { OutcomeUnknown, type ExecutionContext, type Reconciled } from '../../src/activities/registry.js';
import type { JsonObject } from '../../src/contracts/json.js';
import { short } from './describe.js';
import type { Git } from './git.js';
import type { PromoteArgs } from './input.js';
import { removePins } from './pins.js';
import type { DeployGateDeps } from './propose.js';
import { readBranch } from './remote.js';
import { fetchAll, findCommit, isAncestor, withWorkspace } from './workspace.js';

/** What `ls-remote` answered after the push, and when (RFC 3339). */
type Proof = { lsRemote: string; at: string };
export type PromoteResult = { branch: string; from: string; to: string; proof: Proof; pushed: boolean } & JsonObject;

/** Moves the branch, if it still stands where the reviewers saw it; the proof is what the remote says afterwards. */
export async function promote(deps: DeployGateDeps, args: PromoteArgs, context: ExecutionContext): Promise<PromoteResult> {
  const { git } = deps;
  const { signal } = context;
  if (!deps.isAllowed(args.remote)) throw new Error(`this worker may not touch ${args.remote}`);
  return withWorkspace(git, async (cwd) => {
    const before = await readBranch(git, cwd, args.remote, args.branch, signal);
    if (before?.sha === args.to) return resultOf(args, before.line, false);
    if (before?.sha !== args.from) throw new Error(movedAway(args, before?.sha));
    await fetchAll(git, cwd, args.remote, context.requestId, signal);
    if ((await findCommit(git, cwd, args.to)) === undefined) throw new Error(`${short(args.to)} is not at ${args.remote} any more`);
    if (!(await isAncestor(git, cwd, args.from, args.to)))
      throw new Error(`${short(args.to)} does not contain ${short(args.from)}: not a fast-forward`);

    const failure = await push(git, cwd, args, signal);
    // Without the signal: a push that was interrupted may have arrived, and only this look can tell.
    const after = await readBranch(git, cwd, args.remote, args.branch).catch((error: unknown) => {
      throw new OutcomeUnknown(`the push was sent and ${args.remote} does not answer any more`, { cause: failure ?? error });
    });
    if (failure !== undefined && after?.sha !== args.to) {
      throw new Error(after?.sha === args.from ? failure.message : movedAway(args, after?.sha), { cause: failure });
    }
    if (after === null) throw new Error(`${args.branch} was pushed and is gone from ${args.remote}`);
    // Pins are only bookkeeping: the branch has moved, whether or not they can be removed.
    await removePins(git, cwd, args.remote, context.requestId, signal).catch(() => 0);
    return resultOf(args, after.line, true);
  });
}

/** The lease makes the remote compare: a push that comes between our look and ours is refused there, not overwritten. */
async function push(git: Git, cwd: string, args: PromoteArgs, signal: AbortSignal): Promise<Error | undefined> {
  const ref = `refs/heads/${args.branch}`;
  try {
    await git(
      cwd,
      ['push', '--porcelain', '--no-verify', `--force-with-lease=${ref}:${args.from}`, '--', args.remote, `${args.to}:${ref}`],
      { signal },
    );
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** After a crash between push and record: the remote knows. */
export async function reconcile(deps: DeployGateDeps, args: PromoteArgs, signal: AbortSignal): Promise<Reconciled<PromoteResult>> {
  return withWorkspace(deps.git, async (cwd) => {
    const now = await readBranch(deps.git, cwd, args.remote, args.branch, signal);
    if (now?.sha === args.to) return { happened: true, result: resultOf(args, now.line, true) };
    if (now?.sha === args.from) return { happened: false };
    // Somebody moved it further or back: whether our push came in between, the remote does not say.
    return { happened: 'unknown' };
  });
}

function resultOf(args: PromoteArgs, lsRemote: string, pushed: boolean): PromoteResult {
  return { branch: args.branch, from: args.from, to: args.to, proof: { lsRemote, at: new Date().toISOString() }, pushed };
}

function movedAway(args: PromoteArgs, now: string | undefined): string {
  return now === undefined
    ? `${args.remote} has no branch ${args.branch} any more`
    : `${args.branch} has moved to ${short(now)}; approved was a move from ${short(args.from)}. Nothing was pushed: ask again from there`;
}
