import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  planSchema,
  RULES_VERSION,
  type Clock,
  type Interval,
  type Plan,
  type ReviewerRef,
  type Rule,
  type Stage,
  type Step,
} from '../contracts/plan.js';
import { isHighRisk, RISKS } from '../contracts/risk.js';
import { seatsOf } from './stages.js';
import { tighten } from './tighten.js';

/** Times are hours here; a plan does not care what its numbers count. */
const LAST_HOUR = 9;
const REFS: ReviewerRef[] = ['group:a', 'group:b', 'person:c', 'person:d'];
const refs = fc.uniqueArray(fc.constantFrom(...REFS), { minLength: 1, maxLength: 3 });
const hours = fc.constantFrom(1, 2, 3, 4, 5, 6);

const list: fc.Arbitrary<Rule> = fc
  .record({ refs, need: fc.constantFrom('any', 'all', 'majority') })
  .map((written) => seatsOf(written.refs, written.need));
const rule: fc.Arbitrary<Rule> = fc.oneof(
  { weight: 4, arbitrary: list },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('allOf', 'anyOf'), of: fc.array(list, { minLength: 1, maxLength: 2 }) }) },
);
const repeat = fc.option(fc.record({ everyMs: hours, times: fc.constantFrom(1, 2) }), { freq: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ afterMs: hours, do: fc.constant('remind' as const), to: fc.constant<ReviewerRef[]>([]), repeat }),
  fc.record({ afterMs: hours, do: fc.constantFrom('add', 'add', 'add', 'replace' as const), to: refs, repeat: fc.constant(null) }),
  fc.record({ afterMs: hours, do: fc.constant('page' as const), to: refs, repeat }),
);
const ladder = fc.array(step, { maxLength: 3 }).map((steps) => steps.sort((a, b) => a.afterMs - b.afterMs));
const stage: fc.Arbitrary<Stage> = fc.record({
  name: fc.constantFrom('review', 'second'),
  rule,
  deny: fc.integer({ min: 1, max: 3 }),
  vetoes: fc.subarray(REFS.slice(0, 2)),
  counts: fc.constantFrom(null, null, 'reviewer.attributes.certified'),
  ladder,
});
const OPEN: (Interval[] | null)[] = [
  null,
  null,
  [
    [0, 2],
    [4, 20],
  ],
  [[1, 20]],
  [
    [0, 3],
    [5, 20],
  ],
];
const clock: fc.Arbitrary<Clock> = fc.record({
  per: fc.constantFrom('revision', 'revision', 'request'),
  pausedWhile: fc.oneof(fc.constant<Clock['pausedWhile']>([]), fc.subarray<Clock['pausedWhile'][number]>(['revising', 'question'])),
  maxPauseMs: fc.constantFrom(1, 4),
  pauseBudgetMs: fc.constantFrom(1, 4),
  openHours: fc.constantFrom(...OPEN),
});

/** Plans as planning one policy makes them: stages and people only where people are asked. */
const plan: fc.Arbitrary<Plan> = fc
  .record({
    route: fc.constantFrom<Plan['route']>('auto', 'review', 'review', 'review', 'review', 'deny'),
    name: fc.constantFrom('one', 'two'),
    risk: fc.constantFrom(...RISKS),
    stages: fc.uniqueArray(stage, { minLength: 1, maxLength: 2, selector: (each) => entriesOf(each.rule).sort().join() }),
    deadlineMs: fc.constantFrom(2, 4, 4, 6),
    onTimeout: fc.constantFrom<Plan['onTimeout']>('reject', 'approve', 'escalate'),
    lastResort: fc.oneof(fc.constant<ReviewerRef[]>([]), refs),
    fallback: fc.oneof(fc.constant<ReviewerRef[]>([]), refs),
    clock,
    extend: fc.record({ maxMs: hours, times: fc.constantFrom(0, 1, 2) }),
    snoozeMaxMs: hours,
    claimForMs: hours,
    maxRevisions: hours,
    maxEdits: fc.constantFrom(0, 1, 4),
    settlers: refs,
    onMaxRevisions: fc.constantFrom<Plan['onMaxRevisions']>('reject', 'escalate'),
    requireComment: fc.subarray<Plan['requireComment'][number]>(['approve', 'reject', 'override']),
    editorVotes: fc.boolean(),
    usableForMs: hours,
    materialPaths: fc.option(fc.subarray(['', '/amount', '/lines/*'], { minLength: 1 })),
    vetoWindowMs: fc.constantFrom(0, 1, 2),
    frozen: fc.constantFrom<Interval[]>(
      [],
      [],
      [[1, 2]],
      [
        [0, 1],
        [3, 5],
      ],
    ),
    overridePeople: fc.constantFrom<1 | 2>(1, 2),
  })
  .map(({ name, ...rest }) => ({
    ...rest,
    rulesVersion: RULES_VERSION,
    reasons: [{ code: 'policy_matched', text: name }],
    policy: { name, version: 1, digest: name },
    stages:
      rest.route === 'review' ? rest.stages.map((each, index) => ({ ...each, name: index === 0 ? each.name : `${each.name}-b` })) : [],
    lastResort: rest.route === 'review' ? rest.lastResort : [],
    fallback: rest.route === 'review' ? rest.fallback : [],
    settlers: rest.route === 'review' ? [] : rest.settlers,
    editorVotes: rest.editorVotes && !isHighRisk(rest.risk),
    policySet: 'sha256:0',
  }));

function entriesOf(each: Rule): ReviewerRef[] {
  return each.kind === 'entries' ? [...each.entries] : each.of.flatMap(entriesOf);
}

/** What happens beside the plan: which entries approved, which of those people are certified, when the clock may stand, whether people are missing. */
interface World {
  approved: ReadonlySet<ReviewerRef>;
  certified: ReadonlySet<ReviewerRef>;
  paused: Record<'revising' | 'question', readonly [number, number]>;
  nobodyFound: boolean;
  hour: number;
}
const span = fc
  .tuple(fc.integer({ min: 0, max: LAST_HOUR }), fc.integer({ min: 0, max: 5 }))
  .map(([from, length]) => [from, from + length] as const);
const world: fc.Arbitrary<World> = fc.record({
  approved: fc.subarray(REFS).map((some) => new Set(some)),
  certified: fc.subarray(REFS).map((some) => new Set(some)),
  paused: fc.record({ revising: span, question: span }),
  nobodyFound: fc.boolean(),
  hour: fc.integer({ min: 0, max: LAST_HOUR }),
});

/** The naive clock: hour by hour, does it run? */
function elapsed({ clock: { openHours, pausedWhile, maxPauseMs, pauseBudgetMs } }: Plan, { paused, hour }: World): number {
  const isOpen = (at: number): boolean => openHours === null || openHours.some(([from, until]) => from <= at && at < until);
  const stands = (at: number): boolean =>
    pausedWhile.some((why) => paused[why][0] <= at && at < Math.min(paused[why][1], paused[why][0] + maxPauseMs));
  let stood = 0;
  return Array.from({ length: hour }, (_, at) => at).filter((at) => {
    const still = stands(at) && stood < pauseBudgetMs;
    if (still) stood += 1;
    return isOpen(at) && !still;
  }).length;
}

/** Who may fill an entry now beside those listed (`others`), and whether those listed still may. */
function asked(given: Plan, each: Stage, now: World): { listed: boolean; others: Set<ReviewerRef> } {
  const time = elapsed(given, now);
  const isOver = given.onTimeout === 'escalate' && time >= given.deadlineMs;
  let listed = true;
  let others = new Set<ReviewerRef>();
  for (const { afterMs, do: what, to } of each.ladder) {
    if (afterMs > time && !isOver) continue;
    // At the deadline those that are left are asked as well, not instead.
    if (what === 'replace' && afterMs <= time) [listed, others] = [false, new Set(to)];
    else others = new Set([...others, ...to]);
  }
  return { listed, others: new Set([...others, ...(isOver ? given.lastResort : []), ...(now.nobodyFound ? given.fallback : [])]) };
}

function isSatisfied(each: Stage, { listed, others }: ReturnType<typeof asked>, now: World): boolean {
  const votes = [...now.approved].filter((ref) => each.counts === null || now.certified.has(ref));
  const holds = (part: Rule): boolean => {
    if (part.kind === 'entries')
      return votes.filter((ref) => (listed && part.entries.includes(ref)) || others.has(ref)).length >= part.count;
    return part.kind === 'anyOf' ? part.of.some(holds) : part.of.every(holds);
  };
  return holds(each.rule);
}

/** The oracle: may the action run now? */
function runs(given: Plan, now: World): boolean {
  if (given.route === 'deny' || given.frozen.some(([from, until]) => from <= now.hour && now.hour < until)) return false;
  if (given.route === 'auto') return true;
  const isOver = elapsed(given, now) >= given.deadlineMs;
  if (isOver && given.onTimeout !== 'escalate') return given.onTimeout === 'approve';
  return given.stages.every((each) => isSatisfied(each, asked(given, each, now), now));
}

const sorted = (steps: readonly Step[]): string[] =>
  [...new Set(steps.map(({ to, ...each }) => JSON.stringify({ ...each, to: [...to].sort() })))].sort();
const shape = (each: Rule): unknown =>
  each.kind === 'entries'
    ? { entries: [...each.entries].sort(), count: each.count }
    : { [each.kind]: each.of.map((part) => JSON.stringify(shape(part))).sort() };

/** What a plan means, without the order of what has none. */
const canonical = ({
  reasons,
  policy: _policy,
  stages,
  lastResort,
  fallback,
  settlers,
  requireComment,
  materialPaths,
  clock: time,
  ...rest
}: Plan): unknown => ({
  ...rest,
  reasons: reasons.map((reason) => reason.text).sort(),
  stages: stages
    .map((each) => JSON.stringify([shape(each.rule), each.deny, [...each.vetoes].sort(), each.counts, sorted(each.ladder)]))
    .sort(),
  lastResort: [...lastResort].sort(),
  fallback: [...fallback].sort(),
  settlers: [...settlers].sort(),
  requireComment: [...requireComment].sort(),
  materialPaths: materialPaths && [...materialPaths].sort(),
  clock: { ...time, pausedWhile: [...time.pausedWhile].sort() },
});

describe('tighten', () => {
  it('lets nothing run that either plan alone would have held back', () => {
    fc.assert(
      fc.property(plan, plan, world, (a, b, now) => {
        // `escalate` comes at the shorter deadline, so earlier than one plan says, but only with people whom both would bring in.
        const alike = a.deadlineMs === b.deadlineMs && JSON.stringify(a.clock) === JSON.stringify(b.clock);
        fc.pre(alike || a.onTimeout !== 'escalate' || b.onTimeout !== 'escalate');
        if (runs(tighten(a, b), now)) expect([runs(a, now), runs(b, now)]).toEqual([true, true]);
      }),
      { numRuns: 20_000 },
    );
  });

  it('still lets things run: two plans that agree are no refusal', () => {
    const ran = fc.sample(fc.tuple(plan, world), { numRuns: 2000, seed: 1 }).filter(([a, now]) => runs(tighten(a, a), now));
    expect(ran.length).toBeGreaterThan(200);
    fc.assert(
      fc.property(plan, world, (a, now) => expect(runs(tighten(a, a), now)).toBe(runs(a, now))),
      { numRuns: 2000 },
    );
  });

  it('is commutative but for the order of stages and reasons', () => {
    fc.assert(
      fc.property(plan, plan, (a, b) => expect(canonical(tighten(a, b))).toEqual(canonical(tighten(b, a)))),
      { numRuns: 2000 },
    );
  });

  it('changes nothing when a plan is combined with itself', () => {
    fc.assert(
      fc.property(plan, (a) => expect(canonical(tighten(a, a))).toEqual(canonical(a))),
      { numRuns: 2000 },
    );
  });

  it('makes no difference the second time', () => {
    fc.assert(
      fc.property(plan, plan, (a, b) => expect(canonical(tighten(tighten(a, b), b))).toEqual(canonical(tighten(a, b)))),
      {
        numRuns: 2000,
      },
    );
  });

  it('keeps every limit at the stricter side', () => {
    fc.assert(
      fc.property(plan, plan, (a, b) => {
        const both = tighten(a, b);
        for (const one of [a, b]) {
          expect(both.deadlineMs).toBeLessThanOrEqual(one.deadlineMs);
          expect(both.usableForMs).toBeLessThanOrEqual(one.usableForMs);
          expect(both.maxRevisions).toBeLessThanOrEqual(one.maxRevisions);
          expect(both.maxEdits).toBeLessThanOrEqual(one.maxEdits);
          expect(both.vetoWindowMs).toBeGreaterThanOrEqual(one.vetoWindowMs);
          expect(both.overridePeople).toBeGreaterThanOrEqual(one.overridePeople);
          expect(RISKS.indexOf(both.risk)).toBeGreaterThanOrEqual(RISKS.indexOf(one.risk));
          expect(both.requireComment).toEqual(expect.arrayContaining(one.requireComment));
          expect(both.editorVotes && !one.editorVotes).toBe(false);
          for (const [from, until] of one.frozen) expect(both.frozen.some(([f, u]) => f <= from && until <= u)).toBe(true);
          if (one.onMaxRevisions === 'reject') expect(both.onMaxRevisions).toBe('reject');
          if (one.route === 'deny') expect(both.route).toBe('deny');
          if (both.route !== 'review' || one.route !== 'review') continue;
          expect(both.extend.maxMs).toBeLessThanOrEqual(one.extend.maxMs);
          expect(both.extend.times).toBeLessThanOrEqual(one.extend.times);
          expect(both.snoozeMaxMs).toBeLessThanOrEqual(one.snoozeMaxMs);
          expect(both.claimForMs).toBeLessThanOrEqual(one.claimForMs);
          expect(both.clock.maxPauseMs).toBeLessThanOrEqual(one.clock.maxPauseMs);
          expect(both.clock.pauseBudgetMs).toBeLessThanOrEqual(one.clock.pauseBudgetMs);
          expect(one.clock.pausedWhile).toEqual(expect.arrayContaining(both.clock.pausedWhile));
          if (one.clock.per === 'request') expect(both.clock.per).toBe('request');
          if (one.materialPaths === null) expect(both.materialPaths).toBeNull();
          else if (both.materialPaths !== null) expect(both.materialPaths).toEqual(expect.arrayContaining(one.materialPaths));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps each stage in one that denies no later, by whose veto it was, and counts the same votes', () => {
    fc.assert(
      fc.property(plan, plan, (a, b) => {
        const both = tighten(a, b);
        for (const each of both.route === 'review' ? [...a.stages, ...b.stages] : []) {
          const kept = both.stages.filter((other) => entriesOf(other.rule).sort().join() === entriesOf(each.rule).sort().join());
          const isIn = (other: Stage): boolean =>
            other.deny <= each.deny && other.counts === each.counts && each.vetoes.every((ref) => other.vetoes.includes(ref));
          expect(kept.some(isIn)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('always gives a plan that its schema takes, with stages of different names', () => {
    fc.assert(
      fc.property(plan, plan, (a, b) => {
        const both = tighten(a, b);
        expect(planSchema.safeParse(both).error).toBeUndefined();
        expect(new Set(both.stages.map((each) => each.name)).size).toBe(both.stages.length);
      }),
    );
  });
});

describe('single parts', () => {
  const sample = (more: Partial<Plan>): Plan => ({
    ...fc.sample(plan, { numRuns: 1, seed: 7 })[0]!,
    route: 'review',
    clock: { per: 'revision', pausedWhile: [], maxPauseMs: 1, pauseBudgetMs: 1, openHours: null },
    ...more,
  });
  const finance = (more: Partial<Stage> = {}): Stage => ({
    name: 'review',
    rule: seatsOf(['group:a', 'person:c']),
    deny: 1,
    vetoes: [],
    counts: null,
    ladder: [],
    ...more,
  });
  const add = (afterMs: number, ...to: ReviewerRef[]): Step => ({ afterMs, do: 'add', to, repeat: null });

  it('silence approves only where both plans say so at the same time', () => {
    const approve = (deadlineMs: number): Plan => sample({ onTimeout: 'approve', deadlineMs });
    expect(tighten(approve(4), approve(4)).onTimeout).toBe('approve');
    expect(tighten(approve(4), approve(1))).toMatchObject({ onTimeout: 'reject', deadlineMs: 1 });
    expect(tighten(approve(4), { ...approve(4), onTimeout: 'escalate' }).onTimeout).toBe('escalate');
    expect(tighten(approve(4), { ...approve(4), clock: { ...approve(4).clock, openHours: [[1, 9]] } }).onTimeout).toBe('reject');
  });

  it('brings in only whom both would, at the later time', () => {
    const one = sample({ stages: [finance({ ladder: [add(1, 'group:b', 'person:d')] })] });
    const two = sample({ stages: [finance({ ladder: [add(2, 'group:b')] })] });
    expect(tighten(one, two).stages).toMatchObject([{ ladder: [{ afterMs: 2, do: 'add', to: ['group:b'] }] }]);
  });

  it('leaves a stage that only one plan asks with its own ladder', () => {
    const one = sample({ stages: [finance({ ladder: [add(1, 'group:b')] })] });
    const two = sample({ stages: [finance({ rule: seatsOf(['person:d']) })] });
    expect(tighten(one, two).stages.map((each) => each.ladder.length)).toEqual([1, 0]);
  });

  it('asks twice where votes count differently, or reviewers are replaced at different times', () => {
    const one = sample({ stages: [finance()] });
    expect(tighten(one, sample({ stages: [finance({ counts: 'true' })] })).stages).toHaveLength(2);
    const replaced = finance({ ladder: [{ afterMs: 1, do: 'replace', to: ['person:d'], repeat: null }] });
    expect(tighten(one, sample({ stages: [replaced] })).stages).toHaveLength(2);
    expect(tighten(sample({ stages: [replaced] }), sample({ stages: [replaced] })).stages).toHaveLength(1);
  });

  it('runs time whenever either clock runs, and then brings nobody in before their own clock would', () => {
    const slow = sample({
      stages: [finance({ ladder: [add(1, 'group:b'), { afterMs: 1, do: 'remind', to: [], repeat: null }] })],
      clock: { per: 'revision', pausedWhile: [], maxPauseMs: 1, pauseBudgetMs: 1, openHours: [[5, 9]] },
    });
    const fast = sample({ stages: [finance({ rule: seatsOf(['person:d']), ladder: [add(1, 'group:a')] })] });
    const both = tighten(slow, fast);
    expect(both.clock.openHours).toBeNull();
    expect(both.stages.map((each) => each.ladder.map((each) => each.do))).toEqual([['remind'], ['add']]);
    const other = { ...slow, clock: { ...slow.clock, openHours: [[1, 2]] as Interval[] } };
    expect(tighten(slow, other).clock.openHours).toEqual([
      [1, 2],
      [5, 9],
    ]);
  });

  it('asks both those before and those after a replacement, where the clock may run faster', () => {
    const replace: Step = { afterMs: 1, do: 'replace', to: ['person:c', 'person:d'], repeat: null };
    const slow = sample({
      stages: [finance({ ladder: [replace] })],
      clock: { per: 'revision', pausedWhile: [], maxPauseMs: 1, pauseBudgetMs: 1, openHours: [[5, 9]] },
    });
    const fast = sample({ stages: [finance({ rule: seatsOf(['person:d']) })] });
    expect(tighten(slow, fast).stages.map((each) => [each.name, entriesOf(each.rule), each.ladder])).toEqual([
      ['review', ['group:a', 'person:c'], []],
      ['review-2', ['person:c', 'person:d'], []],
      ['review-3', ['person:d'], []],
    ]);
  });

  it('takes what concerns people from the plan that asks them', () => {
    const auto = { ...sample({}), route: 'auto' as const, stages: [], lastResort: [], fallback: [] };
    const review = sample({ fallback: ['person:d'], extend: { maxMs: 3, times: 2 }, materialPaths: ['/amount'] });
    expect(tighten(auto, review)).toMatchObject({ fallback: ['person:d'], extend: { maxMs: 3, times: 2 }, materialPaths: ['/amount'] });
  });
});
