import { performance } from 'node:perf_hooks';
import type { Plan, ReviewerRef, Rule, Stage } from '../src/contracts/plan.js';
import { seating, type Voter } from '../src/domain/quorum.js';
import { reachability } from '../src/domain/reachability.js';
import type { Member } from '../src/domain/state.js';
import type { Figure } from './report.js';
import { percentile } from './statistics.js';

const PEOPLE = 50;
const ENTRIES = 10;
const AIM = { atMost: 1 };
const WORLDS = 200;
const ROUNDS = 2_000;
/** Compiled code from the first measured round on. */
const WARM_UP = 500;

/** Numbers below `n`, the same ones in every run (a linear congruential generator with the constants of Numerical Recipes). */
function numbers(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** Each in a few of the groups, among others that nobody asks: places overlap, and seats have to be moved about. */
function peopleOf(pick: (n: number) => number): Member[] {
  return Array.from({ length: PEOPLE }, (_, n) => {
    const groups = new Set(Array.from({ length: 4 }, () => `g${pick(ENTRIES * 2)}`));
    return { personId: `p${n}`, standings: [{ as: `p${n}`, groups: [...groups], fits: [] }] };
  });
}

function ruleOf(pick: (n: number) => number, count: number): Rule {
  const entries = Array.from({ length: ENTRIES }, (_, n): ReviewerRef => (n % 3 === 2 ? `person:p${pick(PEOPLE)}` : `group:g${n}`));
  return { kind: 'entries', need: 'atLeast', entries, count };
}

const stageOf = (rule: Rule, index: number): Stage => ({ name: `s${index}`, rule, deny: 1, vetoes: [], counts: null, ladder: [] });

/** All that the measured code reads of a plan. */
const planOf = (rules: readonly Rule[]): Plan => ({ stages: rules.map(stageOf), editorVotes: true, risk: 'low' }) as unknown as Plan;

/** How long each round took, over different worlds, milliseconds. */
function tookMs(world: (pick: (n: number) => number) => () => unknown): number[] {
  // Made beforehand: collecting the garbage of their making is not what is measured.
  const works = Array.from({ length: WORLDS }, (_, seed) => world(numbers(seed)));
  const took: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const startedAt = performance.now();
    works[round % WORLDS]?.();
    if (round >= WARM_UP) took.push(performance.now() - startedAt);
  }
  return took;
}

/** How long the matching takes: pure computing, no server. The aim is for one stage; the others show how it grows. */
export function matchingFigures(repeats: number): Figure[] {
  const measured = (what: string, aim: Figure['aim'], world: (pick: (n: number) => number) => () => unknown): Figure[] => {
    const runs = Array.from({ length: repeats }, () => tookMs(world));
    // On a busy machine the slowest hundredth is whoever else had the processor; the middle one is the matching.
    return [0.5, 0.99].map((share) => ({
      name: `${what}, ${PEOPLE} people × ${ENTRIES} entries, p${share * 100}`,
      unit: 'ms',
      values: runs.map((took) => percentile(took, share)),
      aim,
    }));
  };
  return [
    ...measured('seating', AIM, (pick) => {
      const rule = ruleOf(pick, ENTRIES);
      const voters = peopleOf(pick).map(({ personId, standings }): Voter => ({
        personId,
        as: personId,
        groups: standings[0]?.groups ?? [],
      }));
      return () => seating(rule, voters);
    }),
    ...measured('reachability', AIM, (pick) => {
      const plan = planOf([ruleOf(pick, ENTRIES)]);
      const people = peopleOf(pick);
      return () => reachability(plan, null, people);
    }),
    ...measured('reachability of 3 stages', null, (pick) => {
      const plan = planOf([ruleOf(pick, ENTRIES), ruleOf(pick, ENTRIES), ruleOf(pick, ENTRIES)]);
      const people = peopleOf(pick);
      return () => reachability(plan, null, people);
    }),
    ...measured('reachability over 64 alternatives that all miss one', null, (pick) => {
      const nobody: Rule = { kind: 'entries', need: 'any', entries: ['group:nobody'], count: 1 };
      const either = (n: number): Rule => ({ kind: 'anyOf', of: Array.from({ length: n }, () => ruleOf(pick, ENTRIES / 2)) });
      const plan = planOf([{ kind: 'allOf', of: [either(8), either(8), nobody] }]);
      const people = peopleOf(pick);
      return () => reachability(plan, null, people);
    }),
  ];
}
