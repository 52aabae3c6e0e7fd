import { actionDigest } from '../../client/src/digest.js';
import type { Action } from '../../src/contracts/action.js';
import type { JsonObject } from '../../src/contracts/json.js';
import type { Verb } from '../../src/contracts/decision.js';
import { requestViewSchema, type DecisionView, type RequestSummary, type RequestView } from '../../src/contracts/view.js';
import { sampleAwaiting, sampleDecision, samplePlan, sampleStage, sampleView } from '../support/sample-views.js';

export const AT = '2026-01-31T09:30:00.000Z';

export const PLAN = samplePlan({
  reasons: [{ code: 'no_policy_matched', text: 'No policy matches: the default reviewers are asked.' }],
  policy: { name: 'default', version: 0, digest: 'sha256:00' },
  stages: [sampleStage({ name: 'review', rule: { kind: 'entries', need: 'any', entries: ['group:reviewers'], count: 1 } })],
  deadlineMs: 3_600_000,
  extend: { maxMs: 0, times: 0 },
  snoozeMaxMs: 3_600_000,
  claimForMs: 900_000,
});

/** Nobody has done anything but wait. */
export const AWAITING = sampleAwaiting({
  stage: 'review',
  asked: ['group:reviewers'],
  need: 1,
  since: AT,
  reassignable: ['group:reviewers'],
});

/** A decision of Ada's that counted. */
export function decisionOf(verb: Verb, more: Partial<DecisionView> = {}): DecisionView {
  return sampleDecision({ verb, by: { id: 'ada', name: 'Ada' }, digest: 'sha256:1', at: AT, channel: 'cli', ...more });
}

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
  const view = sampleView({
    id,
    workflowId: `approval/${id}`,
    digest,
    type: action.type,
    agent: 'helper',
    requestedBy: { kind: 'agent', id: 'helper' },
    requester: null,
    execute: 'caller',
    action,
    revisions: [{ revision: 1, digest, action, author: { kind: 'caller', id: 'helper' }, observed: null, at: AT }],
    plan: PLAN,
    awaiting: AWAITING,
    deadlineAt: null,
    createdAt: AT,
    updatedAt: AT,
    links: { self: `/v1/requests/${id}`, page: `http://localhost:3400/r/${id}`, temporal: null },
    ...more,
  });
  return requestViewSchema.parse(view);
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
    revisions: [...view.revisions, { revision, digest, action, author: { kind: 'person', id: 'ada' }, observed: null, at: AT }],
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
    policy: view.plan?.policy.name ?? null,
    requester: view.requester?.id ?? null,
    asked: view.awaiting?.asked ?? [],
    claims: view.awaiting?.claims.map(({ by, until }) => ({ by: by.id, until })) ?? [],
    unreachable: view.awaiting !== null && view.awaiting.missing !== null,
    seats: view.awaiting && { filled: view.awaiting.filled, need: view.awaiting.need },
    brief: null,
    runFrom: view.runFrom,
    deadlineAt: view.deadlineAt,
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
    links: view.links,
  };
}
