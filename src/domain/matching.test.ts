import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { match, type Places } from './matching.js';

const RUNS = { numRuns: 3_000 };
const PEOPLE = 5;
const groups: fc.Arbitrary<Places[]> = fc.array(
  fc.record({ count: fc.nat(3), fillers: fc.array(fc.subarray([...Array(PEOPLE).keys()]), { maxLength: 3 }) }),
  { maxLength: 3 },
);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Every way to seat people is tried: how many each group has where the sum is largest, and of those where earlier groups have most. */
function bestOfAll(all: readonly Places[]): number[] {
  let best = all.map(() => 0);
  const better = (taken: readonly number[]): boolean => {
    if (sum(taken) !== sum(best)) return sum(taken) > sum(best);
    const differs = taken.findIndex((each, index) => each !== best[index]);
    return differs !== -1 && (taken[differs] ?? 0) > (best[differs] ?? 0);
  };
  const places = all.flatMap(({ fillers }, group) => fillers.map((who) => ({ who, group })));
  const seat = (index: number, taken: readonly number[], free: readonly number[]): void => {
    if (better(taken)) best = [...taken];
    const place = places[index];
    if (!place) return;
    seat(index + 1, taken, free);
    if ((taken[place.group] ?? 0) >= (all[place.group]?.count ?? 0)) return;
    for (const person of free) {
      if (!place.who.includes(person)) continue;
      seat(
        index + 1,
        taken.map((each, group) => (group === place.group ? each + 1 : each)),
        free.filter((each) => each !== person),
      );
    }
  };
  seat(0, best, [...Array(PEOPLE).keys()]);
  return best;
}

describe('the matching', () => {
  it('takes as many places as the best of all seatings, and serves earlier groups first', () => {
    fc.assert(
      fc.property(groups, (all) => expect(match(all, PEOPLE).taken).toEqual(bestOfAll(all))),
      RUNS,
    );
  });

  it('wants exactly the places where one more person would raise the sum', () => {
    fc.assert(
      fc.property(groups, (all) => {
        const { taken, wanted } = match(all, PEOPLE);
        const helpful = all.map(({ fillers }, group) =>
          [...fillers.keys()].filter((place) => {
            const joined = all.map((each, g) =>
              g === group ? { ...each, fillers: each.fillers.map((who, p) => (p === place ? [...who, PEOPLE] : who)) } : each,
            );
            return sum(match(joined, PEOPLE + 1).taken) > sum(taken);
          }),
        );
        expect(wanted).toEqual(helpful);
      }),
      RUNS,
    );
  });

  it('moves people on along a whole chain of places', () => {
    // Each but the last can sit in two neighbouring places, and the last only where the first one sits at first.
    const length = 60;
    const fillers = Array.from({ length }, (_, place) => [place, place - 1, ...(place === 0 ? [length - 1] : [])].filter((n) => n >= 0));
    expect(match([{ count: length, fillers }], length).taken).toEqual([length]);
  });
});
