import { moved, rewrite, type Effect, type Outcome } from './outcome.js';
import { askedEntries, stageSatisfied } from './quorum.js';
import { counted, refuse } from './receipts.js';
import { placesReceived } from './holders.js';
import { standOrReopen } from './reopen.js';
import { atStage } from './rounds.js';
import type { DecisionEvent, Round, StatusOf } from './state.js';

/** Takes back what this person did: the vote; without one, the hand-over; without one, the claim. */
export function retract(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  const { round } = state;
  const { personId, atMs } = event;
  const mine = round.votes.find((vote) => vote.personId === personId);
  if (mine) {
    const stage = state.plan.stages[mine.stage];
    const without = { ...round, votes: round.votes.filter((vote) => vote !== mine) };
    const stays = mine.stage === round.stage || (stage !== undefined && stageSatisfied(stage, without, mine.stage));
    if (stays) return moved({ ...state, round: without }, ...counted(event), rewrite);
    const votes = without.votes.filter((vote) => vote.stage <= mine.stage);
    const reopened = { ...atStage(round, mine.stage, atMs), votes };
    const again: Effect = { kind: 'notice', notice: 'ask', refs: stage ? askedEntries(stage, reopened) : [] };
    return moved({ ...state, round: reopened }, ...counted(event), again);
  }
  const handedOver = round.delegations.some(({ from }) => from === personId);
  const next = handedOver ? takenBack(round, personId) : { ...round, claims: round.claims.filter((each) => each.personId !== personId) };
  return moved({ ...state, round: next }, ...counted(event), rewrite);
}

/** The places come back, and with them the seats that their holders had taken from there. */
function takenBack(round: Round, personId: string): Round {
  const delegations = round.delegations.filter(({ from }) => from !== personId);
  const claims = round.claims.filter((claim) => {
    const had = (now: Round['delegations']): boolean => placesReceived(claim.personId, now).some(({ as }) => as === claim.as);
    return !had(round.delegations) || had(delegations);
  });
  return { ...round, delegations, claims };
}

/** Until the effect is claimed an approval can be taken back; then the request waits again unless the others suffice. */
export function retractApproval(state: StatusOf<'approved'>, event: DecisionEvent): Outcome {
  if (event.revision !== state.revision) return refuse(state, event, 'stale_revision');
  if (event.digest !== state.digest) return refuse(state, event, 'stale_digest');
  const { round, resolution } = state;
  const mine = round.votes.find((vote) => vote.personId === event.personId && vote.verb === 'approve');
  if (!mine || resolution.by !== 'people') return refuse(state, event, 'nothing_to_retract');
  return standOrReopen(state, { ...round, votes: round.votes.filter((vote) => vote !== mine) }, event.atMs, counted(event));
}
