import type { Receipt } from '../contracts/decision.js';
import { findReceipt } from '../ledger/decisions.js';
import { findRequest } from '../ledger/requests.js';
import { NO_SUCH_REQUEST, refuse } from './access.js';
import type { IntakeDeps } from './deps.js';
import type { Answer } from './intake.js';

/**
 * An idle worker counts within 50 ms, so the first looks come quickly. Later ones spare the database: when many wait, it is because the machine
 * is busy, and each look delays what they wait for.
 */
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 400;

/** Watches a decision's row until it has its receipt, or the time is over: then `counted` is null. */
export async function watchReceipt(
  { moves }: Pick<IntakeDeps, 'moves'>,
  requestId: string,
  decisionId: string,
  watchMs: number,
): Promise<Answer<Receipt>> {
  const until = performance.now() + watchMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    // Listening starts before the look, or a move in between would go unheard.
    const moved = moves.nextMove(requestId, pauseMs);
    const seen = await findReceipt(moves.db, requestId, decisionId);
    if (!seen) {
      if (!(await findRequest(moves.db, requestId))) return NO_SUCH_REQUEST;
      return refuse(404, 'decision_not_found', 'There is no such decision on this request.');
    }
    if (seen.counted !== null || performance.now() + pauseMs > until) return { kind: 'ok', value: { decisionId, ...seen } };
    await moved;
  }
}
