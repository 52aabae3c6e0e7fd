import type { JsonObject } from '../../../src/contracts/json.js';
import type { AuditEntry, DecisionView, RequestView } from '../../../src/contracts/view.js';
import { SAMPLE_DIGEST, SAMPLE_ID, sampleAction, sampleAwaiting, samplePlan, sampleView } from './sample-view.js';

/** A state of a request as the page may meet it; Ada looks at it, who is in finance. */
export interface Scene {
  name: string;
  view: RequestView;
  audit: readonly AuditEntry[];
}

/** Everybody whom the scenes name; a page shows them by name where the ledger knows them. */
export const SCENE_PEOPLE: Readonly<Record<string, string>> = {
  ada: 'Ada Lovelace',
  ben: 'Ben Okafor',
  carl: 'Carl Sagan',
  dora: 'Dora Maar',
  grace: 'Grace Hopper',
  rita: 'Rita Levi',
};

const who = (id: string) => ({ id, name: SCENE_PEOPLE[id] ?? id });
const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

type Told = readonly [kind: string, body?: JsonObject];

function record(...told: readonly Told[]): AuditEntry[] {
  return told.map(([kind, body = {}], index) => ({
    requestId: SAMPLE_ID,
    seq: index + 1,
    at: at(index - told.length - 1),
    kind,
    body,
    previous: '0'.repeat(64),
    hash: 'ab'.repeat(32),
  }));
}

function said(verb: DecisionView['verb'], by: string, more: Partial<DecisionView> = {}): DecisionView {
  return {
    decisionId: `d-${verb}-${by}`,
    verb,
    by: who(by),
    revision: 1,
    digest: SAMPLE_DIGEST,
    counted: true,
    reason: null,
    comment: null,
    args: null,
    answer: null,
    at: at(-6),
    channel: 'slack',
    onBehalfOf: null,
    to: null,
    from: null,
    forMs: null,
    ...more,
  };
}

const OPENED: readonly Told[] = [
  ['request.opened'],
  [
    'revision.proposed',
    { revision: 1, author: 'refund-bot', authorKind: 'agent', policy: 'large-refunds@3', reasons: ['amount over 10,000'] },
  ],
];

const simplePlan = {
  ...samplePlan,
  risk: 'low' as const,
  stages: samplePlan.stages.map((stage) => ({
    ...stage,
    rule: { kind: 'entries' as const, need: 'any' as const, entries: ['group:finance'], count: 1 },
    ladder: [],
  })),
};

const stagedPlan: RequestView['plan'] = {
  ...samplePlan,
  stages: [
    {
      ...samplePlan.stages[0]!,
      name: 'controlling',
      rule: { kind: 'entries', need: 'any', entries: ['group:controlling'], count: 1 },
      ladder: [],
    },
    {
      name: 'finance',
      rule: { kind: 'entries', need: 'majority', entries: ['group:finance', 'person:grace', 'person:ben'], count: 2 },
      deny: 2,
      vetoes: ['group:legal'],
      counts: 'reviewer.attributes.limit >= action.args.amount',
      ladder: [
        { afterMs: 600_000, do: 'remind', to: [], repeat: { everyMs: 600_000, times: 2 } },
        { afterMs: 1_800_000, do: 'add', to: ['group:finance-leads'], repeat: null },
        { afterMs: 7_200_000, do: 'page', to: ['group:on-call'], repeat: null },
      ],
    },
    { ...samplePlan.stages[0]!, name: 'board', rule: { kind: 'entries', need: 'any', entries: ['group:board'], count: 1 }, ladder: [] },
  ],
  extend: { maxMs: 7_200_000, times: 3 },
  clock: { ...samplePlan.clock, pausedWhile: ['question'] },
  vetoWindowMs: 600_000,
};

function simple(): Scene {
  const view = sampleView({
    plan: simplePlan,
    action: { ...sampleAction, risk: 'low' },
    awaiting: sampleAwaiting(at(-12), { asked: ['group:finance'], need: 1 }),
  });
  return { name: 'simple', view, audit: record(...OPENED) };
}

function stages(): Scene {
  const decisions = [
    said('approve', 'rita', { at: at(-9), onBehalfOf: who('carl') }),
    said('claim', 'grace', { forMs: 900_000 }),
    said('delegate', 'ben', { to: 'person:dora' }),
    said('ask', 'grace', { comment: 'Did the bank confirm in writing?' }),
    said('extend', 'grace', { forMs: 3_600_000, comment: 'The bank opens at nine.' }),
  ];
  const awaiting = sampleAwaiting(at(-9), {
    asked: ['group:finance', 'person:grace', 'person:ben'],
    claims: [{ by: who('grace'), until: at(11) }],
    delegations: [{ from: who('ben'), to: who('dora') }],
    snoozes: [{ by: who('dora'), until: at(60) }],
    paused: { since: at(-4), until: at(236) },
    questions: ['d-ask-grace'],
    extended: { times: 1, ms: 3_600_000 },
  });
  const observed = { print: 'etag-7f31', at: at(-12) };
  const view = sampleView({
    plan: stagedPlan,
    awaiting,
    decisions,
    revisions: sampleView().revisions.map((each) => ({ ...each, observed })),
    nextTimer: { kind: 'reminder', at: at(4) },
  });
  const counted = ({ verb, by, onBehalfOf, to, forMs, comment }: DecisionView) =>
    [
      'decision.counted',
      {
        verb,
        by: by.id,
        revision: 1,
        comment,
        ...(onBehalfOf ? { onBehalfOf: onBehalfOf.id } : {}),
        ...(to === null ? {} : { to }),
        ...(forMs === null ? {} : { forMs }),
      },
    ] as const;
  const [first, ...others] = decisions.map(counted);
  const audit = record(
    ...OPENED,
    ['precondition.observed', { revision: 1, print: 'etag-7f31' }],
    ...(first ? [first] : []),
    ['stage.satisfied', { stage: 'controlling', next: 'finance' }],
    ...others,
  );
  return { name: 'stages', view, audit };
}

function stuck(): Scene {
  const awaiting = sampleAwaiting(at(-30), {
    missing: [{ stage: 'finance', entries: ['group:finance', 'person:grace'], need: 1 }],
    overrides: [{ by: who('ben'), reason: 'The contract ends at midnight; nobody of finance can be reached.' }],
  });
  const missing = [{ stage: 'finance', entries: ['group:finance', 'person:grace'], need: 1 }];
  const audit = record(
    ...OPENED,
    ['request.unreachable', { missing }],
    ['request.escalated', { do: 'fallback', to: ['group:finance-leads'], why: 'those listed cannot satisfy the policy' }],
    ['request.reachable'],
    ['claim.ended', { people: ['ada'] }],
    ['request.unreachable', { missing }],
  );
  return { name: 'stuck', view: sampleView({ awaiting, plan: { ...samplePlan, overridePeople: 2 } }), audit };
}

function waitingToRun(): Scene {
  const resolution = {
    outcome: 'approved' as const,
    by: 'people' as const,
    people: ['ada', 'grace'],
    reason: 'approved by ada, grace',
    revision: 1,
    digest: SAMPLE_DIGEST,
    at: at(-2),
    answer: null,
  };
  const view = sampleView({
    status: 'approved',
    awaiting: null,
    resolution,
    plan: { ...samplePlan, vetoWindowMs: 600_000, frozen: [[Date.now() + 86_400_000, Date.now() + 5 * 86_400_000]] },
    runFrom: at(8),
    decisions: [said('approve', 'ada'), said('approve', 'grace', { comment: 'Checked with the bank.' })],
    nextTimer: { kind: 'run_from', at: at(8) },
    deadlineAt: null,
  });
  const audit = record(
    ...OPENED,
    ['decision.counted', { verb: 'approve', by: 'ada' }],
    ['decision.counted', { verb: 'approve', by: 'grace', comment: 'Checked with the bank.' }],
    ['request.resolved', { outcome: 'approved', by: 'people', people: ['ada', 'grace'] }],
  );
  return { name: 'waiting-to-run', view, audit };
}

function unknown(): Scene {
  const before = waitingToRun();
  const execution = {
    revision: 1,
    digest: SAMPLE_DIGEST,
    by: 'worker' as const,
    fence: 1,
    outcome: 'unknown' as const,
    detail: null,
    claimedAt: at(-5),
    finishedAt: at(-4),
    late: null,
  };
  const view = {
    ...before.view,
    status: 'unknown' as const,
    runFrom: null,
    nextTimer: null,
    execution,
    followUps: ['req_01arz3ndektsv4rrffq69g5fbw'],
  };
  const audit = record(
    ...OPENED,
    ['effect.due', { at: at(-5) }],
    ['effect.claimed', { revision: 1, fence: 1 }],
    ['effect.finished', { outcome: 'unknown', reason: 'the worker stopped while it ran' }],
    ['effect.settled', { outcome: 'compensate', by: 'grace', reason: 'booking 4711 is there' }],
    ['effect.not_undone', { reason: 'this action has no undo' }],
    ['followUp.opened', { request: 'req_01arz3ndektsv4rrffq69g5fbw' }],
  );
  return { name: 'unknown', view, audit };
}

function revised(): Scene {
  const [first] = sampleView().revisions;
  const args = (amount: number) => ({ ...sampleAction, args: { ...sampleAction.args, amount } });
  const revisions = [12_500.5, 11_000, 9_800].map((amount, index) => ({ ...first!, revision: index + 1, action: args(amount) }));
  const view = sampleView({
    revision: 3,
    revisions,
    action: args(9_800),
    lastSeen: 1,
    awaiting: sampleAwaiting(at(-3), { filled: 1, kept: [{ by: who('ada'), revision: 2 }] }),
    decisions: [
      said('reject', 'grace', { comment: 'Only INV-2031.' }),
      said('approve', 'ada', { revision: 2 }),
      said('edit', 'ben', { revision: 2 }),
    ],
  });
  const audit = record(
    ...OPENED,
    ['decision.counted', { verb: 'reject', by: 'grace', comment: 'Only INV-2031.' }],
    ['revision.proposed', { revision: 2, author: 'refund-bot', authorKind: 'agent', policy: 'large-refunds@3', reasons: [] }],
    ['decision.counted', { verb: 'approve', by: 'ada' }],
    ['decision.counted', { verb: 'edit', by: 'ben' }],
    ['revision.proposed', { revision: 3, author: 'ben', authorKind: 'person', policy: 'large-refunds@3', reasons: [] }],
    ['votes.kept', { votes: [{ personId: 'ada', decisionId: 'd', from: 2 }] }],
  );
  return { name: 'revised', view, audit };
}

function asked(): Scene {
  const question = said('ask', 'grace', { comment: 'Did the bank confirm in writing?' });
  const view = sampleView({
    requester: who('ada'),
    decisions: [question],
    awaiting: sampleAwaiting(at(-9), { questions: [question.decisionId] }),
  });
  const left = ['question.left', { decisionId: question.decisionId, reason: 'this agent answers no questions' }] as const;
  return {
    name: 'asked',
    view,
    audit: record(...OPENED, ['decision.counted', { verb: 'ask', by: 'grace', comment: question.comment }], left),
  };
}

export const scenes = (): Scene[] => [simple(), stages(), stuck(), waitingToRun(), unknown(), revised(), asked()];
