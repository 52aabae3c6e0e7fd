import type { HumanDecisionSignal } from '../contracts/approval.js';
import type { Principal } from '../contracts/principal.js';
import type { Status } from '../contracts/status.js';
import { addToOutbox } from '../ledger/outbox.js';
import { inSession } from '../moves/session.js';
import { isOwn, isRefusal, NO_SUCH_REQUEST, refuse, visibleRequest } from './access.js';
import type { IntakeDeps } from './deps.js';
import type { Answer } from './intake.js';
import { sendSoon } from './send.js';

/**
 * Withdraws a request at the ledger, under the lock that a claim takes too: whoever is first wins, and the other is told. The run is only
 * woken; it need not be there.
 */
export async function withdraw(deps: IntakeDeps, by: Principal, requestId: string, reason: string): Promise<Answer<{ status: Status }>> {
  const seen = await visibleRequest(deps.moves.db, by, requestId);
  if (isRefusal(seen)) return seen;
  if (by.kind !== 'admin' && !isOwn(by, seen)) return refuse(403, 'not_yours', 'Only who asked, or an administrator, withdraws a request.');
  const nowMs = deps.clock();
  const who = by.kind === 'person' ? by.personId : by.kind === 'agent' ? by.agent : by.keyId;
  const signal: HumanDecisionSignal = { decisionId: 'withdrawal', verb: 'withdraw', by: who, revision: seen.revision };
  const result = await inSession(deps.moves, requestId, nowMs, async (session) => {
    const outcome = session.apply({ kind: 'withdrawn', by: by.kind === 'admin' ? 'operator' : 'requester', who, reason, atMs: nowMs });
    if (outcome.kind === 'ignored') return { done: false as const, status: session.state().status };
    return { done: true as const, outboxId: await addToOutbox(session.tx, { requestId, kind: 'signal', payload: { ...signal } }) };
  });
  if (result.kind === 'missing') return NO_SUCH_REQUEST;
  if (!result.value.done) return refuse(409, 'too_late', `The request cannot be withdrawn any more: it is ${result.value.status}.`);
  sendSoon(deps, { id: result.value.outboxId, requestId, kind: 'signal', payload: { ...signal } });
  return { kind: 'ok', value: { status: result.state.status } };
}
