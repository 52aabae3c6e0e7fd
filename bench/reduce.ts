import { performance } from 'node:perf_hooks';
import type { Plan, Stage } from '../src/contracts/plan.js';
import { decide } from '../src/domain/decide.js';
import type { DecisionEvent, DomainEvent, RequestState } from '../src/domain/state.js';
import type { Figure } from './report.js';

const AIM = { atLeast: 100_000 };
const LIVES = 10_000;
/** Compiled code from the first measured life on. */
const WARM_UP = 3_000;
const MINUTE = 60_000;
const NOW = Date.UTC(2026, 0, 1);
const DIGEST = `sha256:${'0'.repeat(64)}`;

const stage = (name: string, group: string): Stage => ({
  name,
  rule: { kind: 'entries', need: 'atLeast', entries: [`group:${group}`, `group:${group}-leads`, `person:${group}-head`], count: 2 },
  deny: 1,
  vetoes: [],
  counts: null,
  ladder: [
    { afterMs: 10 * MINUTE, do: 'remind', to: [], repeat: { everyMs: 10 * MINUTE, times: 2 } },
    { afterMs: 30 * MINUTE, do: 'add', to: ['group:chiefs'], repeat: null },
  ],
});

/** Two stages of two approvals each, with a ladder, and a clock that stops while a question is open. */
const PLAN: Plan = {
  rulesVersion: 3,
  route: 'review',
  reasons: [{ code: 'policy_matched', text: 'more than 10,000' }],
  policy: { name: 'large-refunds', version: 1, digest: 'sha256:0' },
  risk: 'high',
  stages: [stage('finance', 'finance'), stage('security', 'security')],
  deadlineMs: 240 * MINUTE,
  onTimeout: 'reject',
  lastResort: [],
  settlers: [],
  fallback: [],
  clock: { per: 'revision', pausedWhile: ['question'], maxPauseMs: 60 * MINUTE, pauseBudgetMs: 60 * MINUTE, openHours: null },
  extend: { maxMs: 0, times: 0 },
  snoozeMaxMs: 60 * MINUTE,
  claimForMs: 15 * MINUTE,
  maxRevisions: 3,
  maxEdits: 10,
  onMaxRevisions: 'reject',
  requireComment: [],
  editorVotes: false,
  usableForMs: 60 * MINUTE,
  materialPaths: null,
  vetoWindowMs: 0,
  frozen: [],
  overridePeople: 1,
  policySet: 'sha256:0',
};

function says(verb: DecisionEvent['verb'], seq: number, personId: string, groups: readonly string[], minute: number): DecisionEvent {
  return {
    kind: 'decision',
    seq,
    decisionId: `d${seq}`,
    personId,
    verb,
    revision: 1,
    digest: DIGEST,
    comment: 'because',
    answer: null,
    from: null,
    forMs: null,
    facts: {
      active: true,
      self: false,
      override: false,
      assign: false,
      standings: [{ as: personId, groups, fits: [] }],
      argsProblem: null,
      target: null,
    },
    editRefused: null,
    atMs: NOW + minute * MINUTE,
  };
}

const FIRST: RequestState = { status: 'proposing', revision: 0, digest: null, execute: 'worker', canRevise: true, lastSeq: 0 };

/** A life as requests have them: asked, reminded, a question, approvals of two stages, somebody who may not, and the effect. */
const LIFE: readonly DomainEvent[] = [
  {
    kind: 'proposed',
    revision: 1,
    digest: DIGEST,
    plan: PLAN,
    author: { kind: 'agent', id: 'bot' },
    keepVotes: false,
    people: [],
    atMs: NOW,
  },
  { kind: 'tick', atMs: NOW + 10 * MINUTE },
  says('claim', 1, 'ann', ['finance'], 11),
  says('approve', 2, 'ann', ['finance'], 12),
  says('approve', 3, 'eve', ['sales'], 13),
  says('ask', 4, 'bob', ['finance-leads'], 14),
  { kind: 'questionAnswered', decisionId: 'd4', revision: 1, answer: 'three', by: 'bot', atMs: NOW + 20 * MINUTE },
  { kind: 'tick', atMs: NOW + 30 * MINUTE },
  says('approve', 5, 'bob', ['finance-leads'], 31),
  says('abstain', 6, 'cy', ['security'], 32),
  says('approve', 7, 'dan', ['security'], 33),
  { kind: 'reachable', atMs: NOW + 33 * MINUTE },
  says('approve', 8, 'security-head', [], 34),
  { kind: 'claimed', revision: 1, fence: 1, leaseUntilMs: NOW + 36 * MINUTE, atMs: NOW + 35 * MINUTE },
  { kind: 'finished', revision: 1, outcome: 'executed', reason: '', atMs: NOW + 36 * MINUTE },
];

function live(): RequestState {
  let state = FIRST;
  for (const event of LIFE) {
    const outcome = decide(state, event);
    if (outcome.kind === 'moved') state = outcome.state;
  }
  return state;
}

/** How many events one core reduces: pure computing, no server. */
export function reduceFigures(repeats: number): Figure[] {
  // A life that ends early would be a quick one.
  const { status } = live();
  if (status !== 'executed') throw new Error(`the life that is measured ends ${status}`);
  for (let life = 0; life < WARM_UP; life += 1) live();
  const values = Array.from({ length: repeats }, () => {
    const startedAt = performance.now();
    for (let life = 0; life < LIVES; life += 1) live();
    return (LIVES * LIFE.length) / ((performance.now() - startedAt) / 1000);
  });
  return [{ name: 'events reduced on one core', unit: '/s', values, aim: AIM }];
}
