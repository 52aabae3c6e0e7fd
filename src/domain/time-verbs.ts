import { addOpen } from './open-hours.js';
import { moved, rewrite, type Outcome } from './outcome.js';
import { counted } from './receipts.js';
import type { DecisionEvent, StatusOf } from './state.js';

/** No reminders to this person for a while; the request's own clock goes on. */
export function snooze(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  const { round } = state;
  const others = round.snoozes.filter(({ personId }) => personId !== event.personId);
  const snoozes = [...others, { personId: event.personId, untilMs: event.atMs + (event.forMs ?? 0) }];
  return moved({ ...state, round: { ...round, snoozes } }, ...counted(event), rewrite);
}

/** Moves the deadline on, within what the policy allows in all; where the clock runs in some hours only, by so much of those. */
export function extend(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  const { plan, round } = state;
  const byMs = event.forMs ?? 0;
  const extended = { times: round.extended.times + 1, ms: round.extended.ms + byMs };
  const deadlineAtMs = addOpen(round.deadlineAtMs, byMs, plan.clock.openHours);
  return moved({ ...state, round: { ...round, extended, deadlineAtMs } }, ...counted(event), rewrite);
}
