import type { JsonObject } from '../../src/contracts/json.js';
import type { RequestView } from '../../src/contracts/view.js';
import {
  digestOf,
  sampleAction,
  sampleAwaiting,
  sampleDecision,
  samplePlan,
  sampleQuestion,
  sampleStage,
  sampleView,
} from './sample-views.js';

export const names: ReadonlyMap<string, string> = new Map([
  ['ada', 'Ada Lovelace'],
  ['bob', 'Bob Bemer'],
  ['cyd', 'Cyd Charisse'],
]);
const ada = { id: 'ada', name: 'Ada Lovelace' };
const bob = { id: 'bob', name: 'Bob Bemer' };
const cyd = { id: 'cyd', name: 'Cyd Charisse' };
const resolution = {
  outcome: 'approved' as const,
  by: 'people' as const,
  people: ['ada', 'bob'],
  reason: '2 of 2 approved',
  revision: 1,
  digest: digestOf(1),
  at: '2026-03-02T10:20:00Z',
  answer: null,
};
const votes = [
  sampleDecision({ comment: 'Photographs checked' }),
  sampleDecision({ decisionId: 'd3', by: bob, at: '2026-03-02T10:20:00Z' }),
];
const execution = {
  revision: 1,
  digest: digestOf(1),
  by: 'worker' as const,
  fence: 1,
  outcome: 'executed' as const,
  detail: { refund: 're_123' } as JsonObject,
  claimedAt: '2026-03-02T10:20:01Z',
  finishedAt: '2026-03-02T10:20:02Z',
  late: null,
};
export const cheaper = sampleAction({ args: { ...sampleAction().args, amount: 9_000 }, title: 'Refund 9,000 EUR for order A-1042' });
export const FORM_SCHEMA: JsonObject = {
  properties: {
    amount: { type: 'number', description: 'In whole units' },
    currency: { enum: ['EUR', 'USD'] },
    order: { type: 'string' },
    reason: { type: 'string' },
  },
  required: ['amount'],
};

export const UNKNOWN = sampleView({
  status: 'unknown',
  awaiting: null,
  decisions: votes,
  resolution,
  execution: { ...execution, outcome: 'unknown', detail: null },
});
export const SETTLED: RequestView = {
  ...UNKNOWN,
  status: 'executed',
  decisions: [
    ...votes,
    sampleDecision({
      decisionId: 's1',
      verb: 'settle',
      by: bob,
      answer: 'happened',
      comment: 'The bank’s statement has it',
      at: '2026-03-02T11:00:00Z',
    }),
  ],
};
export const QUESTIONED = sampleView({
  agent: null,
  decisions: [sampleDecision({ decisionId: 'q1', verb: 'ask', comment: 'Which carrier was it?' })],
  awaiting: sampleAwaiting({ questions: ['q1'] }),
});
/** What notes are about: an override, an objection, an answered question. */
export const NOTED = sampleView({
  status: 'executed',
  awaiting: null,
  execution,
  resolution: { ...resolution, by: 'override', people: ['cyd'], reason: 'The courier waits' },
  followUps: ['req_01jd000000000000000000000b'],
  decisions: [
    sampleDecision({ decisionId: 'q2', verb: 'ask', comment: 'Which carrier was it?', answer: 'The one with the yellow vans.' }),
    sampleDecision({ decisionId: 'o1', verb: 'override', by: cyd, answer: 'approved', comment: 'The courier waits' }),
    sampleDecision({ decisionId: 'd2', verb: 'deny', by: bob, counted: false, reason: 'too_late', comment: 'This is the wrong order' }),
  ],
});

/** Every state that a card can be in, by name. */
export const CARD_STATES: readonly (readonly [string, RequestView])[] = [
  ['A request', sampleView()],
  ['One of two has approved', sampleView({ decisions: votes.slice(0, 1), awaiting: sampleAwaiting({ filled: 1 }) })],
  ['High risk', sampleView({ plan: samplePlan({ risk: 'high' }) }, [sampleAction({ risk: 'high' })])],
  [
    'A rule of several parts, a veto, a ladder',
    sampleView({
      nextTimer: { kind: 'reminder', at: '2026-03-02T10:30:00Z' },
      plan: samplePlan({
        stages: [
          sampleStage({ name: 'triage', rule: { kind: 'entries', need: 'any', entries: ['person:bob'], count: 1 } }),
          sampleStage({
            rule: {
              kind: 'anyOf',
              of: [
                { kind: 'entries', need: 'majority', entries: ['group:finance', 'person:ada', 'person:bob'], count: 2 },
                {
                  kind: 'allOf',
                  of: [
                    { kind: 'entries', need: 'any', entries: ['group:legal'], count: 1 },
                    { kind: 'entries', need: 'onePerGroup', entries: ['group:finance', 'group:audit'], count: 2 },
                  ],
                },
              ],
            },
            deny: 2,
            vetoes: ['group:legal'],
            counts: 'reviewer.attributes.country == "DE"',
            ladder: [
              { afterMs: 1_800_000, do: 'remind', to: [], repeat: { everyMs: 1_800_000, times: 3 } },
              { afterMs: 3_600_000, do: 'add', to: ['group:leads'], repeat: null },
              { afterMs: 7_200_000, do: 'page', to: ['person:cyd'], repeat: null },
            ],
          }),
        ],
      }),
      awaiting: sampleAwaiting({ asked: ['group:finance', 'person:ada', 'person:bob', 'group:legal', 'group:audit'] }),
    }),
  ],
  [
    'People arrange themselves',
    sampleView({
      nextTimer: { kind: 'claim_over', at: '2026-03-02T10:45:00Z' },
      plan: samplePlan({
        stages: [sampleStage({ ladder: [{ afterMs: 3_600_000, do: 'add', to: ['group:leads'], repeat: null }] })],
        extend: { maxMs: 14_400_000, times: 3 },
      }),
      decisions: [
        sampleDecision({ decisionId: 'e1', verb: 'extend', by: cyd, forMs: 3_600_000 }),
        sampleDecision({ decisionId: 'h1', verb: 'delegate', by: bob, to: 'person:cyd', comment: 'not for everybody' }),
        sampleDecision({ decisionId: 'r1', verb: 'reassign', by: cyd, from: 'person:dan', to: 'person:ada' }),
        sampleDecision({ decisionId: 'c1', verb: 'claim', by: ada, comment: 'not for everybody' }),
        sampleDecision({ decisionId: 'v1', by: cyd, onBehalfOf: bob, comment: 'Fine' }),
      ],
      awaiting: sampleAwaiting({
        filled: 1,
        canEscalate: true,
        claims: [{ by: ada, until: '2026-03-02T10:45:00Z' }],
        delegations: [{ from: bob, to: cyd }],
        snoozes: [{ by: { id: 'eve', name: 'Eve Harrington' }, until: '2026-03-02T12:00:00Z' }],
        extended: { times: 1, ms: 3_600_000 },
      }),
    }),
  ],
  [
    'A question is open, and the clock stands still',
    sampleView({
      decisions: [sampleDecision({ decisionId: 'q1', verb: 'ask', comment: 'Which carrier was it?' })],
      nextTimer: { kind: 'pause_over', at: '2026-03-02T11:15:00Z' },
      awaiting: sampleAwaiting({ questions: ['q1'], paused: { since: '2026-03-02T10:15:00Z', until: '2026-03-02T11:15:00Z' } }),
    }),
  ],
  [
    'Nobody is left who could complete it',
    sampleView({
      decisions: [sampleDecision({ verb: 'abstain' })],
      awaiting: sampleAwaiting({ missing: [{ stage: 'finance', entries: ['group:finance', 'person:ada'], need: 1 }] }),
    }),
  ],
  [
    'An override waits for a second person',
    sampleView({
      plan: samplePlan({ overridePeople: 2 }),
      decisions: [sampleDecision({ decisionId: 'o1', verb: 'override', by: cyd, answer: 'approved', comment: 'The courier waits' })],
      awaiting: sampleAwaiting({ overrides: [{ by: cyd, reason: 'The courier waits' }] }),
    }),
  ],
  [
    'Sent back',
    sampleView({ status: 'revising', awaiting: null, decisions: [sampleDecision({ verb: 'reject', comment: 'At most 9,000' })] }),
  ],
  ['A new revision', sampleView({ decisions: [sampleDecision({ verb: 'reject', comment: 'At most 9,000' })] }, [sampleAction(), cheaper])],
  [
    'A new revision in which nothing material changed',
    sampleView(
      {
        decisions: [...votes, sampleDecision({ decisionId: 'd4', verb: 'reject', by: cyd, comment: 'Say it more politely' })],
        awaiting: sampleAwaiting({
          kept: [
            { by: ada, revision: 1 },
            { by: bob, revision: 1 },
          ],
          filled: 2,
          need: 3,
        }),
      },
      [sampleAction(), sampleAction({ args: { ...sampleAction().args, reason: 'The goods arrived damaged' } })],
    ),
  ],
  [
    'Changed by somebody who may not approve it',
    sampleView(
      {
        decisions: [sampleDecision({ verb: 'edit' })],
        awaiting: sampleAwaiting({ barred: [ada] }),
        plan: samplePlan({ editorVotes: false }),
      },
      [sampleAction(), cheaper],
    ),
  ],
  ['Too long to approve here', sampleView({}, [sampleAction({ args: { script: 'echo step\n'.repeat(400) } })])],
  [
    'Hidden characters, mixed alphabets, mentions',
    sampleView({}, [
      sampleAction({
        title: 'Pay <!channel> \u202e000,1 EUR',
        args: { to: 'p\u0430ypal.com', note: '```\n<!here>\u200b' },
        rationale: '*Trust* <https://evil.example|your bank>',
      }),
    ]),
  ],
  [
    'Approved, in its veto window',
    sampleView({ status: 'approved', awaiting: null, decisions: votes, resolution, runFrom: '2026-03-02T10:50:00Z' }),
  ],
  [
    'Approved, held by the kill switch',
    sampleView({
      status: 'approved',
      awaiting: null,
      decisions: votes,
      resolution,
      paused: {
        id: 'pause_1',
        reason: 'The bank’s interface answers twice',
        by: { kind: 'person', id: 'cyd' },
        since: '2026-03-02T10:18:00Z',
      },
    }),
  ],
  ['Done', sampleView({ status: 'executed', awaiting: null, decisions: votes, resolution, execution })],
  ['Done, by override, with an objection', NOTED],
  [
    'Failed',
    sampleView({
      status: 'failed',
      awaiting: null,
      decisions: votes,
      resolution,
      execution: { ...execution, outcome: 'failed', detail: { error: 'card_declined' } },
    }),
  ],
  ['Outcome unknown', UNKNOWN],
  [
    'Rejected',
    sampleView({
      status: 'rejected',
      awaiting: null,
      decisions: [sampleDecision({ verb: 'deny', comment: 'Not our fault' })],
      resolution: { ...resolution, outcome: 'rejected', people: ['ada'], reason: 'denied by Ada Lovelace' },
    }),
  ],
  [
    'Expired',
    sampleView({
      status: 'expired',
      awaiting: null,
      resolution: { ...resolution, outcome: 'expired', by: 'fallback', people: [], reason: 'nobody decided within 4h' },
    }),
  ],
  [
    'Withdrawn',
    sampleView({
      status: 'cancelled',
      awaiting: null,
      resolution: { ...resolution, outcome: 'cancelled', by: 'requester', people: [], reason: 'no longer needed' },
    }),
  ],
  [
    'A question',
    sampleQuestion({
      question: 'The customer asks for a replacement instead. Which one?',
      suggestedResponse: 'The blue one',
      options: [{ name: 'blue' }, { name: 'red' }],
    }),
  ],
];
