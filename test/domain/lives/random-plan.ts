import type { Interval, Plan, ReviewerRef, Rule, Stage, Step } from '../../../src/contracts/plan.js';
import { RISKS } from '../../../src/contracts/risk.js';
import { MINUTE, plan, seats, step } from '../../support/domain.js';
import type { Random } from './random.js';

/** Who may be asked. Groups `a` to `c` are in `d`. Whoever asks (`rq`) and whoever answers for the agent (`ow`) are listed too, as a careless policy might. */
export const REFS: readonly ReviewerRef[] = [
  'group:a',
  'group:a',
  'group:b',
  'group:b',
  'group:c',
  'group:d',
  'person:p0',
  'person:p1',
  'person:p2',
  'person:p3',
  'person:p4',
  'person:rq',
];

function refs(random: Random, most: number): ReviewerRef[] {
  return [...new Set(Array.from({ length: 1 + random.below(most) }, () => random.of(REFS)))];
}

function leaf(random: Random): Rule {
  const entries = refs(random, 3);
  return seats(entries, 1 + random.below(entries.length));
}

function rule(random: Random): Rule {
  switch (random.below(8)) {
    case 0:
      return { kind: 'allOf', of: [leaf(random), leaf(random)] };
    case 1:
      return { kind: 'anyOf', of: [leaf(random), leaf(random)] };
    case 2:
      return { kind: 'anyOf', of: [leaf(random), { kind: 'allOf', of: [leaf(random), leaf(random)] }] };
    default:
      return leaf(random);
  }
}

function ladder(random: Random): Step[] {
  return Array.from({ length: random.below(4) }, () => {
    const kind = random.of(['remind', 'remind', 'add', 'add', 'replace', 'page'] as const);
    const repeat = random.oneIn(3) ? { everyMs: random.of([10, 15, 40]) * MINUTE, times: 1 + random.below(2) } : null;
    return step(kind, random.of([10, 20, 30, 45]) * MINUTE, kind === 'remind' ? [] : refs(random, 2), repeat);
  });
}

function stage(random: Random, index: number): Stage {
  return {
    name: `s${index}`,
    rule: rule(random),
    deny: random.oneIn(3) ? 2 : 1,
    vetoes: random.oneIn(4) ? refs(random, 2) : [],
    counts: random.oneIn(6) ? 'reviewer.senior' : null,
    ladder: ladder(random),
  };
}

/** Some hours of the next days, from a moment on; none is empty and none touches the next. */
function intervals(random: Random, fromMs: number): Interval[] {
  let at = fromMs - 30 * MINUTE;
  return Array.from({ length: 1 + random.below(3) }, (): Interval => {
    const start = at + random.below(12) * 10 * MINUTE;
    at = start + (1 + random.below(9)) * 10 * MINUTE;
    const interval: Interval = [start, at];
    at += 10 * MINUTE;
    return interval;
  });
}

/** Anything that a planner could freeze, and a little that a careless one might: the reducer itself must keep its promises. */
export function randomPlan(random: Random, nowMs: number): Plan {
  const route = random.oneIn(10) ? random.of(['auto', 'deny'] as const) : 'review';
  const stages =
    route === 'review' || random.oneIn(2) ? Array.from({ length: random.of([1, 1, 2, 2, 3]) }, (_, index) => stage(random, index)) : [];
  return plan({
    route,
    policy: { name: 'p', version: 1, digest: `sha256:${random.below(2)}` },
    stages,
    risk: random.of(RISKS),
    deadlineMs: random.of([40, 90, 240]) * MINUTE,
    onTimeout: random.of(['reject', 'approve', 'approve', 'escalate'] as const),
    settlers: stages.length === 0 ? refs(random, 2) : [],
    lastResort: random.oneIn(2) ? [random.of(REFS)] : [],
    fallback: random.oneIn(3) ? refs(random, 2) : [],
    clock: {
      per: random.oneIn(3) ? 'request' : 'revision',
      pausedWhile: random.some(['revising', 'question'] as const, 2),
      maxPauseMs: random.of([30, 120]) * MINUTE,
      pauseBudgetMs: random.of([20, 90, 300]) * MINUTE,
      openHours: random.oneIn(4) ? intervals(random, nowMs) : null,
    },
    extend: random.oneIn(4) ? { maxMs: 0, times: 0 } : { maxMs: 60 * MINUTE, times: 1 + random.below(2) },
    snoozeMaxMs: random.of([0, 30, 60]) * MINUTE,
    claimForMs: random.of([5, 20]) * MINUTE,
    maxRevisions: 1 + random.below(3),
    maxEdits: random.of([0, 1, 2, 4]),
    onMaxRevisions: random.of(['reject', 'escalate'] as const),
    requireComment: random.oneIn(4) ? ['reject', 'deny'] : [],
    editorVotes: !random.oneIn(3),
    usableForMs: random.of([30, 60, 240]) * MINUTE,
    materialPaths: random.oneIn(2) ? ['/amount'] : null,
    vetoWindowMs: random.oneIn(4) ? random.of([5, 20]) * MINUTE : 0,
    frozen: random.oneIn(5) ? intervals(random, nowMs) : [],
    overridePeople: random.oneIn(2) ? 2 : 1,
    policySet: `sha256:${random.below(9)}`,
  });
}
