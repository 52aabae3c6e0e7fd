import type { HumanDecisionSignal } from '../contracts/approval.js';
import type { Principal } from '../contracts/principal.js';
import { addToOutbox } from '../ledger/outbox.js';
import { findDecision } from '../ledger/decisions.js';
import { inSession } from '../moves/session.js';
import { isOwn, isRefusal, NO_SUCH_REQUEST, refuse, refuseUnstorable, visibleRequest } from './access.js';
import type { IntakeDeps } from './deps.js';
import type { Answer } from './intake.js';
import { sendSoon } from './send.js';

/** Who asked for the action, or stands behind it, answers what a reviewer wants to know. The first answer stays; the request goes on where it is. */
export async function answerQuestion(
  deps: IntakeDeps,
  by: Principal,
  requestId: string,
  body: { decisionId: string; answer: string },
): Promise<Answer<{ decisionId: string }>> {
  const unstorable = refuseUnstorable(body);
  if (unstorable) return unstorable;
  const seen = await visibleRequest(deps.moves.db, by, requestId);
  if (isRefusal(seen)) return seen;
  const owner = by.kind === 'person' && seen.owner_id === by.personId;
  if (by.kind !== 'admin' && !isOwn(by, seen) && !owner) {
    return refuse(403, 'not_yours', 'Only who asked for it, or answers for its agent, answers a question about it.');
  }
  const { decisionId, answer } = body;
  const who = by.kind === 'person' ? by.personId : by.kind === 'agent' ? by.agent : by.keyId;
  const nowMs = deps.clock();
  const result = await inSession(deps.moves, requestId, nowMs, async (session): Promise<string | 'none' | 'same' | 'answered'> => {
    const question = await findDecision(session.tx, requestId, decisionId);
    if (question?.verb !== 'ask') return 'none';
    const written = await session.tx
      .updateTable('decisions')
      .set({ answer })
      .where('request_id', '=', requestId)
      .where('decision_id', '=', decisionId)
      .where('answer', 'is', null)
      .executeTakeFirst();
    if (written.numUpdatedRows === 0n) return question.answer === answer ? 'same' : 'answered';
    session.apply({ kind: 'questionAnswered', decisionId, revision: question.revision, answer, by: who, atMs: nowMs });
    const signal: HumanDecisionSignal = { decisionId, verb: 'wake', by: who, revision: question.revision };
    return addToOutbox(session.tx, { requestId, kind: 'signal', payload: { ...signal } });
  });
  if (result.kind === 'missing') return NO_SUCH_REQUEST;
  if (result.value === 'none') return refuse(404, 'decision_not_found', 'There is no such question on this request.', '/decisionId');
  if (result.value === 'answered') return refuse(409, 'already_answered', 'The question was answered already.', '/decisionId');
  // Said again after a lost answer: it is there, and was told.
  if (result.value === 'same') return { kind: 'ok', value: { decisionId } };
  sendSoon(deps, { id: result.value, requestId, kind: 'signal', payload: { decisionId, verb: 'wake', by: who, revision: seen.revision } });
  return { kind: 'ok', value: { decisionId } };
}
