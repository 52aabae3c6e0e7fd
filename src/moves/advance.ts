import type { MoveView } from '../contracts/move-view.js';
import type { DomainEvent } from '../domain/state.js';
import type { MoveDeps } from './deps.js';
import { moveView } from './move-view.js';
import { inSession, type Session } from './session.js';

/** No such request: whoever asked knows an id that the ledger never gave. */
export class RequestMissing extends Error {
  constructor(requestId: string) {
    super(`there is no request ${requestId}`);
    this.name = 'RequestMissing';
  }
}

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

/**
 * Counts every decision committed so far, in commit order, and then lets the event happen. Idempotent: an event that no longer fits is
 * ignored, and the answer is always where the request stands now.
 */
export async function advance(deps: MoveDeps, requestId: string, event: DomainEvent | null, nowMs: number): Promise<MoveView> {
  const result = await inSession(deps, requestId, nowMs, async (session) => {
    if (event) session.apply(event);
    const { agent } = session.row;
    return agent !== null && session.state().status === 'pending' ? unanswered(session) : [];
  });
  if (result.kind === 'missing') throw new RequestMissing(requestId);
  const view = moveView(result.row, result.state, result.move, result.effects);
  return result.value.length === 0 ? view : { ...view, asks: result.value };
}
