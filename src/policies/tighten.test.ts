import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planSchema, RULES_VERSION, type Plan, type ReviewerRef, type Stage } from '../contracts/plan.js';
import { isHighRisk, RISKS } from '../contracts/risk.js';
import { countOf } from './stages.js';
import { tighten } from './tighten.js';

const REFS: ReviewerRef[] = ['group:a', 'group:b', 'person:c', 'person:d'];
const refs = fc.uniqueArray(fc.constantFrom(...REFS), { minLength: 1, maxLength: 3 });
const need = fc.constantFrom<Stage['need']>({ rule: 'any' }, { rule: 'all' }, { rule: 'majority' });
const stage: fc.Arbitrary<Stage> = fc
  .record({ name: fc.constantFrom('review', 'second'), entries: refs, need, deny: fc.integer({ min: 1, max: 3 }) })
  .map((written) => ({ ...written, count: countOf(written.need, written.entries.length) }));
const hours = fc.constantFrom(1, 2, 3, 4, 5, 6);

/** Plans as planning one policy makes them: stages and ladder only where people are asked. */
const plan: fc.Arbitrary<Plan> = fc
  .record({
    route: fc.constantFrom<Plan['route']>('auto', 'review', 'review', 'review', 'deny'),
    name: fc.constantFrom('one', 'two'),
    risk: fc.constantFrom(...RISKS),
    stages: fc.uniqueArray(stage, { minLength: 1, maxLength: 2, selector: (each) => [...each.entries].sort().join() }),
    remindAfterMs: fc.option(hours),
    escalation: fc.array(fc.record({ afterMs: hours, to: refs }), { maxLength: 2 }),
    deadlineMs: hours,
    onTimeout: fc.constantFrom<Plan['onTimeout']>('reject', 'approve', 'escalate'),
    lastResort: fc.oneof(fc.constant<ReviewerRef[]>([]), refs),
    maxRevisions: hours,
    onMaxRevisions: fc.constantFrom<Plan['onMaxRevisions']>('reject', 'escalate'),
    requireComment: fc.subarray<Plan['requireComment'][number]>(['approve', 'reject', 'override']),
    editorVotes: fc.boolean(),
    usableForMs: hours,
  })
  .map(({ name, ...rest }) => ({
    ...rest,
    rulesVersion: RULES_VERSION,
    reasons: [{ code: 'policy_matched', text: name }],
    policy: { name, version: 1, digest: name },
    stages:
      rest.route === 'review' ? rest.stages.map((each, index) => ({ ...each, name: index === 0 ? each.name : `${each.name}-b` })) : [],
    escalation: rest.route === 'review' ? rest.escalation.sort((a, b) => a.afterMs - b.afterMs) : [],
    lastResort: rest.route === 'review' ? rest.lastResort : [],
    editorVotes: rest.editorVotes && !isHighRisk(rest.risk),
  }));

/** Who may fill a stage at an hour: its entries, those that escalation has brought in, and at the deadline the last resort. */
function mayFill(given: Plan, each: Stage, hour: number): Set<ReviewerRef> {
  const ladder = given.escalation.filter((step) => step.afterMs <= hour || (given.onTimeout === 'escalate' && hour >= given.deadlineMs));
  const last = given.onTimeout === 'escalate' && hour >= given.deadlineMs ? given.lastResort : [];
  return new Set([...each.entries, ...ladder.flatMap((step) => step.to), ...last]);
}

/** The oracle: may the action run at `hour` when exactly these entries have approved at it? */
function runs(given: Plan, approved: ReadonlySet<ReviewerRef>, hour: number): boolean {
  if (given.route !== 'review') return given.route === 'auto';
  if (hour >= given.deadlineMs && given.onTimeout === 'reject') return false;
  if (hour >= given.deadlineMs && given.onTimeout === 'approve') return true;
  return given.stages.every((each) => [...mayFill(given, each, hour)].filter((ref) => approved.has(ref)).length >= each.count);
}

/** A ladder that names somebody twice says the same as one that names them once, at the earliest step. */
function mergedLadder(given: Plan): Plan['escalation'] {
  const seen = new Set<ReviewerRef>();
  const steps = new Map<number, ReviewerRef[]>();
  for (const step of given.escalation) {
    for (const ref of step.to.filter((each) => !seen.has(each))) {
      seen.add(ref);
      steps.set(step.afterMs, [...(steps.get(step.afterMs) ?? []), ref].sort());
    }
  }
  return [...steps].map(([afterMs, to]) => ({ afterMs, to }));
}

/** What a plan means, without the order of what has none. */
const canonical = ({ reasons, policy: _policy, stages, lastResort, requireComment, ...rest }: Plan): unknown => ({
  ...rest,
  reasons: reasons.map((reason) => reason.text).sort(),
  stages: stages.map((each) => `${[...each.entries].sort().join()} ${each.count} ${each.deny}`).sort(),
  lastResort: [...lastResort].sort(),
  requireComment: [...requireComment].sort(),
  escalation: mergedLadder({ ...rest, reasons, policy: _policy, stages, lastResort, requireComment }),
});

describe('tighten', () => {
  it('lets nothing run that either plan alone would have held back', () => {
    fc.assert(
      fc.property(plan, plan, fc.subarray(REFS), fc.integer({ min: 0, max: 7 }), (a, b, approved, hour) => {
        // `escalate` comes at the shorter deadline, so earlier than one plan says, but only with people whom both would bring in.
        fc.pre(a.deadlineMs === b.deadlineMs || a.onTimeout !== 'escalate' || b.onTimeout !== 'escalate');
        const votes = new Set(approved);
        if (runs(tighten(a, b), votes, hour)) expect([runs(a, votes, hour), runs(b, votes, hour)]).toEqual([true, true]);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is commutative but for the order of stages and reasons', () => {
    fc.assert(fc.property(plan, plan, (a, b) => expect(canonical(tighten(a, b))).toEqual(canonical(tighten(b, a)))));
  });

  it('changes nothing when a plan is combined with itself', () => {
    fc.assert(fc.property(plan, (a) => expect(canonical(tighten(a, a))).toEqual(canonical(a))));
  });

  it('makes no difference the second time', () => {
    fc.assert(fc.property(plan, plan, (a, b) => expect(canonical(tighten(tighten(a, b), b))).toEqual(canonical(tighten(a, b)))));
  });

  it('keeps every limit at the stricter side', () => {
    fc.assert(
      fc.property(plan, plan, (a, b) => {
        const both = tighten(a, b);
        for (const one of [a, b]) {
          expect(both.deadlineMs).toBeLessThanOrEqual(one.deadlineMs);
          expect(both.usableForMs).toBeLessThanOrEqual(one.usableForMs);
          expect(both.maxRevisions).toBeLessThanOrEqual(one.maxRevisions);
          expect(RISKS.indexOf(both.risk)).toBeGreaterThanOrEqual(RISKS.indexOf(one.risk));
          expect(both.requireComment).toEqual(expect.arrayContaining(one.requireComment));
          expect(both.editorVotes && !one.editorVotes).toBe(false);
          if (one.onMaxRevisions === 'reject') expect(both.onMaxRevisions).toBe('reject');
          if (one.route === 'deny') expect(both.route).toBe('deny');
          for (const each of both.route === 'review' ? one.stages : []) {
            const kept = both.stages.find((other) => [...other.entries].sort().join() === [...each.entries].sort().join());
            expect(kept?.deny).toBeLessThanOrEqual(each.deny);
          }
        }
      }),
    );
  });

  it('always gives a plan that its schema takes, with stages of different names', () => {
    fc.assert(
      fc.property(plan, plan, (a, b) => {
        const both = tighten(a, b);
        expect(planSchema.safeParse(both).success).toBe(true);
        expect(new Set(both.stages.map((each) => each.name)).size).toBe(both.stages.length);
      }),
    );
  });

  it('lets silence approve only where both plans say so at the same time', () => {
    const approve = (deadlineMs: number): Plan => ({
      ...fc.sample(plan, { numRuns: 1, seed: 7 })[0]!,
      route: 'review',
      onTimeout: 'approve',
      deadlineMs,
    });
    expect(tighten(approve(4), approve(4)).onTimeout).toBe('approve');
    expect(tighten(approve(4), approve(1))).toMatchObject({ onTimeout: 'reject', deadlineMs: 1 });
    expect(tighten(approve(4), { ...approve(4), onTimeout: 'escalate' }).onTimeout).toBe('escalate');
  });
});
