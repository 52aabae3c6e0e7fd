import type { Plan, ReviewerRef, Stage } from '../contracts/plan.js';
import type { Round, Vote } from './state.js';

/** Whether this person fills that entry. */
export function fills(ref: ReviewerRef, personId: string, groups: readonly string[]): boolean {
  return ref === `person:${personId}` || (ref.startsWith('group:') && groups.includes(ref.slice('group:'.length)));
}

/**
 * The most entries that these people can fill when each person fills one entry and each entry is filled by one person
 * (maximum bipartite matching, augmenting paths).
 */
export function filledEntries(entries: readonly ReviewerRef[], people: readonly { personId: string; groups: readonly string[] }[]): number {
  const personOf = new Map<number, number>();
  const tryFill = (person: number, seen: Set<number>): boolean => {
    const candidate = people[person];
    if (!candidate) return false;
    return entries.some((ref, entry) => {
      if (seen.has(entry) || !fills(ref, candidate.personId, candidate.groups)) return false;
      seen.add(entry);
      const holder = personOf.get(entry);
      if (holder !== undefined && !tryFill(holder, seen)) return false;
      personOf.set(entry, person);
      return true;
    });
  };
  return people.reduce((filled, _, person) => filled + (tryFill(person, new Set()) ? 1 : 0), 0);
}

/** The entries of a stage (default: the present one): the policy's, then what escalation added. */
export function askedEntries(stage: Stage, round: Round, index: number = round.stage): readonly ReviewerRef[] {
  return [
    ...stage.entries,
    ...round.extra.filter(({ stage: at, ref }) => at === index && !stage.entries.includes(ref)).map(({ ref }) => ref),
  ];
}

/** Index of the first stage that the approvals cast in it do not fill; null when all are. */
export function firstOpenStage(plan: Plan, round: Round): number | null {
  const open = plan.stages.findIndex((stage, index) => {
    const votes = round.votes.filter((vote) => vote.verb === 'approve' && vote.stage === index);
    return filledEntries(askedEntries(stage, round, index), votes) < stage.count;
  });
  return open === -1 ? null : open;
}

/** Whether the approvals of every stage, by distinct people, satisfy the plan: what an effect by people's consent must find true. */
export function satisfied(plan: Plan, round: Round): boolean {
  const people = round.votes.map((vote) => vote.personId);
  return new Set(people).size === people.length && plan.stages.length > 0 && firstOpenStage(plan, round) === null;
}

export function stageVotes(round: Round, verb: Vote['verb']): readonly Vote[] {
  return round.votes.filter((vote) => vote.stage === round.stage && vote.verb === verb);
}

/** How many entries of the present stage are filled by approvals. */
export function filledNow(stage: Stage, round: Round): number {
  return filledEntries(askedEntries(stage, round), stageVotes(round, 'approve'));
}
