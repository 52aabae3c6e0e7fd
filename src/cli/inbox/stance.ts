import type { DecisionView, RequestView } from '../../contracts/view.js';
import { time } from '../render/text.js';

const VOTES: readonly DecisionView['verb'][] = ['approve', 'deny', 'abstain'];

/** The vote of this person on the present revision that stands, also while nobody has counted it yet; null where they have none. */
export function voteOf({ decisions, revision }: RequestView, me: string): DecisionView | null {
  const last = decisions.findLast(
    ({ by, verb, counted, ...each }) =>
      by.id === me && each.revision === revision && counted !== false && (VOTES.includes(verb) || verb === 'retract'),
  );
  return last === undefined || last.verb === 'retract' ? null : last;
}

/** Why the person has nothing to say to it at the moment, in words. */
export interface Aside {
  text: string;
  /** Whether to offer taking it back: nobody else reminds them of a hand-over. */
  offer: boolean;
}

/** Null where it waits for them. */
export function asideFor(view: RequestView, me: string, nowMs: number): Aside | null {
  const { awaiting, id } = view;
  const vote = voteOf(view, me);
  if (vote) return { text: `you said ${vote.verb}; it waits for others (countersign retract ${id} takes it back)`, offer: false };
  const handedTo = awaiting?.delegations.find(({ from }) => from.id === me)?.to;
  if (handedTo) return { text: `you handed it to ${handedTo.name}`, offer: true };
  const until = awaiting?.snoozes.find(({ by, until: end }) => by.id === me && Date.parse(end) > nowMs)?.until;
  return until === undefined ? null : { text: `you put it off until ${time(until)}`, offer: false };
}
