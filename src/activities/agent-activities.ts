import { ApplicationFailure } from '@temporalio/common';
import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { proposalSchema, type ProposalCall, type Feedback, type Proposal } from '../contracts/agent.js';
import { QUESTION_TYPE, type Action, type ProposedAction } from '../contracts/action.js';
import { FAILURES } from '../contracts/failures.js';
import type { MoveView } from '../contracts/move-view.js';
import { findHttpAgent } from '../ledger/agents.js';
import { findRequest, type RequestRow } from '../ledger/requests.js';
import { findRevision } from '../ledger/revisions.js';
import { advance } from '../moves/advance.js';
import { moveView } from '../moves/move-view.js';
import { stateOf } from '../moves/persist.js';
import { inSession } from '../moves/session.js';
import type { WorldActivities } from './activities.js';
import type { ActivityDeps } from './deps.js';
import { callHttpAgent } from './http-agent.js';

// A third of the heartbeat timeout: two lost beats do not take a living agent for dead.
const BEAT_MS = 10_000;

/** Asks the agent for the next revision and commits it: planned, checked, and put before people in one transaction. */
export function createAgentActivities(deps: ActivityDeps): Pick<WorldActivities, 'proposeAction' | 'reviseAction'> {
  const step = async (requestId: string, awaited: 'proposing' | 'revising'): Promise<MoveView> => {
    const row = await findRequest(deps.moves.db, requestId);
    if (!row) throw ApplicationFailure.nonRetryable(`there is no request ${requestId}`, FAILURES.requestMissing);
    if (row.status !== awaited || row.agent === null) return advance(deps.moves, requestId, null, deps.clock());
    const call = awaited === 'proposing' ? proposeCall(row) : await reviseCall(deps, row);
    const proposal = await beating(() => ask(deps, row.agent ?? '', call));
    return commit(deps, row, proposal);
  };
  return { proposeAction: (requestId) => step(requestId, 'proposing'), reviseAction: (requestId) => step(requestId, 'revising') };
}

function proposeCall(row: RequestRow): ProposalCall {
  return { type: 'countersign.propose', data: { requestId: row.id, input: row.input } };
}

async function reviseCall({ moves }: ActivityDeps, row: RequestRow): Promise<ProposalCall> {
  const revision = await findRevision(moves.db, row.id, row.revision);
  if (!revision) throw new Error(`revision ${row.revision} of ${row.id} is missing`);
  const action = proposedOf(revision.action);
  return {
    type: 'countersign.revise',
    data: {
      requestId: row.id,
      input: row.input,
      revision: row.revision,
      action,
      feedback: [...(await feedbackOf(moves.db, row.id)), ...groundMovedFeedback(row)],
    },
  };
}

/** An action as an agent proposes it: what it says itself, without what the server added. */
export function proposedOf({ type, args, title, rationale, confidence, risk, context }: Action): ProposedAction {
  return { type, args, title, risk, context, ...(rationale === null ? {} : { rationale }), ...(confidence === null ? {} : { confidence }) };
}

/** Everything that people sent back so far, oldest first. */
async function feedbackOf(db: ActivityDeps['moves']['db'], requestId: string): Promise<Feedback[]> {
  const rows = await db
    .selectFrom('decisions')
    .innerJoin('people', 'people.id', 'decisions.person_id')
    .select(['decisions.revision', 'decisions.comment', 'decisions.at', 'people.id', 'people.name'])
    .where('decisions.request_id', '=', requestId)
    .where('decisions.verb', '=', 'reject')
    .where('decisions.counted', '=', true)
    .orderBy('decisions.seq')
    .execute();
  return rows.map((row) => ({
    revision: row.revision,
    by: { id: row.id, name: row.name },
    comment: row.comment ?? '',
    at: row.at.toISOString(),
  }));
}

/** Not a person's words: what the action rests on changed before it could run. */
function groundMovedFeedback(row: RequestRow): Feedback[] {
  const state = stateOf(row);
  if (state.status !== 'revising' || state.revising.why !== 'precondition') return [];
  const by = { id: 'countersign', name: 'Countersign' };
  return [{ revision: state.revision, by, comment: state.revising.reason, at: new Date(state.sinceMs).toISOString() }];
}

async function ask(deps: ActivityDeps, name: string, call: ProposalCall): Promise<Proposal> {
  const signal = cancellationSignal();
  const agent = await findHttpAgent(deps.moves.db, name);
  if (agent) return callHttpAgent({ agent, call, fetch: deps.agentFetch, signal, now: deps.clock });
  const registered = deps.registry.agents.find((each) => each.name === name);
  if (!registered) throw ApplicationFailure.retryable(`agent ${name} is not registered in this worker`, FAILURES.notRegistered);
  const answer = await agentAnswer(() => {
    if (call.type === 'countersign.propose') return registered.propose(call.data, signal);
    if (!registered.revise) throw ApplicationFailure.nonRetryable(`agent ${name} does not revise`, FAILURES.agentFailed);
    return registered.revise(call.data, signal);
  });
  const proposal = proposalSchema.safeParse(answer);
  if (proposal.success && 'type' in proposal.data && proposal.data.type === QUESTION_TYPE) {
    throw ApplicationFailure.nonRetryable(
      `agent ${name} proposed a question; questions are asked through the API`,
      FAILURES.invalidProposal,
    );
  }
  if (proposal.success) return proposal.data;
  const issue = proposal.error.issues[0];
  throw ApplicationFailure.nonRetryable(
    `agent ${name} answered no action: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    FAILURES.invalidProposal,
  );
}

async function agentAnswer(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error;
    throw ApplicationFailure.retryable(error instanceof Error ? error.message : String(error), FAILURES.agentFailed);
  }
}

async function beating<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => heartbeat(), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Lets the proposal become the next revision, if the request still waits for one. */
async function commit({ moves, clock }: ActivityDeps, row: RequestRow, proposal: Proposal): Promise<MoveView> {
  const nowMs = clock();
  const result = await inSession(moves, row.id, nowMs, async (session) => {
    const { status, revision } = session.state();
    if (status !== row.status || revision !== row.revision) return null;
    if ('giveUp' in proposal) {
      session.apply({ kind: 'proposalFailed', by: 'agent', reason: `the agent gave up: ${proposal.giveUp}`, atMs: nowMs });
      return null;
    }
    const planned = await session.propose(proposal, { kind: 'agent', id: row.agent ?? 'agent' });
    if (planned.kind === 'planned') return null;
    if (planned.code === 'invalid_args') return planned.message;
    session.apply({ kind: 'proposalFailed', by: 'policy', reason: planned.message, atMs: nowMs });
    return null;
  });
  if (result.kind === 'missing') throw ApplicationFailure.nonRetryable(`there is no request ${row.id}`, FAILURES.requestMissing);
  if (result.value !== null)
    throw ApplicationFailure.nonRetryable(`${result.value} (attempt ${activityInfo().attempt})`, FAILURES.invalidProposal);
  return moveView(result.row, result.state, result.move, result.effects);
}
