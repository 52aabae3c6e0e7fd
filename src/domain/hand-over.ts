import type { ReviewerRef } from '../contracts/plan.js';
import { moved, rewrite, type Outcome } from './outcome.js';
import { counted, refuse } from './receipts.js';
import { personOf, placeOf } from './problem.js';
import { advanceStages, withoutReplaced } from './stages.js';
import type { DecisionEvent, StatusOf } from './state.js';

/** Takes it for a while: one seat is kept for this person. Claiming again prolongs it. */
export function claim(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  const { plan, round } = state;
  const forMs = Math.min(event.forMs ?? plan.claimForMs, plan.claimForMs);
  const others = round.claims.filter(({ personId }) => personId !== event.personId);
  const place = placeOf(state, event);
  if (!place) return refuse(state, event, 'not_eligible');
  const claims = [...others, { ...place, personId: event.personId, untilMs: event.atMs + forMs }];
  return moved({ ...state, round: { ...round, claims } }, ...counted(event), rewrite);
}

export function release(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  const claims = state.round.claims.filter(({ personId }) => personId !== event.personId);
  return moved({ ...state, round: { ...state.round, claims } }, ...counted(event), rewrite);
}

/** Hands over everything this person could fill, for this revision. Both names stay in the record. */
export function delegate(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  const { round } = state;
  const target = event.facts.target;
  const to = target === null ? null : personOf(target.ref);
  if (target === null || to === null) return refuse(state, event, 'delegation_refused');
  // What was handed to this person goes on along the chain (`holderOf`), and comes back when its first holder takes it back.
  const { standings } = event.facts;
  const delegations = [...round.delegations, { from: event.personId, to, standings }];
  const claims = round.claims.filter(({ personId }) => personId !== event.personId);
  return moved({ ...state, round: { ...round, delegations, claims } }, ...counted(event), {
    kind: 'notice',
    notice: 'ask',
    refs: [target.ref],
  });
}

/** Another reviewer takes a place; how many must approve stays. Votes of whoever no longer fills a place are void, and so are claims. */
export function reassign(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  const { plan, round } = state;
  const target = event.facts.target;
  if (target === null || event.from === null) return refuse(state, event, 'delegation_refused');
  // The reducer has checked that it is among those asked.
  const from = event.from as ReviewerRef;
  const asking = [...round.asking, { stage: round.stage, kind: 'swap' as const, from, to: target.ref, by: event.personId }];
  const next = withoutReplaced(plan, { ...round, asking });
  return advanceStages({ ...state, round: next }, event.atMs, [...counted(event), { kind: 'notice', notice: 'ask', refs: [target.ref] }]);
}
