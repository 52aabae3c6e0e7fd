import type { Plan, Rule, Stage } from '../contracts/plan.js';
import { askedNow, askedWays, fillersOf, fills, mayFill, type AskedLeaf } from './entries.js';
import { match } from './matching.js';
import type { Round, Standing, Vote } from './state.js';
import { leavesOf } from './ways.js';

export { askedEntries, askedRule, fills } from './entries.js';
export { leavesOf } from './ways.js';

export type Voter = Pick<Vote, 'personId' | 'as' | 'groups'>;

/** Seats that votes fill, of those that the alternative nearest to its end needs. */
export interface Seated {
  filled: number;
  need: number;
}

export type StandingFound =
  | { kind: 'stands'; standing: Standing }
  | { kind: 'not_asked' }
  /** Asked, but the stage counts only people that are not like this one. */
  | { kind: 'not_qualified' }
  /** Asked only where this person, or whoever they stand in for, reassigned the entry. */
  | { kind: 'own_reassignment' };

/** Whether the votes of such a person count at this stage; `fits` are the names of the stages whose condition they meet. */
export function fitsStage(stage: Stage, fits: readonly string[]): boolean {
  return stage.counts === null || fits.includes(stage.name);
}

/** The first place from which this person fills an asked entry of the stage, or why there is none. */
export function standingFor(
  stage: Stage,
  round: Pick<Round, 'asking' | 'stage'>,
  personId: string,
  standings: readonly Standing[],
  index: number = round.stage,
): StandingFound {
  const entries = leavesOf(stage.rule).flatMap((leaf) => askedNow(leaf.entries, round.asking, index));
  const asked = standings.filter((standing) => entries.some(({ ref }) => fills(ref, standing)));
  const free = asked.filter((standing) => entries.some((entry) => mayFill(entry, personId, standing)));
  const standing = free.find(({ fits }) => fitsStage(stage, fits));
  if (standing) return { kind: 'stands', standing };
  if (free.length > 0) return { kind: 'not_qualified' };
  return { kind: asked.length > 0 ? 'own_reassignment' : 'not_asked' };
}

/**
 * How far these votes fill a rule, in the alternative that misses least (of those, the one that needs least). A voter fills at most one
 * entry, an entry is filled by at most one voter, and a leaf takes no more than its count.
 */
export function seating(rule: Rule, voters: readonly Voter[]): Seated {
  return seatedIn(askedWays(rule, [], 0), voters);
}

function seatedIn(ways: readonly (readonly AskedLeaf[])[], voters: readonly Voter[]): Seated {
  const people = voters.map((voter) => ({ personId: voter.personId, standings: [voter] }));
  return ways
    .map((way) => {
      const places = way.map(({ count, entries }) => ({ count, fillers: entries.map((entry) => fillersOf(entry, people)) }));
      return { filled: sum(match(places, people.length).taken), need: sum(way.map(({ count }) => count)) };
    })
    .reduce((best, next) => (isNearer(next, best) ? next : best));
}

function isNearer(a: Seated, b: Seated): boolean {
  const [left, leftOfB] = [a.need - a.filled, b.need - b.filled];
  return left < leftOfB || (left === leftOfB && a.need < b.need);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function seatedAt(stage: Stage, round: Round, index: number): Seated {
  const approvals = round.votes.filter((vote) => vote.verb === 'approve' && vote.stage === index && fitsStage(stage, vote.fits));
  return seatedIn(askedWays(stage.rule, round.asking, index), approvals);
}

/** Whether the second round's approvals fill more of the present stage in any alternative, also one that is not the nearest. */
export function fillsMore(stage: Stage, before: Round, after: Round): boolean {
  const approvals = ({ votes }: Round) =>
    votes.filter((vote) => vote.verb === 'approve' && vote.stage === before.stage && fitsStage(stage, vote.fits));
  const [fewer, more] = [approvals(before), approvals(after)];
  return askedWays(stage.rule, before.asking, before.stage).some((way) => seatedIn([way], more).filled > seatedIn([way], fewer).filled);
}

/** How far approvals fill the present stage. */
export function seatedNow(stage: Stage, round: Round): Seated {
  return seatedAt(stage, round, round.stage);
}

/** Whether the approvals cast at that stage fill it. */
export function stageSatisfied(stage: Stage, round: Round, index: number): boolean {
  const { filled, need } = seatedAt(stage, round, index);
  // Refused when a policy is loaded; no plan whatever is satisfied by nobody.
  return need > 0 && filled >= need;
}

/** Index of the first stage that the approvals cast in it do not fill; null when all are. */
export function firstOpenStage(plan: Plan, round: Round): number | null {
  const open = plan.stages.findIndex((stage, index) => !stageSatisfied(stage, round, index));
  return open === -1 ? null : open;
}

/** Whether the approvals of every stage, by distinct humans, satisfy the plan: what an effect by people's consent must find true. */
export function satisfied(plan: Plan, round: Round): boolean {
  // Whoever votes and the one they stand in for are one human, and neither has a second vote.
  const humans = round.votes.filter(({ verb }) => verb === 'approve').flatMap(({ personId, as }) => [...new Set([personId, as])]);
  return new Set(humans).size === humans.length && plan.stages.length > 0 && firstOpenStage(plan, round) === null;
}

export function stageVotes(round: Round, verb: Vote['verb']): readonly Vote[] {
  return round.votes.filter((vote) => vote.stage === round.stage && vote.verb === verb);
}

/** Whether one of these votes of the stage is a denial by somebody who may end it alone. */
export function vetoed(stage: Stage, votes: readonly Vote[]): boolean {
  return votes.some((vote) => vote.verb === 'deny' && stage.vetoes.some((ref) => fills(ref, vote)));
}
