import { rewrite, type Outcome } from './outcome.js';
import { placeOf, votesOf } from './problem.js';
import { counted } from './receipts.js';
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
  const { round } = state;
  const { personId, decisionId, facts, atMs } = event;
  const place = placeOf(state, event);
  const as = place?.as ?? personId;
  const earlier = votesOf(round, personId, as);
  // Who takes an approval of an earlier stage back reopens that stage: it is not satisfied any more.
  const stage = Math.min(round.stage, ...earlier.map((each) => each.stage));
  const others = round.votes.filter((each) => !earlier.includes(each) && each.stage <= stage);
  const before = earlier.find((each) => each.personId === personId);
  const groups = place?.groups ?? before?.groups ?? facts.standings[0]?.groups ?? [];
  const fits = place?.fits ?? before?.fits ?? facts.standings[0]?.fits ?? [];
  const cast: Vote = { personId, as, groups, fits, verb, stage, decisionId, keptFrom: null };
  const claims = round.claims.filter((each) => each.personId !== personId);
  return advanceStages({ ...state, round: { ...round, stage, claims, votes: [...others, cast] } }, atMs, [...counted(event, as), rewrite]);
}
