import { actionDigest } from '../../client/src/digest.js';
import type { Action } from '../../src/contracts/action.js';
import type { JsonObject } from '../../src/contracts/json.js';
import type { Plan } from '../../src/contracts/plan.js';
import { requestViewSchema, type RequestSummary, type RequestView } from '../../src/contracts/view.js';

export const AT = '2026-01-31T09:30:00.000Z';

export const PLAN: Plan = {
  rulesVersion: 1,
  route: 'review',
  reasons: [{ code: 'no_policy_matched', text: 'No policy matches: the default reviewers are asked.' }],
  policy: { name: 'default', version: 0, digest: 'sha256:00' },
  risk: 'medium',
  stages: [{ name: 'review', entries: ['group:reviewers'], need: { rule: 'any' }, count: 1, deny: 1 }],
  remindAfterMs: null,
  escalation: [],
  deadlineMs: 3_600_000,
  onTimeout: 'reject',
  lastResort: [],
  maxRevisions: 5,
  onMaxRevisions: 'reject',
  requireComment: [],
  editorVotes: true,
  usableForMs: 3_600_000,
};

export function actionOf(type: string, args: JsonObject, more: Partial<Action> = {}): Action {
  return { type, version: '1', args, title: type, rationale: null, confidence: null, risk: 'medium', context: {}, ...more };
}

/** The n-th request id: well-formed, and readable in failures. */
export function idOf(n: number): string {
  return `req_${String(n).padStart(26, '0')}`;
}

/** A pending request with one revision; checked against the contract, so that a fake cannot drift from it. */
export function viewOf(id: string, action: Action, more: Partial<RequestView> = {}): RequestView {
  const digest = actionDigest({ args: action.args, requestId: id, revision: 1, type: action.type, version: action.version });
  return requestViewSchema.parse({
    id,
    workflowId: `approval/${id}`,
    status: 'pending',
    revision: 1,
    digest,
    type: action.type,
    agent: 'helper',
    requestedBy: { kind: 'agent', id: 'helper' },
    requester: null,
    execute: 'caller',
    action,
    input: null,
    revisions: [{ revision: 1, digest, action, author: { kind: 'caller', id: 'helper' }, at: AT }],
    plan: PLAN,
    awaiting: { stage: 'review', asked: ['group:reviewers'], filled: 0, need: 1, since: AT },
    decisions: [],
    deliveries: [],
    resolution: null,
    execution: null,
    paused: null,
    nextTimer: null,
    deadlineAt: null,
    createdAt: AT,
    updatedAt: AT,
    move: 1,
    links: { self: `/v1/requests/${id}`, page: `http://localhost:3400/r/${id}`, temporal: null },
    ...more,
  } satisfies RequestView);
}

/** The same request after another person changed its arguments. */
export function withRevision(view: RequestView, args: JsonObject): RequestView {
  const revision = view.revision + 1;
  const action = { ...(view.action ?? actionOf('none', {})), args };
  const digest = actionDigest({ args, requestId: view.id, revision, type: action.type, version: action.version });
  return {
    ...view,
    revision,
    digest,
    action,
    revisions: [...view.revisions, { revision, digest, action, author: { kind: 'person', id: 'ada' }, at: AT }],
    move: view.move + 1,
  };
}

export function summaryOf(view: RequestView): RequestSummary {
  return {
    id: view.id,
    status: view.status,
    revision: view.revision,
    digest: view.digest,
    type: view.type,
    title: view.action?.title ?? null,
    risk: view.action?.risk ?? null,
    confidence: view.action?.confidence ?? null,
    agent: view.agent,
    requester: view.requester?.id ?? null,
    asked: view.awaiting?.asked ?? [],
    deadlineAt: view.deadlineAt,
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
    links: view.links,
  };
}
