import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ReviewerRef, Rule, Seats } from '../contracts/plan.js';
import { waysOf } from '../domain/ways.js';
import { countWays, fillable } from './rules.js';
import { seatsOf } from './stages.js';

const PEOPLE: ReviewerRef[] = ['person:a', 'person:b', 'person:c'];
const list: fc.Arbitrary<Seats> = fc
  .record({
    refs: fc.uniqueArray(fc.constantFrom(...PEOPLE, 'group:x', 'group:y'), { minLength: 1, maxLength: 4 }),
    need: fc.constantFrom('any', 'all', 'majority'),
  })
  .map(({ refs, need }) => seatsOf(refs, need));

/** The oracle: gives every person every place, one after the other; a group always has somebody else. */
function bruteForce(lists: readonly Seats[]): boolean {
  const groups = lists.map(({ entries }) => entries.filter((ref) => ref.startsWith('group:')).length);
  const place = (person: number, filled: readonly number[]): boolean => {
    const ref = PEOPLE[person];
    if (ref === undefined) return lists.every(({ count }, index) => (groups[index] ?? 0) + (filled[index] ?? 0) >= count);
    const options = lists.flatMap(({ entries }, index) => (entries.includes(ref) ? [index] : []));
    return (
      place(person + 1, filled) ||
      options.some((index) =>
        place(
          person + 1,
          filled.map((n, at) => (at === index ? n + 1 : n)),
        ),
      )
    );
  };
  return place(
    0,
    lists.map(() => 0),
  );
}

describe('fillable', () => {
  it('finds a place for everybody where there is one', () => {
    fc.assert(
      fc.property(fc.array(list, { minLength: 1, maxLength: 4 }), (lists) => expect(fillable(lists)).toBe(bruteForce(lists))),
      { numRuns: 2000 },
    );
  });
});

describe('countWays', () => {
  const rule: fc.Arbitrary<Rule> = fc.letrec<{ rule: Rule; node: Rule }>((tie) => ({
    rule: fc.oneof({ maxDepth: 3 }, list, tie('node')),
    node: fc.record({
      kind: fc.constantFrom('allOf' as const, 'anyOf' as const),
      of: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }),
    }),
  })).rule;

  it('is how many there are', () => {
    fc.assert(
      fc.property(rule, (each) => {
        fc.pre(countWays(each) <= 64);
        expect(waysOf(each)).toHaveLength(countWays(each));
      }),
      { numRuns: 500 },
    );
  });
});
