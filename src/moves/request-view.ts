import type { ChannelName } from '../contracts/decision.js';
import { workflowIdOf } from '../contracts/ids.js';
import { pausedOf } from '../contracts/pause.js';
import type { DecisionView, RequestSummary, RequestView } from '../contracts/view.js';
import { filledNow } from '../domain/quorum.js';
import { wakeups } from '../domain/wakeups.js';
import type { DbOrTx } from '../ledger/ledger.js';
import { pauseShown } from '../ledger/pauses.js';
import { namesOf } from '../ledger/people.js';
import { findRequest, type RequestRow } from '../ledger/requests.js';
import { askedNow, stateOf } from './persist.js';

/** Makes the links of a request; `temporal` is null where no UI is known. */
export type Links = (requestId: string) => RequestView['links'];

/** Everything about a request, from the ledger alone: readable with no worker and no Temporal. */
export async function loadRequestView(db: DbOrTx, id: string, links: Links): Promise<RequestView | undefined> {
  const row = await findRequest(db, id);
  if (!row) return undefined;
  const [revisions, decisions, deliveries, execution, pause] = await Promise.all([
    db.selectFrom('revisions').selectAll().where('request_id', '=', id).orderBy('revision').execute(),
    db.selectFrom('decisions').selectAll().where('request_id', '=', id).orderBy('seq').execute(),
    db.selectFrom('deliveries').selectAll().where('request_id', '=', id).orderBy('created_at').execute(),
    db.selectFrom('executions').selectAll().where('request_id', '=', id).orderBy('revision', 'desc').limit(1).executeTakeFirst(),
    row.status === 'approved' ? pauseShown(db, row) : null,
  ]);
  const names = await namesOf(db, [...decisions.map((each) => each.person_id), ...(row.requester_id === null ? [] : [row.requester_id])]);
  const person = (personId: string) => ({ id: personId, name: names.get(personId) ?? personId });
  const next = wakeups(stateOf(row))[0];
  return {
    id,
    workflowId: workflowIdOf(id),
    status: row.status,
    revision: row.revision,
    digest: row.digest,
    type: row.type,
    agent: row.agent,
    requestedBy: { kind: row.requested_by_kind, id: row.requested_by_id },
    requester: row.requester_id === null ? null : person(row.requester_id),
    execute: row.execute,
    action: revisions.at(-1)?.action ?? null,
    input: row.input,
    revisions: revisions.map((each) => ({
      revision: each.revision,
      digest: each.digest,
      action: each.action,
      author: { kind: each.author_kind, id: each.author_id },
      at: each.created_at.toISOString(),
    })),
    plan: row.plan,
    awaiting: awaitingOf(row),
    decisions: decisions.map((each): DecisionView => ({
      decisionId: each.decision_id,
      verb: each.verb,
      by: person(each.person_id),
      revision: each.revision,
      digest: each.digest,
      counted: each.counted,
      reason: each.reason,
      comment: each.comment,
      args: each.args,
      answer: each.answer,
      at: each.at.toISOString(),
      channel: each.channel,
    })),
    deliveries: deliveries.map((each) => ({
      channel: each.channel as ChannelName,
      target: each.target,
      status: each.failed ? 'failed' : each.shown_move >= each.wanted_move ? 'delivered' : 'waiting',
      attempts: each.attempts,
      error: each.error,
      at: each.updated_at.toISOString(),
    })),
    resolution: row.resolution,
    execution: execution
      ? {
          revision: execution.revision,
          digest: execution.digest,
          by: execution.executor,
          fence: execution.fence,
          outcome: execution.outcome,
          detail: execution.detail,
          claimedAt: execution.claimed_at.toISOString(),
          finishedAt: execution.finished_at?.toISOString() ?? null,
          late: execution.late,
        }
      : null,
    paused: pause && pausedOf(pause),
    nextTimer: next ? { kind: next.kind, at: new Date(next.atMs).toISOString() } : null,
    deadlineAt: row.deadline_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    move: row.move,
    links: links(id),
  };
}

function awaitingOf(row: RequestRow): RequestView['awaiting'] {
  const state = stateOf(row);
  if (state.status !== 'pending') return null;
  const stage = state.plan.stages[state.round.stage];
  if (!stage) return null;
  return {
    stage: stage.name,
    asked: [...askedNow(state)],
    filled: filledNow(stage, state.round),
    need: stage.count,
    since: new Date(state.round.startedAtMs).toISOString(),
  };
}

export function summaryOf(row: RequestRow, links: Links): RequestSummary {
  return {
    id: row.id,
    status: row.status,
    revision: row.revision,
    digest: row.digest,
    type: row.type,
    title: row.title,
    risk: row.risk,
    confidence: row.confidence,
    agent: row.agent,
    requester: row.requester_id,
    asked: row.asked,
    deadlineAt: row.deadline_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    links: links(row.id),
  };
}
