import type { Resolution } from '../contracts/status.js';
import { addOpen } from './open-hours.js';
import { base } from './base.js';
import { moved, rewrite, type Effect, type Outcome } from './outcome.js';
import { askedEntries, firstOpenStage } from './quorum.js';
import { atStage } from './rounds.js';
import { approvers } from './stages.js';
import type { Round, StatusOf } from './state.js';

/** An approved request as it was when people were still asked. */
export function asPending(state: StatusOf<'approved'>, round: Round = state.round): StatusOf<'pending'> {
  const { digest, plan } = state;
  return { ...base(state), status: 'pending', digest, plan, round };
}

/** So often people have a whole deadline again; approving and taking it back moves it no further. */
const MAX_RENEWALS = 3;

/**
 * An approval after some of its votes are gone. Where the others still satisfy the plan it stands on them, else the request waits again at
 * the first stage that is open.
 */
export function standOrReopen(state: StatusOf<'approved'>, round: Round, atMs: number, before: readonly Effect[]): Outcome {
  const { plan } = state;
  const open = firstOpenStage(plan, round);
  if (open === null) {
    const people = approvers(round);
    const resolution: Resolution = { ...state.resolution, people, reason: `approved by ${people.join(', ')}` };
    return moved({ ...state, round, resolution }, ...before, rewrite);
  }
  const renews = round.reopened < MAX_RENEWALS;
  const again = {
    ...atStage(round, open, atMs),
    votes: round.votes.filter((vote) => vote.stage <= open),
    reopened: round.reopened + 1,
    // Who took an approval back so often did not fall silent.
    sentBack: round.sentBack || !renews,
    deadlineAtMs: renews ? Math.max(round.deadlineAtMs, addOpen(atMs, plan.deadlineMs, plan.clock.openHours)) : round.deadlineAtMs,
  };
  const stage = plan.stages[open];
  const refs = stage ? askedEntries(stage, again) : [];
  return moved(asPending(state, again), ...before, { kind: 'notice', notice: 'ask', refs });
}
