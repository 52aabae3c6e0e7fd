import type { Action } from '../contracts/action.js';
import type { ChannelName } from '../contracts/decision.js';
import { workflowIdOf } from '../contracts/ids.js';
import { pausedOf } from '../contracts/pause.js';
import type { Brief, DecisionView, RequestSummary, RequestView } from '../contracts/view.js';
import { barredAuthors } from '../domain/author.js';
import { nextStepUp } from '../domain/ladder.js';
import { askedEntries, seatedNow } from '../domain/quorum.js';
import { pauseEndsMs } from '../domain/rounds.js';
import type { StatusOf } from '../domain/state.js';
import { mayLoseVeto } from '../domain/vetoes.js';
import { planUpcast } from '../domain/upcast.js';
import { wakeups } from '../domain/wakeups.js';
import { definitionOf } from '../ledger/definitions.js';
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
  const [revisions, decisions, deliveries, execution, followUps, pause] = await Promise.all([
    db.selectFrom('revisions').selectAll().where('request_id', '=', id).orderBy('revision').execute(),
    db.selectFrom('decisions').selectAll().where('request_id', '=', id).orderBy('seq').execute(),
    // Below zero: an answer is awaited, and there is nothing to say yet.
    db.selectFrom('deliveries').selectAll().where('request_id', '=', id).where('wanted_move', '>=', 0).orderBy('created_at').execute(),
    db.selectFrom('executions').selectAll().where('request_id', '=', id).orderBy('revision', 'desc').limit(1).executeTakeFirst(),
    db.selectFrom('requests').select('id').where('follows', '=', id).orderBy('id').execute(),
    row.status === 'approved' ? pauseShown(db, row) : null,
  ]);
  const state = stateOf(row);
  const named = [
    ...decisions.flatMap((each) => [each.person_id, each.on_behalf_of]),
    row.requester_id,
    ...(state.status === 'pending' ? peopleIn(state) : []),
  ].filter((each) => each !== null);
  const names = await namesOf(db, [...new Set(named)]);
  const person = (personId: string) => ({ id: personId, name: names.get(personId) ?? personId });
  const next = wakeups(state)[0];
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
      observed: each.observed === null || each.observed_at === null ? null : { print: each.observed, at: each.observed_at.toISOString() },
      at: each.created_at.toISOString(),
    })),
    plan: row.plan === null ? null : planUpcast(row.plan),
    awaiting: state.status === 'pending' ? awaitingOf(state, person) : null,
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
      onBehalfOf: each.on_behalf_of === null ? null : person(each.on_behalf_of),
      to: each.details?.to ?? null,
      from: each.details?.from ?? null,
      forMs: each.details?.forMs ?? null,
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
    canUndo: state.status === 'unknown' && (await undoes(db, revisions.at(-1)?.action ?? null)),
    paused: pause && pausedOf(pause),
    nextTimer: next ? { kind: next.kind, at: new Date(next.atMs).toISOString() } : null,
    deadlineAt: row.deadline_at?.toISOString() ?? null,
    runFrom: state.status === 'approved' && !state.due ? iso(state.runFromMs) : null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    lastSeen: null,
    follows: row.follows,
    followUps: followUps.map((each) => each.id),
    move: row.move,
    links: links(id),
  };
}

/** Whether the action's definition says how to undo its effect. */
async function undoes(db: DbOrTx, action: Action | null): Promise<boolean> {
  return action !== null && ((await definitionOf(db, action.type, action.version))?.undoes ?? false);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Everybody whom the asking names by id. */
function peopleIn({ round }: StatusOf<'pending'>): string[] {
  return [
    ...[...round.claims, ...round.snoozes, ...round.overrides].map(({ personId }) => personId),
    ...round.delegations.flatMap(({ from, to }) => [from, to]),
    ...round.authors,
  ];
}

function awaitingOf(state: StatusOf<'pending'>, person: (id: string) => { id: string; name: string }): RequestView['awaiting'] {
  const { plan, round } = state;
  const stage = plan.stages[round.stage];
  if (!stage) return null;
  const goesOnMs = pauseEndsMs(plan, round);
  const until = ({ personId, untilMs }: { personId: string; untilMs: number }) => ({ by: person(personId), until: iso(untilMs) });
  return {
    stage: stage.name,
    asked: [...askedNow(state)],
    ...seatedNow(stage, round),
    since: iso(round.startedAtMs),
    claims: round.claims.map(until),
    delegations: round.delegations.map(({ from, to }) => ({ from: person(from), to: person(to) })),
    snoozes: round.snoozes.map(until),
    paused: round.pausedSinceMs === null || goesOnMs === null ? null : { since: iso(round.pausedSinceMs), until: iso(goesOnMs) },
    questions: [...round.questions],
    extended: round.extended,
    missing: round.missing?.map((each) => ({ ...each, entries: [...each.entries] })) ?? null,
    overrides: round.overrides.map(({ personId, reason }) => ({ by: person(personId), reason })),
    canEscalate: nextStepUp(stage, round) !== null,
    reassignable: askedEntries(stage, round).filter((ref) => !mayLoseVeto(stage, round, ref)),
    editsLeft: Math.max(0, plan.maxEdits - round.edits),
    barred: barredAuthors(plan, round).map(person),
    kept: round.votes.flatMap(({ personId, keptFrom }) => (keptFrom === null ? [] : [{ by: person(personId), revision: keptFrom }])),
  };
}

/** `short`: what its present revision does, where that fits a line of a queue. */
export function summaryOf(row: RequestRow, links: Links, short: Omit<Brief, 'commentNeeded'> | null): RequestSummary {
  const state = stateOf(row);
  const round = state.status === 'pending' ? state.round : null;
  const stage = state.status === 'pending' ? state.plan.stages[state.round.stage] : undefined;
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
    policy: row.policy,
    requester: row.requester_id,
    asked: row.asked,
    claims: round?.claims.map(({ personId, untilMs }) => ({ by: personId, until: iso(untilMs) })) ?? [],
    unreachable: round !== null && round.missing !== null,
    seats: stage && round ? seatedNow(stage, round) : null,
    brief: short && { ...short, commentNeeded: state.status === 'pending' ? [...state.plan.requireComment] : [] },
    runFrom: state.status === 'approved' && !state.due ? iso(state.runFromMs) : null,
    deadlineAt: row.deadline_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    links: links(row.id),
  };
}
