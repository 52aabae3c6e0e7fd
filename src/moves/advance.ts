import type { MoveView } from '../contracts/move-view.js';
import type { DomainEvent } from '../domain/state.js';
import type { MoveDeps } from './deps.js';
import { moveView } from './move-view.js';
import { inSession } from './session.js';

/** No such request: whoever asked knows an id that the ledger never gave. */
export class RequestMissing extends Error {
  constructor(requestId: string) {
    super(`there is no request ${requestId}`);
    this.name = 'RequestMissing';
  }
}

/**
 * Counts every decision committed so far, in commit order, and then lets the event happen. Idempotent: an event that no longer fits is
 * ignored, and the answer is always where the request stands now.
 */
export async function advance(deps: MoveDeps, requestId: string, event: DomainEvent | null, nowMs: number): Promise<MoveView> {
  const result = await inSession(deps, requestId, nowMs, (session) => {
    if (event) session.apply(event);
    return Promise.resolve();
  });
  if (result.kind === 'missing') throw new RequestMissing(requestId);
  return moveView(result.row, result.state, result.move, result.effects);
}
