import { decide } from '../domain/decide.js';
import type { Effect, Outcome } from '../domain/outcome.js';
import { storable } from '../contracts/storable.js';
import type { DecisionEvent, DomainEvent, Facts, RequestState } from '../domain/state.js';
import { decisionsAfter, type DecisionRow } from '../ledger/decisions.js';
import type { Tx } from '../ledger/ledger.js';
import { lockRequest, type RequestRow } from '../ledger/requests.js';
import { findRevision, insertRevision } from '../ledger/revisions.js';
import type { Action, ProposedAction } from '../contracts/action.js';
import type { MoveDeps } from './deps.js';
import { saveMove, stateOf, type ActionColumns } from './persist.js';
import { planRevision, type Claims, type Planned } from './plan-revision.js';

/** One request under its row lock: events go in, and what they make of it is written once, at the end. */
export interface Session {
  readonly tx: Tx;
  readonly row: RequestRow;
  state(): RequestState;
  /** What this session has brought about so far. */
  effects(): readonly Effect[];
  apply(event: DomainEvent): Outcome;
  /** Plans what is proposed as the next revision and lets the reducer take it; a refusal changes nothing. */
  propose(proposed: ProposedAction, author: { kind: 'agent' | 'caller' | 'person'; id: string }): Promise<Planned>;
}

export type SessionResult<T> =
  | { kind: 'missing' }
  /** `row` as it was locked, with what is now known of the action. */
  | { kind: 'done'; value: T; row: RequestRow; state: RequestState; move: number; effects: readonly Effect[] };

/**
 * Runs `work` with the request's row locked, after every decision committed before has been counted in commit order. All or nothing: state,
 * receipts, audit and notices are one transaction.
 */
export async function inSession<T>(
  deps: MoveDeps,
  requestId: string,
  nowMs: number,
  work: (session: Session) => Promise<T>,
): Promise<SessionResult<T>> {
  const result = await deps.db.transaction().execute(async (tx): Promise<SessionResult<T>> => {
    const row = await lockRequest(tx, requestId);
    if (!row) return { kind: 'missing' };
    const session = openSession(deps, tx, row, nowMs);
    await session.admit();
    const value = await work(session);
    const move = await session.save();
    return { kind: 'done', value, row: { ...row, ...session.columns() }, state: session.state(), move, effects: session.effects() };
  });
  if (result.kind === 'done' && result.move !== result.row.move) deps.onMove(requestId);
  return result;
}

export function openSession(deps: MoveDeps, tx: Tx, row: RequestRow, nowMs: number) {
  let state = stateOf(row);
  let effects: Effect[] = [];
  let columns: ActionColumns = {};

  const apply = (event: DomainEvent): Outcome => {
    // Reasons hold errors and words of others; one that could not be stored would fail this move again and again.
    const outcome = decide(state, storable(event));
    if (outcome.kind === 'moved') {
      state = outcome.state;
      effects = [...effects, ...outcome.effects];
    }
    return outcome;
  };

  const propose: Session['propose'] = async (proposed, author) => {
    const revision = state.revision + 1;
    const claims = row.claims as unknown as Claims;
    const planned = await planRevision(deps, tx, row, claims, proposed, revision, nowMs);
    if (planned.kind === 'refused') return planned;
    const { action, plan, digest } = planned;
    const outcome = apply({ kind: 'proposed', revision, digest, plan, author, atMs: nowMs });
    if (outcome.kind === 'moved') {
      await insertRevision(tx, { requestId: row.id, revision, digest, action, plan, author, at: new Date(nowMs) });
      columns = { type: action.type, title: action.title, risk: plan.risk, confidence: action.confidence };
    }
    return planned;
  };

  /** An edit's arguments become the next revision at once: nobody can decide in between. */
  const planEdit = async (decision: DecisionRow): Promise<void> => {
    const before = await findRevision(tx, row.id, decision.revision);
    if (!before || decision.args === null) throw new Error(`edit ${decision.decision_id} of ${row.id} has no revision or no args`);
    const planned = await propose(editedAction(before.action, decision.args), { kind: 'person', id: decision.person_id });
    if (planned.kind === 'refused') {
      apply({
        kind: 'proposalFailed',
        by: 'policy',
        reason: `the edit by ${decision.person_id} cannot be reviewed: ${planned.message}`,
        atMs: nowMs,
      });
    }
  };

  const admit = async (): Promise<void> => {
    // The row counts what was said: under its lock, nothing can wait that it does not know of.
    if (row.next_seq <= state.lastSeq) return;
    for (const decision of await decisionsAfter(tx, row.id, state.lastSeq)) {
      apply(eventOf(decision));
      if (state.status === 'revising' && state.edit !== null) await planEdit(decision);
    }
  };

  const save = async (): Promise<number> => {
    if (effects.length === 0 && state === stateOf(row)) return row.move;
    return saveMove(tx, row, state, effects, columns, new Date(nowMs));
  };

  return { tx, row, state: () => state, effects: () => effects, columns: () => columns, apply, propose, admit, save };
}

function eventOf(row: DecisionRow): DecisionEvent {
  return {
    kind: 'decision',
    seq: row.seq,
    decisionId: row.decision_id,
    personId: row.person_id,
    verb: row.verb,
    revision: row.revision,
    digest: row.digest,
    comment: row.comment,
    answer: row.answer,
    // Only the intake writes this column, from the same type.
    facts: row.facts as unknown as Facts,
    atMs: row.at.getTime(),
  };
}

/** Changed args leave everything else as it was; the agent's confidence was about other args, so it goes. */
function editedAction(action: Action, args: Action['args']): ProposedAction {
  const { type, title, rationale, risk, context } = action;
  return { type, title, risk, context, args, ...(rationale === null ? {} : { rationale }) };
}
