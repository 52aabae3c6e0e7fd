import type { Receipt } from '../contracts/decision.js';
import { findDecision } from '../ledger/decisions.js';
import { findRequest } from '../ledger/requests.js';
import { NO_SUCH_REQUEST, refuse } from './access.js';
import type { IntakeDeps } from './deps.js';
import type { Answer } from './intake.js';

/** The first looks come quickly, since an idle worker counts within 50 ms; later ones spare the database. */
const FIRST_LOOK_MS = 15;
const LONGEST_PAUSE_MS = 250;

/** Watches a decision's row until it has its receipt, or the time is over: then `counted` is null. */
export async function watchReceipt(
  { moves }: Pick<IntakeDeps, 'moves'>,
  requestId: string,
  decisionId: string,
  watchMs: number,
): Promise<Answer<Receipt>> {
  const until = performance.now() + watchMs;
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    const [decision, row] = await Promise.all([findDecision(moves.db, requestId, decisionId), findRequest(moves.db, requestId)]);
    if (!row) return NO_SUCH_REQUEST;
    if (!decision) return refuse(404, 'decision_not_found', 'There is no such decision on this request.');
    if (decision.counted !== null || performance.now() + pauseMs > until) {
      return { kind: 'ok', value: { decisionId, counted: decision.counted, reason: decision.reason, status: row.status } };
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
