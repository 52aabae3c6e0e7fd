import type { Plan, ReviewerRef, Rule, Stage } from '../../../src/contracts/plan.js';
import type { Asking, Standing, Vote } from '../../../src/domain/state.js';
import { bestSeating, seatsNow } from '../seating-oracle.js';

/** One person's word as the witness heard it. */
export interface Ballot extends Pick<Vote, 'personId' | 'as' | 'groups' | 'fits' | 'verb' | 'stage' | 'decisionId'> {
  /** The revision that it was said of. */
  revision: number;
}

export function isOf(ref: ReviewerRef, { as, groups }: Pick<Standing, 'as' | 'groups'>): boolean {
  const [kind, name] = [ref.slice(0, ref.indexOf(':')), ref.slice(ref.indexOf(':') + 1)];
  return kind === 'person' ? name === as : kind === 'group' && groups.some((group) => group === name);
}

function leaves(rule: Rule): readonly (readonly ReviewerRef[])[] {
  return rule.kind === 'entries' ? [rule.entries] : rule.of.flatMap(leaves);
}

/** Everything that is asked at a stage now. */
export function seatsOf(stage: Stage, index: number, asks: readonly Asking[]) {
  return leaves(stage.rule).flatMap((entries) => seatsNow(entries, asks, index));
}

export function fitsIn(stage: Stage, fits: readonly string[]): boolean {
  return stage.counts === null || fits.includes(stage.name);
}

/** Places from which this person fills something that is asked there; `fitting` only those whose votes the stage counts. */
export function placesAt(
  stage: Stage,
  index: number,
  asks: readonly Asking[],
  personId: string,
  held: readonly Standing[],
  fitting: boolean,
) {
  const seats = seatsOf(stage, index, asks);
  return held.filter(
    (place) =>
      (!fitting || fitsIn(stage, place.fits)) &&
      seats.some(({ ref, barred }) => isOf(ref, place) && !barred.includes(personId) && !barred.includes(place.as)),
  );
}

/** Whether two are one human: the same person, or one in the other's place. */
export function overlap(a: Pick<Ballot, 'personId' | 'as'>, b: Pick<Ballot, 'personId' | 'as'>): boolean {
  const humans = [a.personId, a.as];
  return humans.includes(b.personId) || humans.includes(b.as);
}

export function seated(plan: Plan, index: number, asks: readonly Asking[], ballots: readonly Ballot[]): { filled: number; need: number } {
  const stage = plan.stages[index];
  if (!stage) return { filled: 0, need: 1 };
  const approvals = ballots.filter(({ verb, stage: at, fits }) => verb === 'approve' && at === index && fitsIn(stage, fits));
  return bestSeating(stage.rule, approvals, asks, index);
}

export function isFilled(plan: Plan, index: number, asks: readonly Asking[], ballots: readonly Ballot[]): boolean {
  const { filled, need } = seated(plan, index, asks, ballots);
  return filled >= need && need > 0;
}

/** Whether the denials of a stage end the request: enough of them, or one by somebody who may alone. */
export function isDenied({ deny, vetoes }: Stage, index: number, ballots: readonly Ballot[]): boolean {
  const denials = ballots.filter(({ verb, stage }) => verb === 'deny' && stage === index);
  return denials.length >= deny || denials.some((ballot) => vetoes.some((ref) => isOf(ref, ballot)));
}
