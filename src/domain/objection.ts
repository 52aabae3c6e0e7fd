import { standingsHeld } from './holders.js';
import { moved, rewrite, type Outcome } from './outcome.js';
import { votesOf } from './problem.js';
import { standingFor, vetoed } from './quorum.js';
import { counted, refuse } from './receipts.js';
import { asPending, standOrReopen } from './reopen.js';
import { resolve } from './resolve.js';
import { deniedBy } from './stages.js';
import type { DecisionEvent, Standing, StatusOf, Vote } from './state.js';

type Asked = { stage: number; standing: Standing };

/** The last stage at which this person was asked, and in whose place. */
export function lastAsked({ plan, round }: Pick<StatusOf<'approved'>, 'plan' | 'round'>, event: DecisionEvent): Asked | null {
  const held = standingsHeld(event.personId, event.facts.standings, round.delegations);
  for (const [stage, each] of [...plan.stages.entries()].reverse()) {
    const found = standingFor(each, round, event.personId, held, stage);
    if (found.kind === 'stands') return { stage, standing: found.standing };
  }
  return null;
}

/** A no between approval and effect: it counts like any other, and stops the effect where a veto or enough denials come together. */
export function objectBeforeEffect(state: StatusOf<'approved'>, event: DecisionEvent): Outcome {
  const { plan, round } = state;
  const { personId, facts, decisionId, atMs } = event;
  if (event.revision !== state.revision) return refuse(state, event, 'stale_revision');
  if (event.digest !== state.digest) return refuse(state, event, 'stale_digest');
  if (facts.self) return refuse(state, event, 'self_approval');
  const asked = facts.active ? lastAsked(state, event) : null;
  if (!asked) return refuse(state, event, 'not_eligible');
  const mine = round.votes.find((vote) => vote.personId === personId);
  const earlier = votesOf(round, personId, (mine ?? asked.standing).as);
  // Whose place it is has the last word: who stands in takes nothing of theirs back.
  const theirs = earlier.some((vote) => vote.personId !== personId && vote.as !== personId);
  if (theirs || earlier.some((vote) => vote.verb === 'deny')) return refuse(state, event, 'duplicate');
  // Taken back where it was given, and in the same place; a veto counts where the person has it.
  const before = mine ?? earlier[0];
  const { as, groups, fits } = before ?? asked.standing;
  const index = before?.stage ?? asked.stage;
  const [stage, last] = [plan.stages[index], plan.stages[asked.stage]];
  if (!stage || !last) return refuse(state, event, 'not_eligible');
  const denial: Vote = { personId, as, groups, fits, verb: 'deny', stage: index, decisionId, keptFrom: null };
  const objected = { ...round, votes: [...round.votes.filter((vote) => !earlier.includes(vote)), denial] };
  const denied = vetoed(last, [{ ...denial, ...asked.standing }]) ? [personId] : deniedBy(stage, { ...objected, stage: index });
  if (denied) {
    const reason = `denied by ${denied.join(', ')} before the effect`;
    return resolve(asPending(state, objected), { outcome: 'rejected', by: 'people', people: denied, reason }, atMs, counted(event, as));
  }
  if (state.resolution.by === 'fallback') {
    const reason = `approved by silence only, and denied by ${personId} before the effect`;
    return resolve(asPending(state, objected), { outcome: 'rejected', by: 'people', people: [personId], reason }, atMs, counted(event, as));
  }
  // An approval that stands on no votes (an override, the policy's own) loses none.
  if (state.resolution.by !== 'people') return moved({ ...state, round: objected }, ...counted(event, as), rewrite);
  return standOrReopen(state, objected, atMs, counted(event, as));
}

type Started = StatusOf<'executing' | 'executed' | 'failed' | 'unknown'>;

/** A no after the effect was started changes nothing and is not lost: requester and owner hear of it. */
export function objectTooLate(state: Started, event: DecisionEvent): Outcome {
  if (!event.facts.active || event.facts.self || lastAsked(state, event) === null) return refuse(state, event, 'already_closed');
  return refuse(state, event, 'too_late', { kind: 'notice', notice: 'objection', refs: [] });
}
