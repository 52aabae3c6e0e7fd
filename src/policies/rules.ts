import type { ReviewerRef, Rule, Seats } from '../contracts/plan.js';

/** Lists of reviewers in one stage. */
export const MAX_LISTS = 32;

/** In how many ways a rule can be satisfied: each `anyOf` is a choice, each `allOf` takes a choice of every branch. */
export function countWays(rule: Rule): number {
  if (rule.kind === 'entries') return 1;
  const branches = rule.of.map(countWays);
  return rule.kind === 'anyOf' ? branches.reduce((sum, ways) => sum + ways, 0) : branches.reduce((product, ways) => product * ways, 1);
}

/** Whether different people can take all these seats, if every group had members without end: a person takes one. */
export function fillable(lists: readonly Seats[]): boolean {
  const seats = lists.flatMap(({ entries, count }) => {
    const people = entries.filter((ref) => ref.startsWith('person:'));
    const left = count - (entries.length - people.length);
    return Array.from({ length: Math.max(0, left) }, () => people);
  });
  const seatOf = new Map<ReviewerRef, number>();
  const seat = (index: number, tried: Set<ReviewerRef>): boolean =>
    (seats[index] ?? []).some((person) => {
      if (tried.has(person)) return false;
      tried.add(person);
      const other = seatOf.get(person);
      if (other !== undefined && !seat(other, tried)) return false;
      seatOf.set(person, index);
      return true;
    });
  return seats.every((_, index) => seat(index, new Set()));
}
