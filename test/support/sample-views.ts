import type { Action } from '../../src/contracts/action.js';
import type { AwaitingView, DecisionView, RequestView } from '../../src/contracts/view.js';
import type { Plan, Stage } from '../../src/contracts/plan.js';
import type { JsonObject } from '../../src/contracts/json.js';

export const SAMPLE_ID = 'req_01jd000000000000000000000a';
export const digestOf = (revision: number) => `sha256:${String(revision).padStart(2, '0').repeat(32)}`;

export function sampleStage(over: Partial<Stage> = {}): Stage {
  return {
    name: 'finance',
    rule: { kind: 'entries', need: 'atLeast', entries: ['group:finance', 'person:ada'], count: 2 },
    deny: 1,
    vetoes: [],
    counts: null,
    ladder: [],
    ...over,
  };
}

export function sampleAwaiting(over: Partial<AwaitingView> = {}): AwaitingView {
  return {
    stage: 'finance',
    asked: ['group:finance', 'person:ada'],
    filled: 0,
    need: 2,
    since: '2026-03-02T10:00:00.000Z',
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
    reassignable: ['group:finance', 'person:ada'],
    barred: [],
    kept: [],
    ...over,
  };
}

export function samplePlan(over: Partial<Plan> = {}): Plan {
  return {
    rulesVersion: 3,
    route: 'review',
    reasons: [{ code: 'policy_matched', text: 'matched large-refunds' }],
    policy: { name: 'large-refunds', version: 1, digest: 'sha256:00' },
    risk: 'medium',
    stages: [sampleStage()],
    deadlineMs: 14_400_000,
    onTimeout: 'reject',
    lastResort: [],
    settlers: [],
    fallback: [],
    clock: { per: 'revision', pausedWhile: [], maxPauseMs: 3_600_000, pauseBudgetMs: 3_600_000, openHours: null },
    extend: { maxMs: 7_200_000, times: 2 },
    snoozeMaxMs: 14_400_000,
    claimForMs: 1_800_000,
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
    ...over,
  };
}

export function sampleAction(over: Partial<Action> = {}): Action {
  return {
    type: 'payments.refund',
    version: '1',
    args: { amount: 12_500, currency: 'EUR', order: 'A-1042', reason: 'Goods arrived broken' },
    title: 'Refund 12,500 EUR for order A-1042',
    rationale: 'The customer sent photographs of the damage; the carrier has confirmed it.',
    confidence: 0.82,
    risk: 'medium',
    context: {},
    ...over,
  };
}

export function sampleDecision(over: Partial<DecisionView> = {}): DecisionView {
  return {
    decisionId: 'd1',
    verb: 'approve',
    by: { id: 'ada', name: 'Ada Lovelace' },
    revision: 1,
    digest: digestOf(1),
    counted: true,
    reason: null,
    comment: null,
    args: null,
    answer: null,
    at: '2026-03-02T10:15:00.000Z',
    channel: 'slack',
    onBehalfOf: null,
    to: null,
    from: null,
    forMs: null,
    ...over,
  };
}

/** A pending request at its first revision; `args` of further revisions may be given in order. */
export function sampleView(over: Partial<RequestView> = {}, actions: readonly Action[] = [sampleAction()]): RequestView {
  const revision = actions.length;
  const action = actions.at(-1) ?? null;
  return {
    id: SAMPLE_ID,
    workflowId: `approval/${SAMPLE_ID}`,
    status: 'pending',
    revision,
    digest: digestOf(revision),
    type: action?.type ?? null,
    agent: 'support-bot',
    requestedBy: { kind: 'agent', id: 'support-bot' },
    requester: { id: 'grace', name: 'Grace Hopper' },
    execute: 'worker',
    action,
    input: null,
    revisions: actions.map((each, index) => ({
      revision: index + 1,
      digest: digestOf(index + 1),
      action: each,
      author: { kind: 'agent', id: 'support-bot' },
      observed: null,
      at: '2026-03-02T10:00:00.000Z',
    })),
    plan: samplePlan(),
    awaiting: sampleAwaiting(),
    decisions: [],
    deliveries: [],
    resolution: null,
    execution: null,
    canUndo: true,
    paused: null,
    nextTimer: null,
    deadlineAt: '2026-03-02T14:00:00.000Z',
    runFrom: null,
    createdAt: '2026-03-02T10:00:00.000Z',
    updatedAt: '2026-03-02T10:00:00.000Z',
    follows: null,
    followUps: [],
    lastSeen: null,
    move: revision,
    links: {
      self: `https://approvals.example.com/v1/requests/${SAMPLE_ID}`,
      page: `https://approvals.example.com/r/${SAMPLE_ID}`,
      temporal: null,
    },
    ...over,
  };
}

export function sampleQuestion(args: JsonObject, over: Partial<RequestView> = {}): RequestView {
  return sampleView(over, [
    sampleAction({ type: 'human.question', args, title: 'A question about order A-1042', rationale: null, confidence: null, risk: 'low' }),
  ]);
}
