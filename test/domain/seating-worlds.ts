import fc from 'fast-check';
import type { Plan, ReviewerRef, Rule, Seats, Stage } from '../../src/contracts/plan.js';
import { reachability } from '../../src/domain/reachability.js';
import { openRound } from '../../src/domain/rounds.js';
import type { Asking, Member, Missing, Round, Standing, Vote } from '../../src/domain/state.js';

// Small worlds in which people, groups and seats are few enough to try everything, and close enough to get in each other's way.

export const leaf = (entries: readonly ReviewerRef[], count = 1): Seats => ({
  kind: 'entries',
  need: 'atLeast',
  entries: [...entries],
  count,
});

export const stageOf = (rule: Rule, more: Partial<Stage> = {}): Stage => ({
  name: 's0',
  rule,
  deny: 1,
  vetoes: [],
  counts: null,
  ladder: [],
  ...more,
});

export const planOf = (stages: readonly Stage[], more: Partial<Plan> = {}): Plan => ({
  rulesVersion: 3,
  route: 'review',
  reasons: [],
  policy: { name: 'p', version: 1, digest: 'sha256:0' },
  risk: 'low',
  stages: [...stages],
  deadlineMs: 1,
  onTimeout: 'reject',
  lastResort: [],
  settlers: [],
  fallback: [],
  clock: { per: 'revision', pausedWhile: [], maxPauseMs: 1, pauseBudgetMs: 1, openHours: null },
  extend: { maxMs: 0, times: 0 },
  snoozeMaxMs: 0,
  claimForMs: 1,
  maxRevisions: 1,
  maxEdits: 10,
  onMaxRevisions: 'reject',
  requireComment: [],
  editorVotes: true,
  usableForMs: 1,
  materialPaths: null,
  vetoWindowMs: 0,
  frozen: [],
  overridePeople: 1,
  policySet: 'sha256:0',
  ...more,
});

export const roundOf = (more: Partial<Round> = {}): Round => ({ ...openRound(planOf([]), 0), ...more });

export const own = (personId: string, groups: readonly string[] = [], fits: readonly string[] = []): Standing => ({
  as: personId,
  groups,
  fits,
});

export const member = (personId: string, groups: readonly string[] = [], ...more: readonly Standing[]): Member => ({
  personId,
  standings: [own(personId, groups), ...more],
});

export const approval = (personId: string, groups: readonly string[] = [], more: Partial<Vote> = {}): Vote => ({
  ...own(personId, groups),
  personId,
  verb: 'approve',
  stage: 0,
  decisionId: `d-${personId}`,
  keptFrom: null,
  ...more,
});

const group = fc.constantFrom('a', 'b', 'c');
const groups = fc.uniqueArray(group, { maxLength: 3 });
const fits = fc.subarray(['s0', 's1', 's2']);
const person = fc.nat(4).map((number) => `p${number}`);
export const ref: fc.Arbitrary<ReviewerRef> = fc.oneof(
  { weight: 3, arbitrary: group.map((name) => `group:${name}`) },
  { weight: 2, arbitrary: person.map((name) => `person:${name}`) },
  { weight: 1, arbitrary: fc.constant('person:away') },
);

export const seats = (entry: fc.Arbitrary<ReviewerRef> = ref): fc.Arbitrary<Seats> =>
  fc.tuple(fc.uniqueArray(entry, { minLength: 1, maxLength: 3 }), fc.nat()).map(([entries, n]) => leaf(entries, 1 + (n % entries.length)));

/** At most four alternatives, at most two leaves in each. */
export const rule = (entry: fc.Arbitrary<ReviewerRef> = ref): fc.Arbitrary<Rule> => {
  const one = seats(entry);
  const both = fc.tuple(one, one).map((of): Rule => ({ kind: 'allOf', of }));
  const either = fc.tuple(fc.oneof(one, both), fc.oneof(one, both)).map((of): Rule => ({ kind: 'anyOf', of }));
  const nested = fc.tuple(either, one).map((of): Rule => ({ kind: 'allOf', of }));
  return fc.oneof({ weight: 4, arbitrary: one }, both, either, nested);
};

export const stages = (entry: fc.Arbitrary<ReviewerRef> = ref, max = 3): fc.Arbitrary<Stage[]> =>
  fc
    .array(fc.tuple(rule(entry), fc.constantFrom(null, null, null, 'reviewer.senior')), { minLength: 1, maxLength: max })
    .map((all) => all.map(([each, counts], index) => stageOf(each, { name: `s${index}`, counts })));

/** Mostly for the first two stages; people reassign entries to themselves as well. */
export const asking: fc.Arbitrary<Asking[]> = fc.array(
  fc.oneof(
    fc.record({ stage: fc.nat(1), kind: fc.constant('add' as const), refs: fc.array(ref, { maxLength: 2 }) }),
    fc.record({ stage: fc.nat(1), kind: fc.constant('replace' as const), refs: fc.array(ref, { minLength: 1, maxLength: 3 }) }),
    fc.record({ stage: fc.nat(1), kind: fc.constant('swap' as const), from: ref, to: ref, by: person }),
    fc.record({ stage: fc.nat(1), kind: fc.constant('swap' as const), from: ref, to: ref, by: person }),
  ),
  { maxLength: 3 },
);

const standing = (as: fc.Arbitrary<string>): fc.Arbitrary<Standing> => fc.record({ as, groups, fits });

/** The place of somebody who is absent; now and then of somebody who is not, as a hand-over beside an absence can bring about. */
const further = fc.array(standing(fc.oneof({ weight: 3, arbitrary: fc.constantFrom('away', 'away2') }, { weight: 1, arbitrary: person })), {
  maxLength: 1,
});

/** Different people, each with their own place and perhaps another one. */
export const members = (max = 4): fc.Arbitrary<Member[]> =>
  fc.uniqueArray(fc.tuple(person, standing(fc.constant('')), further), { selector: ([personId]) => personId, maxLength: max }).map((all) =>
    all.map(([personId, mine, more]) => ({
      personId,
      standings: [{ ...mine, as: personId }, ...more.filter(({ as }) => as !== personId)],
    })),
  );

/** Votes of different humans at this stage. */
export const votes = (stage: number, verbs: readonly Vote['verb'][], max = 4): fc.Arbitrary<Vote[]> =>
  fc
    .array(fc.tuple(person, fc.option(fc.constantFrom('away', 'away2', 'p0', 'p1')), groups, fits, fc.constantFrom(...verbs)), {
      maxLength: max,
    })
    .map((all) => {
      const humans = new Set<string>();
      return all.flatMap(([personId, place, mine, fit, verb], index): Vote[] => {
        const as = place ?? personId;
        if (humans.has(personId) || humans.has(as)) return [];
        humans.add(personId).add(as);
        return [{ personId, as, groups: mine, fits: fit, verb, stage, decisionId: `d${index}`, keptFrom: null }];
      });
    });

const VERBS: readonly Vote['verb'][] = ['approve', 'approve', 'deny', 'abstain'];

/** A round somewhere on its way: earlier stages have votes, the present one perhaps too. */
export const underWay = fc
  .record({
    stage: fc.nat(2),
    asking,
    earlier: votes(0, ['approve'], 2),
    now: votes(0, VERBS, 3),
    author: fc.option(fc.constantFrom('p0', 'p1')),
  })
  .map(({ stage, earlier, now, ...rest }): Round => {
    const humans = new Set(earlier.flatMap(({ personId, as }) => [personId, as]));
    const fresh = now.filter(({ personId, as }) => !humans.has(personId) && !humans.has(as)).map((vote) => ({ ...vote, stage }));
    return roundOf({ ...rest, stage, votes: stage === 0 ? fresh : [...earlier, ...fresh] });
  });

/** What the product says is missing; nothing where it says reachable. */
export function missingOf(...args: Parameters<typeof reachability>): readonly Missing[] {
  const found = reachability(...args);
  return found.kind === 'reachable' ? [] : found.missing;
}

export const shortOf = (...args: Parameters<typeof reachability>): number => missingOf(...args).reduce((sum, { need }) => sum + need, 0);
