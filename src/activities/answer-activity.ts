import { ApplicationFailure } from '@temporalio/common';
import { activityInfo, cancellationSignal } from '@temporalio/activity';
import type { AgentCall } from '../contracts/agent.js';
import { FAILURES } from '../contracts/failures.js';
import { findHttpAgent } from '../ledger/agents.js';
import { appendAudit } from '../ledger/audit.js';
import { findDecision } from '../ledger/decisions.js';
import { addNotice } from '../ledger/notices.js';
import { partiesOf } from '../ledger/parties.js';
import { namesOf } from '../ledger/people.js';
import { findRequest } from '../ledger/requests.js';
import { findRevision } from '../ledger/revisions.js';
import { inSession } from '../moves/session.js';
import type { WorldActivities } from './activities.js';
import { proposedOf } from './agent-activities.js';
import type { ActivityDeps } from './deps.js';
import { askHttpAgent } from './http-agent.js';

/** After so many attempts the question is left to whoever asked for the action; waiting longer helps nobody who has to decide. */
const ATTEMPTS = 3;

/** Lets the agent answer what a reviewer asked while the request stays open. Its words are kept with the question. */
export function createAnswerActivity(deps: ActivityDeps): Pick<WorldActivities, 'answerQuestion'> {
  return {
    async answerQuestion({ requestId, decisionId }) {
      const call = await callFor(deps, requestId, decisionId);
      if (call === null) return;
      const answer = await ask(deps, call.agent, call.call);
      const nowMs = deps.clock();
      if (answer.kind === 'none') {
        await leave(deps, requestId, { decisionId, reason: answer.reason }, nowMs);
        return;
      }
      await inSession(deps.moves, requestId, nowMs, async (session) => {
        const { revision } = call.call.data;
        // The first answer stays: a second attempt finds the row filled and changes nothing.
        const written = await session.tx
          .updateTable('decisions')
          .set({ answer: answer.text })
          .where('request_id', '=', requestId)
          .where('decision_id', '=', decisionId)
          .where('answer', 'is', null)
          .executeTakeFirst();
        if (written.numUpdatedRows === 1n)
          session.apply({ kind: 'questionAnswered', decisionId, revision, answer: answer.text, by: call.agent, atMs: nowMs });
      });
    },
  };
}

type AnswerCall = Extract<AgentCall, { type: 'countersign.answer' }>;

async function callFor(
  { moves }: ActivityDeps,
  requestId: string,
  decisionId: string,
): Promise<{ agent: string; call: AnswerCall } | null> {
  const [row, decision] = await Promise.all([findRequest(moves.db, requestId), findDecision(moves.db, requestId, decisionId)]);
  if (!row || !decision)
    throw ApplicationFailure.nonRetryable(`there is no question ${decisionId} on ${requestId}`, FAILURES.requestMissing);
  if (row.agent === null || decision.answer !== null) return null;
  const revision = await findRevision(moves.db, requestId, decision.revision);
  if (!revision) throw new Error(`revision ${decision.revision} of ${requestId} is missing`);
  const name = (await namesOf(moves.db, [decision.person_id])).get(decision.person_id) ?? decision.person_id;
  const by = { id: decision.person_id, name };
  const data = {
    requestId,
    decisionId,
    revision: decision.revision,
    action: proposedOf(revision.action),
    question: decision.comment ?? '',
    by,
  };
  return { agent: row.agent, call: { type: 'countersign.answer', data } };
}

type Answered = { kind: 'answer'; text: string } | { kind: 'none'; reason: string };

async function ask(deps: ActivityDeps, name: string, call: AnswerCall): Promise<Answered> {
  try {
    const signal = cancellationSignal();
    const agent = await findHttpAgent(deps.moves.db, name);
    if (agent) return { kind: 'answer', text: await askHttpAgent({ agent, call, fetch: deps.agentFetch, signal, now: deps.clock }) };
    const answer = deps.registry.agents.find((each) => each.name === name)?.answer;
    if (!answer) return { kind: 'none', reason: 'this agent answers no questions' };
    const { decisionId: _, ...input } = call.data;
    return { kind: 'answer', text: (await answer(input, signal)).slice(0, 20_000) };
  } catch (error) {
    const final = error instanceof ApplicationFailure && error.nonRetryable === true;
    if (!final && activityInfo().attempt < ATTEMPTS) throw error;
    return { kind: 'none', reason: `the agent could not answer: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The question stays open for the requester, who is asked now; the record says why the agent gave no answer. */
async function leave(
  { moves }: ActivityDeps,
  requestId: string,
  body: { decisionId: string; reason: string },
  nowMs: number,
): Promise<void> {
  await inSession(moves, requestId, nowMs, async ({ tx, row }) => {
    await appendAudit(tx, requestId, new Date(nowMs), [{ kind: 'question.left', body }]);
    const { people } = await partiesOf(tx, requestId);
    if (people.length > 0) await addNotice(tx, { requestId, move: row.move, kind: 'question', refs: people });
  });
}
