import { decide } from '../domain/decide.js';
import { changedPaths, touches } from '../domain/material.js';
import { audit, rewrite, type Effect, type Outcome } from '../domain/outcome.js';
import { pauseActorText, pauseScopeText, type Pause } from '../contracts/pause.js';
import { storable } from '../contracts/storable.js';
import type { DecisionEvent, DomainEvent, RequestState } from '../domain/state.js';
import { factsUpcast } from '../domain/upcast.js';
import { decisionsAfter, type DecisionRow } from '../ledger/decisions.js';
import type { Tx } from '../ledger/ledger.js';
import { lockRequest, noteReach, type LockedRequest, type RequestRow } from '../ledger/requests.js';
import { findRevision, insertRevision } from '../ledger/revisions.js';
import type { NotCountedReason } from '../contracts/decision.js';
import type { Action, ProposedAction } from '../contracts/action.js';
import type { MoveDeps } from './deps.js';
import { saveMove, stateOf, type ActionColumns } from './persist.js';
import { FIRST, planRevision, type Claims, type Planned, type Planning } from './plan-revision.js';
import { checkReach } from './reach.js';

/** One request under its row lock: events go in, and what they make of it is written once, at the end. */
export interface Session {
  readonly tx: Tx;
  readonly row: RequestRow;
  state(): RequestState;
  /** What this session has brought about so far. */
  effects(): readonly Effect[];
  apply(event: DomainEvent): Outcome;
  /** Plans what is proposed as the next revision and lets the reducer take it; a refusal changes nothing. */
  propose(proposed: ProposedAction, author: Author): Promise<Planned>;
  /** Notes what holds the effect, or that nothing does any more; once, however often it is looked at. */
  hold(pause: Pause | null): void;
}

type Author = { kind: 'agent' | 'caller' | 'person'; id: string };

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

export function openSession(deps: MoveDeps, tx: Tx, row: LockedRequest, nowMs: number) {
  const before = stateOf(row);
  let state = before;
  let effects: Effect[] = [];
  let columns: ActionColumns = {};
  let action: Action | null = null;
  let reach: { reach_version?: number } = {};
  /** Effects after which it is known that enough people are left. */
  let known = 0;
  let held: { held_by?: string | null } = {};

  const apply = (event: DomainEvent): Outcome => {
    // Reasons hold errors and words of others; one that could not be stored would fail this move again and again.
    const outcome = decide(state, storable(event));
    if (outcome.kind === 'moved') {
      state = outcome.state;
      effects = [...effects, ...outcome.effects];
    }
    return outcome;
  };

  const plan = (proposed: ProposedAction, planning: Planning): Promise<Planned> =>
    planRevision(deps, tx, row, row.claims as unknown as Claims, proposed, state.revision + 1, nowMs, planning);

  /** It may have run already, or was denied: whatever is proposed next is asked about, also where the policies would let it pass. */
  const onlyPeople = (): boolean => 'round' in state && state.round.sentBack;

  /** Whether votes stay: the policy says what is material, and nothing of that differs. Another type or version is another action. */
  const keepsVotes = async ({ plan: next, action: proposed }: Extract<Planned, { kind: 'planned' }>): Promise<boolean> => {
    if (state.status !== 'revising' || state.round.votes.length === 0 || next.materialPaths === null) return false;
    const earlier = (await findRevision(tx, row.id, state.revision))?.action;
    if (!earlier || earlier.type !== proposed.type || earlier.version !== proposed.version) return false;
    return !touches(changedPaths(earlier.args, proposed.args), next.materialPaths);
  };

  const take = async (planned: Extract<Planned, { kind: 'planned' }>, author: Author): Promise<void> => {
    const revision = state.revision + 1;
    const voters = state.status === 'revising' ? [author.id, ...state.round.votes.map(({ personId }) => personId)] : [];
    const people = planned.people.filter(({ personId }) => voters.includes(personId));
    const { digest, plan: planOf } = planned;
    const keepVotes = await keepsVotes(planned);
    const outcome = apply({ kind: 'proposed', revision, digest, plan: planOf, author, keepVotes, people, atMs: nowMs });
    if (outcome.kind === 'ignored') return;
    action = planned.action;
    await insertRevision(tx, { requestId: row.id, revision, digest, action, plan: planOf, author, at: new Date(nowMs) });
    const observe = planned.observes && row.execute === 'worker';
    columns = { type: action.type, title: action.title, risk: planOf.risk, confidence: action.confidence, observe };
    // Planning has just looked, at people as they were no earlier than the row was locked.
    if (planned.reachable && state.status === 'pending' && state.round.votes.length === 0) {
      reach = { reach_version: Number(row.directory_version) };
      known = effects.length;
    }
  };

  const propose: Session['propose'] = async (proposed, author) => {
    const planned = await plan(proposed, { ...FIRST, again: onlyPeople() });
    if (planned.kind === 'planned') await take(planned, author);
    return planned;
  };

  /** An edit is planned before it counts: one that nobody could approve any more is refused, and the request stays as it is. */
  const admitEdit = async (decision: DecisionRow): Promise<void> => {
    const earlier = await findRevision(tx, row.id, decision.revision);
    if (!earlier || decision.args === null) throw new Error(`edit ${decision.decision_id} of ${row.id} has no revision or no args`);
    const authors = 'round' in state ? [...state.round.authors, decision.person_id] : [decision.person_id];
    const planned = await plan(editedAction(earlier.action, decision.args), { authors, again: onlyPeople() });
    apply(eventOf(decision, planned.kind === 'refused' ? EDIT_REFUSED[planned.code] : null));
    if (planned.kind === 'planned' && state.status === 'revising' && state.revising.why === 'edit') {
      await take(planned, { kind: 'person', id: decision.person_id });
    }
  };

  /** It did not happen: the same action again, for people to approve again. */
  const again = async (by: string): Promise<void> => {
    const earlier = await findRevision(tx, row.id, state.revision);
    if (!earlier) throw new Error(`revision ${state.revision} of ${row.id} is missing`);
    const { confidence } = earlier.action;
    const same = { ...editedAction(earlier.action, earlier.action.args), ...(confidence === null ? {} : { confidence }) };
    const planned = await plan(same, { authors: 'round' in state ? state.round.authors : [], again: true });
    if (planned.kind === 'planned') await take(planned, { kind: 'person', id: by });
    else apply({ kind: 'proposalFailed', by: 'policy', reason: `it cannot be run again: ${planned.message}`, atMs: nowMs });
  };

  const hold: Session['hold'] = (pause) => {
    const noted = held.held_by === undefined ? row.held_by : held.held_by;
    if (noted === (pause?.id ?? null)) return;
    held = { held_by: pause?.id ?? null };
    const { revision } = state;
    effects = [
      ...effects,
      pause ? audit('effect.paused', { revision, ...pausedBody(pause) }) : audit('effect.resumed', { revision, pause: noted }),
      rewrite,
    ];
  };

  const admit = async (): Promise<void> => {
    // The row counts what was said: under its lock, nothing can wait that it does not know of.
    if (row.next_seq <= state.lastSeq) return;
    for (const decision of await decisionsAfter(tx, row.id, state.lastSeq)) {
      if (decision.verb === 'edit' && mayBeEdited(state, decision)) await admitEdit(decision);
      else apply(eventOf(decision, null));
      if (state.status === 'revising' && state.revising.why === 'again') await again(state.revising.by);
    }
  };

  /** Whether those left still suffice is looked at where somebody dropped out, something new is asked, or the directory has changed. */
  const look = async (): Promise<void> => {
    const changed = effects.slice(known).some(mayLoseSomebody);
    const stale = reach.reach_version === undefined && row.reach_version !== row.directory_version;
    if (state.status !== 'pending' || !(changed || stale)) return;
    const seen = action ?? (await findRevision(tx, row.id, state.revision))?.action ?? null;
    const version = await checkReach({ tx, row, state: () => state, effects: () => effects, apply, propose, hold }, seen, nowMs);
    if (version !== null) reach = { reach_version: version };
  };

  const save = async (): Promise<number> => {
    await look();
    if (effects.length > 0 || state !== before)
      return saveMove(tx, row, state, effects, { ...columns, ...reach, ...held }, new Date(nowMs));
    // Nobody is missing: that is no move, only something that need not be looked at again.
    if (reach.reach_version !== undefined) await noteReach(tx, row.id, reach.reach_version);
    return row.move;
  };

  return { tx, row, state: () => state, effects: () => effects, columns: () => columns, apply, propose, hold, admit, look, save };
}

/** Whether an edit is worth planning: what it was said of is there, and the policy lets somebody change it once more. */
function mayBeEdited(state: RequestState, { revision, digest }: DecisionRow): boolean {
  return state.status === 'pending' && revision === state.revision && digest === state.digest && state.round.edits < state.plan.maxEdits;
}

function pausedBody({ id, scope, reason, by, at }: Pause) {
  return { pause: id, what: pauseScopeText(scope), reason, by: pauseActorText(by), since: at };
}

const EDIT_REFUSED: Readonly<Record<Extract<Planned, { kind: 'refused' }>['code'], NotCountedReason>> = {
  invalid_args: 'invalid_args',
  rationale_required: 'invalid_args',
  unknown_policy: 'invalid_args',
  unsatisfiable_reviewers: 'nobody_else',
};

/** Moves after which fewer people may be left, or others are needed. */
const LOSING = new Set([
  'revision.proposed',
  'votes.void',
  'request.replanned',
  'request.escalated',
  'precondition.changed',
  'stage.satisfied',
]);
const LOSING_VERBS = new Set(['deny', 'abstain', 'retract', 'delegate', 'reassign', 'approve']);

function mayLoseSomebody(effect: Effect): boolean {
  if (effect.kind !== 'audit') return false;
  if (LOSING.has(effect.entry)) return true;
  const verb = (effect.body as { verb?: unknown }).verb;
  return effect.entry === 'decision.counted' && typeof verb === 'string' && LOSING_VERBS.has(verb);
}

function eventOf(row: DecisionRow, editRefused: NotCountedReason | null): DecisionEvent {
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
    from: row.details?.from ?? null,
    forMs: row.details?.forMs ?? null,
    // Only the intake writes this column, from the same type.
    facts: factsUpcast(row.person_id, row.facts),
    editRefused,
    atMs: row.at.getTime(),
  };
}

/** Changed args leave everything else as it was; the agent's confidence was about other args, so it goes. */
function editedAction(action: Action, args: Action['args']): ProposedAction {
  const { type, title, rationale, risk, context } = action;
  return { type, title, risk, context, args, ...(rationale === null ? {} : { rationale }) };
}
