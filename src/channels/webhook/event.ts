import type { RequestView } from '../../contracts/view.js';
import { isResolved, isTerminal } from '../../contracts/status.js';

export type WebhookType = 'request.resolved' | 'request.ended';

/** One message of the callback: `id` names it for good, whatever else happens to the request. */
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
  if (isResolved(view.status)) due.push(event(view, `${view.id}.resolved`, 'request.resolved', nowMs));
  if (isTerminal(view.status)) due.push(event(view, `${view.id}.ended.${view.status}`, 'request.ended', nowMs));
  return due.filter(({ id }) => !sent.includes(id));
}

function event(view: RequestView, id: string, type: WebhookType, nowMs: number): WebhookEvent {
  return { id, type, body: JSON.stringify({ type, timestamp: new Date(nowMs).toISOString(), data: publicSubset(view) }) };
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
