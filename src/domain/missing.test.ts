import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leaf, member, members, missingOf, planOf, shortOf, stageOf, stages, underWay } from '../../test/domain/seating-worlds.js';
import type { ReviewerRef } from '../contracts/plan.js';
import { askedRule, leavesOf } from './quorum.js';
import { reachability } from './reachability.js';
import type { Member } from './state.js';

const RUNS = { numRuns: 2_000 };

describe('what is missing', () => {
  const groupsOnly = fc.constantFrom('a', 'b', 'c').map((name): ReviewerRef => `group:${name}`);
  const joining = (id: string, refs: readonly ReviewerRef[]): Member =>
    member(
      id,
      refs.map((each) => each.slice('group:'.length)),
    );

  it('would be enough: that many people who fill what is named make it reachable, and one less does not', () => {
    fc.assert(
      fc.property(
        stages(groupsOnly).map((all) => all.map((stage) => ({ ...stage, counts: null }))),
        members(3),
        (all, people) => {
          const fresh = missingOf(planOf(all), null, people).flatMap(({ entries, need }, index) =>
            Array.from({ length: need }, (_, n) => joining(`fresh-${index}-${n}`, entries)),
          );
          expect(reachability(planOf(all), null, [...people, ...fresh]).kind).toBe('reachable');
          if (fresh.length > 0) expect(reachability(planOf(all), null, [...people, ...fresh.slice(1)]).kind).toBe('unreachable');
        },
      ),
      RUNS,
    );
  });

  it('names, of one list of entries, exactly those where one more person would help', () => {
    fc.assert(
      fc.property(fc.uniqueArray(groupsOnly, { minLength: 1 }), fc.nat(), members(3), (entries, n, people) => {
        // Where two people could count as one human, what helps depends on which of them does; one smallest set is named then.
        const humans = people.flatMap(({ standings }) => standings.map(({ as }) => as));
        fc.pre(new Set(humans).size === humans.length);
        const frozen = planOf([stageOf(leaf(entries, 1 + (n % entries.length)))]);
        const short = shortOf(frozen, null, people);
        const helpful = entries.filter((entry) => shortOf(frozen, null, [...people, joining('fresh', [entry])]) < short);
        expect(missingOf(frozen, null, people).flatMap((each) => each.entries)).toEqual(helpful);
      }),
      RUNS,
    );
  });

  it('names entries that are asked, and needs no more than the rule does', () => {
    fc.assert(
      fc.property(stages(), members(), underWay, (all, people, at) => {
        for (const { stage, entries, need } of missingOf(planOf(all), at, people)) {
          const index = all.findIndex(({ name }) => name === stage);
          const leaves = leavesOf(askedRule(all[index] ?? stageOf(leaf([])), at.asking, index));
          expect(leaves.some((each) => each.count >= need && entries.every((entry) => each.entries.includes(entry)))).toBe(true);
          expect(entries.length).toBeGreaterThan(0);
        }
      }),
      RUNS,
    );
  });
});
