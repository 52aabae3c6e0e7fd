import type { MoveView } from '../contracts/move-view.js';
import type { DomainEvent } from '../domain/state.js';
import { pauseOlderLedger } from '../ledger/older-ledger.js';
import type { MoveDeps } from './deps.js';
import { moveView } from './move-view.js';
import { catchUpWithRun } from './older-ledger.js';
import { pausedFor } from './pauses.js';
import { inSession, type Session } from './session.js';

/** No such request: whoever asked knows an id that the ledger never gave. */
export class RequestMissing extends Error {
  constructor(requestId: string) {
    super(`there is no request ${requestId}`);
    this.name = 'RequestMissing';
  }
}

/** A run has seen a later move than this ledger knows. */
class LedgerBehind extends Error {}

/** What reviewers asked about the present revision and nobody has answered. */
async function unanswered(session: Session): Promise<string[]> {
  // Receipts of this very move are not written yet; what is counted follows from the inbox up to the last counted row.
  const rows = await session.tx
    .selectFrom('decisions')
    .select(['decision_id', 'seq', 'counted'])
    .where('request_id', '=', session.row.id)
    .where('verb', '=', 'ask')
    .where('answer', 'is', null)
    .where('revision', '=', session.state().revision)
    .orderBy('seq')
    .execute();
  const refused = new Set(session.effects().flatMap((effect) => (effect.kind === 'receipt' && !effect.counted ? [effect.seq] : [])));
  return rows.filter((row) => row.counted !== false && !refused.has(row.seq)).map((row) => row.decision_id);
}

/** Whatever was approved before waits for something, and one that was noted as held is looked at until it is free. */
function mayBeHeld({ row, state }: Session): boolean {
  const { status } = state();
  return (status === 'approved' || status === 'executing') && (row.status === 'approved' || row.held_by !== null);
}

/**
 * Counts every decision committed so far, in commit order, and then lets the event happen. Idempotent: an event that no longer fits is
 * ignored, and the answer is always where the request stands now. `seen`: the latest move that a run has been told of; a ledger that does not
 * know it was restored to an older moment.
 */
export async function advance(deps: MoveDeps, requestId: string, event: DomainEvent | null, nowMs: number, seen = 0): Promise<MoveView> {
  const result = await inSession(deps, requestId, nowMs, async (session) => {
    // Nothing is counted, and nothing fires, on a ledger that is behind: all of this is undone.
    if (session.row.move < seen) throw new LedgerBehind();
    if (event) session.apply(event);
    const { agent } = session.row;
    return {
      pause: mayBeHeld(session) ? await pausedFor(session) : null,
      asks: agent !== null && session.state().status === 'pending' ? await unanswered(session) : [],
    };
  }).catch((error: unknown) => {
    if (error instanceof LedgerBehind) return 'behind' as const;
    throw error;
  });
  if (result === 'behind') {
    await catchUpWithRun(deps, requestId, seen, nowMs);
    return advance(deps, requestId, event, nowMs, seen);
  }
  if (result.kind === 'missing') {
    if (seen > 0) await pauseOlderLedger(deps.db, `a run has seen move ${seen} of ${requestId}, which is not known here`, nowMs);
    throw new RequestMissing(requestId);
  }
  const { asks, pause } = result.value;
  const view = moveView(result.row, result.state, result.move, result.effects, { pause, nowMs });
  return asks.length === 0 ? view : { ...view, asks };
}
