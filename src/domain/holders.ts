import type { Round, Standing, Vote } from './state.js';

/** Longer chains of hand-overs end: whoever is that far from the first has not been asked by anybody who knows. */
export const MAX_HOPS = 5;

/** Who holds, after hand-overs, what this person held; null where the chain is too long or goes in a circle. */
export function holderOf(personId: string, delegations: Round['delegations']): string | null {
  let holder = personId;
  for (let hops = 0; hops <= MAX_HOPS; hops += 1) {
    const next = delegations.find(({ from }) => from === holder)?.to;
    if (next === undefined) return holder;
    holder = next;
  }
  return null;
}

/** How often the place that came the longest way to this person was handed on. */
export function hopsTo(personId: string, delegations: Round['delegations']): number {
  return Math.max(0, ...delegations.filter(({ to }) => to === personId).map(({ from }) => 1 + hopsTo(from, delegations)));
}

/** The places that hand-overs have brought to this person. */
export function placesReceived(personId: string, delegations: Round['delegations']): readonly Standing[] {
  return delegations.filter(({ from }) => holderOf(from, delegations) === personId).flatMap(({ standings }) => standings);
}

/** Every place that the person may fill now: their own ones unless handed over, and those handed to them. */
export function standingsHeld(personId: string, own: readonly Standing[], delegations: Round['delegations']): readonly Standing[] {
  if (delegations.some(({ from }) => from === personId)) return [];
  const received = placesReceived(personId, delegations);
  // Whose votes count in a stage is asked of whoever votes, as with an absence; a hand-over lends the place, not the qualification.
  const fits = own[0]?.fits ?? [];
  return [...own, ...received.filter(({ as }) => !own.some((each) => each.as === as)).map((standing) => ({ ...standing, fits }))];
}

/** Whether two votes are one human's: the same person, or one standing in for the other. */
export function sameHuman(a: Pick<Vote, 'personId' | 'as'>, b: Pick<Vote, 'personId' | 'as'>): boolean {
  return a.personId === b.personId || a.personId === b.as || a.as === b.personId || a.as === b.as;
}
