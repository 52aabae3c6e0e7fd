import { rewrite, type Effect, type Outcome } from './outcome.js';
import { standingsHeld } from './holders.js';
import { placeOf, votesOf } from './problem.js';
import { askedEntries, standingFor, vetoed } from './quorum.js';
import { counted } from './receipts.js';
import { resolve } from './resolve.js';
import { atStage } from './rounds.js';
import { advanceStages } from './stages.js';
import type { DecisionEvent, StatusOf, Vote } from './state.js';

export function approve(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  return vote(state, event, 'approve');
}

export function deny(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  return vote(state, event, 'deny');
}

/** Says that this person will not vote; whether the others suffice is looked at at once. */
export function abstain(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  return vote(state, event, 'abstain');
}

/** One human has one vote: a new one takes the place of what the same human said before. */
function vote(state: StatusOf<'pending'>, event: DecisionEvent, verb: Vote['verb']): Outcome {
  const { plan, round } = state;
  const { personId, decisionId, facts, atMs } = event;
  const place = placeOf(state, event);
  const earlier = votesOf(round, personId, place?.as ?? personId);
  // Who takes an approval of an earlier stage back reopens that stage, from the place in which it was given.
  const before = earlier.find((each) => each.stage < round.stage);
  const { as, groups, fits } = before ?? place ?? facts.standings[0] ?? { as: personId, groups: [], fits: [] };
  const stage = before?.stage ?? round.stage;
  const cast: Vote = { personId, as, groups, fits, verb, stage, decisionId, keptFrom: null };
  const votes = [...round.votes.filter((each) => !earlier.includes(each) && each.stage <= stage), cast];
  const claims = round.claims.filter((each) => each.personId !== personId);
  const present = plan.stages[round.stage];
  // A veto counts in the place of this word too, where the person has another place that comes first.
  const held = standingsHeld(personId, facts.standings, round.delegations).filter((each) => each.as === as);
  const words = [
    ...(place ? [place] : []),
    ...held.filter((each) => present && standingFor(present, round, personId, [each]).kind === 'stands'),
  ];
  if (
    verb === 'deny' &&
    present &&
    vetoed(
      present,
      words.map((each) => ({ ...cast, ...each })),
    )
  ) {
    const verdict = { outcome: 'rejected' as const, by: 'people' as const, people: [personId], reason: `denied by ${personId}` };
    return resolve(state, verdict, atMs, counted(event, as));
  }
  const next = before ? { ...atStage(round, stage, atMs), votes } : { ...round, claims, votes };
  const reopened = plan.stages[stage];
  const told: Effect = before && reopened ? { kind: 'notice', notice: 'ask', refs: askedEntries(reopened, next) } : rewrite;
  return advanceStages({ ...state, round: next }, atMs, [...counted(event, as), told]);
}
