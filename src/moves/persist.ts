import { sql } from 'kysely';
import type { Effect } from '../domain/outcome.js';
import { holderOf } from '../domain/holders.js';
import { askedEntries } from '../domain/quorum.js';
import { stateUpcast } from '../domain/upcast.js';
import type { RequestState, Round } from '../domain/state.js';
import { nextStep } from '../domain/wakeups.js';
import type { ReviewerRef } from '../contracts/plan.js';
import type { Status } from '../contracts/status.js';
import { auditStatement } from '../ledger/audit.js';
import { receiptStatement } from '../ledger/decisions.js';
import { closeStatement } from '../ledger/executions.js';
import { json } from '../ledger/json-column.js';
import type { Tx } from '../ledger/ledger.js';
import { lookBack } from './look-back.js';
import { outboxStatement } from '../ledger/outbox.js';
import { noticesStatement } from '../ledger/notices.js';
import type { RequestRow } from '../ledger/requests.js';
import { ONE, together } from '../ledger/together.js';

/** The reducer's state as the row holds it; only moves write that column. */
export function stateOf(row: Pick<RequestRow, 'state' | 'plan'>): RequestState {
  return stateUpcast(row.state, row.plan);
}

/** The entries of the present stage, and whoever holds what somebody handed over. */
export function askedNow(state: RequestState): readonly ReviewerRef[] {
  if (state.status !== 'pending') return [];
  const { plan, round } = state;
  const stage = plan.stages[round.stage];
  const holders = round.delegations.flatMap(({ from }): ReviewerRef[] => {
    const holder = holderOf(from, round.delegations);
    return holder === null ? [] : [`person:${holder}`];
  });
  return [...new Set([...(stage ? askedEntries(stage, round) : []), ...holders])];
}

/** Columns that follow from the state; they exist to be searched. A closed request keeps the last plan it had, for readers. */
export function derivedColumns(state: RequestState) {
  const step = nextStep(state);
  return {
    status: state.status,
    revision: state.revision,
    digest: state.digest,
    state: json(state),
    asked: [...askedNow(state)],
    voted: state.status === 'pending' ? [...spokenFor(state.round)] : [],
    claimed_until: state.status === 'pending' ? claimedUntil(state.round) : null,
    unreachable: state.status === 'pending' && state.round.missing !== null,
    deadline_at: state.status === 'pending' ? new Date(state.round.deadlineAtMs) : null,
    wake_at: step.do === 'wait' && step.untilMs !== null ? new Date(step.untilMs) : null,
    resolution: 'resolution' in state ? json(state.resolution) : null,
    ...('plan' in state ? { plan: json(state.plan), policy: state.plan.policy.name } : {}),
  };
}

/** Who has nothing left to say in this round (`by:`), and whose place is filled (`as:`). */
function spokenFor({ votes, delegations }: Round): Set<string> {
  return new Set([...votes.flatMap(({ personId, as }) => [`by:${personId}`, `as:${as}`]), ...delegations.map(({ from }) => `by:${from}`)]);
}

function claimedUntil({ claims }: Round): Date | null {
  return claims.length === 0 ? null : new Date(Math.max(...claims.map(({ untilMs }) => untilMs)));
}

function isOutcome(status: Status): status is 'executed' | 'failed' | 'unknown' {
  return status === 'executed' || status === 'failed' || status === 'unknown';
}

export type ActionColumns = Partial<Pick<RequestRow, 'type' | 'title' | 'risk' | 'confidence' | 'observe'>>;

/** Writes a move and all that it says, in the transaction that holds the row lock. Answers the move's number. */
export async function saveMove(
  tx: Tx,
  row: RequestRow,
  state: RequestState,
  effects: readonly Effect[],
  columns: ActionColumns & { reach_version?: number; held_by?: string | null },
  at: Date,
): Promise<number> {
  const move = row.move + 1;
  const moved = tx
    .updateTable('requests')
    .set({ ...derivedColumns(state), ...columns, move, moved_xid: sql<string>`pg_current_xact_id()`, updated_at: at })
    .where('id', '=', row.id)
    // The lock already serialises moves; a row that another hand changed is a broken promise.
    .where('move', '=', row.move)
    .returning(ONE);
  // Also where the clock or an operator said so: its holder must lose the lease, and readers must not see an effect under way.
  const closed =
    row.status === 'executing' && isOutcome(state.status) ? [closeStatement(tx, row.id, state.revision, state.status, at)] : [];
  const receipts = effects.flatMap((effect) =>
    effect.kind === 'receipt' ? [receiptStatement(tx, row.id, effect.seq, effect.counted, effect.reason, effect.as, at)] : [],
  );
  const notices = effects.flatMap((effect) =>
    effect.kind === 'notice' ? [{ requestId: row.id, move, kind: effect.notice, refs: effect.refs }] : [],
  );
  const lookBacks = effects.flatMap((effect) =>
    effect.kind === 'lookBack'
      ? [outboxStatement(tx, { requestId: row.id, kind: 'open', payload: { ...lookBack(row, state, effect) } })]
      : [],
  );
  const entries = effects.flatMap((effect) => (effect.kind === 'audit' ? [{ kind: effect.entry, body: effect.body }] : []));
  const [rows] = await together(tx, [
    moved,
    ...closed,
    ...receipts,
    ...lookBacks,
    ...(notices.length > 0 ? [noticesStatement(tx, notices, at)] : []),
    ...(entries.length > 0 ? [await auditStatement(tx, row.id, at, entries)] : []),
  ]);
  if (rows !== 1) throw new Error(`request ${row.id} was moved past its lock`);
  return move;
}
