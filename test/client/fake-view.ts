import { actionDigest } from '../../client/src/digest.js';
import type { Action } from '../../src/contracts/action.js';
import type { JsonObject } from '../../src/contracts/json.js';
import type { Plan } from '../../src/contracts/plan.js';
import type { Verb } from '../../src/contracts/decision.js';
import {
  requestViewSchema,
  type AwaitingView,
  type DecisionView,
  type RequestSummary,
  type RequestView,
} from '../../src/contracts/view.js';

export const AT = '2026-01-31T09:30:00.000Z';

export const PLAN: Plan = {
  rulesVersion: 3,
  route: 'review',
  reasons: [{ code: 'no_policy_matched', text: 'No policy matches: the default reviewers are asked.' }],
  policy: { name: 'default', version: 0, digest: 'sha256:00' },
  risk: 'medium',
  stages: [
    {
      name: 'review',
      rule: { kind: 'entries', need: 'any', entries: ['group:reviewers'], count: 1 },
      deny: 1,
      vetoes: [],
      counts: null,
      ladder: [],
    },
  ],
  deadlineMs: 3_600_000,
  onTimeout: 'reject',
  lastResort: [],
  settlers: [],
  fallback: [],
  clock: { per: 'revision', pausedWhile: [], maxPauseMs: 3_600_000, pauseBudgetMs: 3_600_000, openHours: null },
  extend: { maxMs: 0, times: 0 },
  snoozeMaxMs: 3_600_000,
  claimForMs: 900_000,
  maxRevisions: 5,
  maxEdits: 10,
  onMaxRevisions: 'reject',
  requireComment: [],
  editorVotes: true,
  usableForMs: 3_600_000,
  materialPaths: null,
  vetoWindowMs: 0,
  frozen: [],
  overridePeople: 1,
  policySet: 'sha256:00',
};

/** Nobody has done anything but wait. */
export const AWAITING: AwaitingView = {
  stage: 'review',
  asked: ['group:reviewers'],
  filled: 0,
  need: 1,
  since: AT,
  claims: [],
  delegations: [],
  snoozes: [],
  paused: null,
  questions: [],
  extended: { times: 0, ms: 0 },
  missing: null,
  overrides: [],
  editsLeft: 10,
  canEscalate: false,
  reassignable: ['group:reviewers'],
  barred: [],
  kept: [],
};

/** A decision of Ada's that counted. */
export function decisionOf(verb: Verb, more: Partial<DecisionView> = {}): DecisionView {
  return {
    decisionId: 'd1',
    verb,
    by: { id: 'ada', name: 'Ada' },
    revision: 1,
    digest: 'sha256:1',
    counted: true,
    reason: null,
    comment: null,
    args: null,
    answer: null,
    at: AT,
    channel: 'cli',
    onBehalfOf: null,
    to: null,
    from: null,
    forMs: null,
    ...more,
  };
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
    revisions: [{ revision: 1, digest, action, author: { kind: 'caller', id: 'helper' }, observed: null, at: AT }],
    plan: PLAN,
    awaiting: AWAITING,
    decisions: [],
    deliveries: [],
    resolution: null,
    execution: null,
    canUndo: true,
    paused: null,
    nextTimer: null,
    deadlineAt: null,
    runFrom: null,
    createdAt: AT,
    updatedAt: AT,
    follows: null,
    followUps: [],
    lastSeen: null,
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
