import type { ReviewerRef } from '../../contracts/plan.js';
import type { RequestView } from '../../contracts/view.js';
import { isResolved, isTerminal } from '../../contracts/status.js';

export type WebhookType = 'request.resolved' | 'request.ended' | 'request.paged';

/** One message: `id` names it for good, whatever else happens to the request. */
export interface WebhookEvent {
  id: string;
  type: WebhookType;
  body: string;
}

/**
 * What the callback has still to be told. `resolved` comes once; `ended` once per final status (an `unknown` effect may be settled later).
 * `sent` holds the ids of messages that were taken.
 */
export function dueEvents(view: RequestView, sent: readonly string[], nowMs: number): WebhookEvent[] {
  const due: WebhookEvent[] = [];
  // An approval that a denial can still stop is no news to act on.
  if (isResolved(view.status) && view.runFrom === null)
    due.push(event(`${view.id}.resolved`, 'request.resolved', publicSubset(view), nowMs));
  if (isTerminal(view.status)) due.push(event(`${view.id}.ended.${view.status}`, 'request.ended', publicSubset(view), nowMs));
  return due.filter(({ id }) => !sent.includes(id));
}

/** Somebody is to be woken: what waits, whom it waits for, and until when. `topic` names this ring of the bell. */
export function pagedEvent(view: RequestView, topic: string, paged: readonly ReviewerRef[], nowMs: number): WebhookEvent {
  return event(`${view.id}.paged.${topic}`, 'request.paged', pagedSubset(view, paged), nowMs);
}

function event(id: string, type: WebhookType, data: object, nowMs: number): WebhookEvent {
  return { id, type, body: JSON.stringify({ type, timestamp: new Date(nowMs).toISOString(), data }) };
}

/** What leaves the house: the outcome and what it is bound to. Not the input, the context or who else was asked. */
function publicSubset(view: RequestView) {
  const { resolution, execution } = view;
  return {
    id: view.id,
    status: view.status,
    type: view.type,
    title: view.action?.title ?? null,
    revision: view.revision,
    digest: view.digest,
    resolution: resolution && {
      outcome: resolution.outcome,
      by: resolution.by,
      people: resolution.people,
      reason: resolution.reason,
      revision: resolution.revision,
      digest: resolution.digest,
      answer: resolution.answer,
      at: resolution.at,
    },
    execution: execution && {
      outcome: execution.outcome,
      revision: execution.revision,
      detail: execution.detail,
      finishedAt: execution.finishedAt,
    },
    move: view.move,
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
    links: { self: view.links.self, page: view.links.page },
  };
}

/** As much as a pager's screen takes; arguments and what people said stay here. */
function pagedSubset(view: RequestView, paged: readonly ReviewerRef[]) {
  const { action, awaiting } = view;
  return {
    id: view.id,
    status: view.status,
    type: view.type,
    title: action?.title ?? null,
    risk: action?.risk ?? null,
    revision: view.revision,
    paged,
    stage: awaiting?.stage ?? null,
    filled: awaiting?.filled ?? null,
    need: awaiting?.need ?? null,
    since: awaiting?.since ?? null,
    deadlineAt: view.deadlineAt,
    move: view.move,
    links: { self: view.links.self, page: view.links.page },
  };
}
