import { isAbsolute, join } from 'node:path';
import type { Proposal, ProposeInput, ReviseInput } from '../../src/contracts/agent.js';
import { describe, short } from './describe.js';
import { isFinal, type Git } from './git.js';
import { readHoldBack } from './hold-back.js';
import { deployInputSchema, promoteArgsSchema, type DeployInput } from './input.js';
import { pin } from './pins.js';
import { readRange } from './range.js';
import { rebuild } from './rebuild.js';
import { listRefs, refuseRemote, shaSchema, type RemoteRefs } from './remote.js';
import { fetchAll, findCommit, isAncestor, withWorkspace } from './workspace.js';

export interface DeployGateDeps {
  git: Git;
  /** Which remotes this worker may touch; where the people who submit are not trusted with all that the worker can reach, say so here. */
  isAllowed: (remote: string) => boolean;
}

const giveUp = (reason: string): Proposal => ({ giveUp: reason.slice(0, 2000) });

export function propose(deps: DeployGateDeps, call: ProposeInput, signal: AbortSignal): Promise<Proposal> {
  return orGiveUp(() => proposeMove(deps, call, signal));
}

export function revise(deps: DeployGateDeps, call: ReviseInput, signal: AbortSignal): Promise<Proposal> {
  return orGiveUp(() => reviseMove(deps, call, signal));
}

/** What a retry cannot change ends the request at once; everything else is thrown and tried again. */
async function orGiveUp(run: () => Promise<Proposal>): Promise<Proposal> {
  try {
    return await run();
  } catch (error) {
    if (isFinal(error)) return giveUp(error.message);
    throw error;
  }
}

async function proposeMove(deps: DeployGateDeps, call: ProposeInput, signal: AbortSignal): Promise<Proposal> {
  const parsed = deployInputSchema.safeParse(call.input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return giveUp(`The input cannot be used: ${issue?.path.join('.') || 'input'}: ${issue?.message}`);
  }
  const input = parsed.data;
  const { git } = deps;
  return withWorkspace(git, async (cwd) => {
    const remote = await remoteOf(git, cwd, input);
    const refusal = refuseRemote(remote) ?? (deps.isAllowed(remote) ? undefined : 'this worker may not touch it');
    if (refusal !== undefined) return giveUp(`The remote cannot be used: ${refusal}`);

    const refs = await listRefs(git, cwd, remote, signal);
    const from = refs.byName.get(`refs/heads/${input.branch}`);
    if (from === undefined) return giveUp(`${remote} has no branch ${input.branch}`);
    await fetchAll(git, cwd, remote, call.requestId, signal);
    const to = await resolveCandidate(git, cwd, refs, input.candidate);
    if (to === undefined) return giveUp(`${remote} has no branch, tag or reachable commit ${input.candidate ?? 'HEAD'}`);
    if (to === from) return giveUp(`${input.branch} is at ${short(from)} already: there is nothing to move`);
    if (!(await isAncestor(git, cwd, from, to))) return giveUp(notForward(input.branch, from, to));

    await pin(git, cwd, remote, call.requestId, to, signal);
    const range = await readRange(git, cwd, from, to);
    return describe({ remote, branch: input.branch, from, to }, range, { candidate: to, held: [], remarks: [], note: input.note });
  });
}

async function reviseMove(deps: DeployGateDeps, call: ReviseInput, signal: AbortSignal): Promise<Proposal> {
  const args = promoteArgsSchema.parse(call.action.args);
  const { git } = deps;
  if (!deps.isAllowed(args.remote)) return giveUp('The remote cannot be used: this worker may not touch it');
  // An editor may have changed the commit; what was held back before is asked again, so the first candidate is where to start from.
  const first = shaSchema.safeParse(call.action.context?.['candidate']);
  const note = deployInputSchema.safeParse(call.input).data?.note;

  return withWorkspace(git, async (cwd) => {
    const refs = await listRefs(git, cwd, args.remote, signal);
    const from = refs.byName.get(`refs/heads/${args.branch}`);
    if (from === undefined) return giveUp(`${args.remote} has no branch ${args.branch} any more`);
    await fetchAll(git, cwd, args.remote, call.requestId, signal);
    const candidate = await findCommit(git, cwd, first.success ? first.data : args.to);
    if (candidate === undefined) return giveUp(`The commit ${short(args.to)} is gone from ${args.remote}`);
    if (!(await isAncestor(git, cwd, from, candidate))) return giveUp(notForward(args.branch, from, candidate));

    const range = await readRange(git, cwd, from, candidate);
    const wish = readHoldBack(
      call.feedback.map((each) => each.comment),
      range.steps,
    );
    if (!wish.asked)
      return giveUp(
        'The feedback asks for something this agent cannot do: it can hold back commits or paths ("hold back 1a2b3c4, db/migrations/")',
      );
    const remarks = wish.unmatched.map((text) => `Nothing in this range is called "${text}".`);
    if (from !== args.from) remarks.unshift(`${args.branch} has moved from ${short(args.from)} to ${short(from)} since the last revision.`);

    const wished = wish.held.map(({ step, because }) => ({ step, because: `asked for by "${because}"` }));
    const result = await rebuild(git, cwd, range, wished);
    if (result.kind === 'nothing_left')
      return giveUp(`Nothing is left to move: ${result.held.map(({ step }) => short(step.sha)).join(', ')} held back`);
    await pin(git, cwd, args.remote, call.requestId, result.to, signal);
    const next = await readRange(git, cwd, from, result.to);
    return describe({ ...args, from, to: result.to }, next, { candidate, held: result.held, remarks, note });
  });
}

function notForward(branch: string, from: string, to: string): string {
  return `${short(to)} does not contain ${short(from)}, where ${branch} stands: moving there would lose commits. Merge ${branch} into the candidate first`;
}

/** A working copy stands for its `origin`; everything else is the remote itself. */
async function remoteOf(git: Git, cwd: string, input: DeployInput): Promise<string> {
  if (input.remote !== undefined) return input.remote;
  if (!isAbsolute(input.repository)) return input.repository;
  // Only the file is read: git is not run inside a repository whose own configuration could name programs.
  const { stdout } = await git(
    cwd,
    ['config', '--file', join(input.repository, '.git', 'config'), '--no-includes', '--get', 'remote.origin.url'],
    {
      // 1: no such key, or no such file.
      accept: [1, 128],
    },
  );
  return stdout.trim() || input.repository;
}

async function resolveCandidate(git: Git, cwd: string, refs: RemoteRefs, candidate: string | undefined): Promise<string | undefined> {
  const name = candidate ?? refs.head;
  if (name === null) return undefined;
  for (const full of [`refs/heads/${name}`, `refs/tags/${name}`, name]) {
    const sha = refs.byName.get(full);
    if (sha !== undefined) return findCommit(git, cwd, sha);
  }
  return /^[0-9a-f]{7,64}$/.test(name) ? findCommit(git, cwd, name) : undefined;
}
