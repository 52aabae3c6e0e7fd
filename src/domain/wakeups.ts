import type { NextStep, TimerKind } from '../contracts/move-view.js';
import type { RequestState, StatusOf } from './state.js';

export type Wakeup = { kind: TimerKind; atMs: number };

/** Everything that will fire by itself, soonest first; equal times in the order reminder, escalation, deadline. */
export function wakeups(state: RequestState): readonly Wakeup[] {
  switch (state.status) {
    case 'pending':
      return pendingWakeups(state);
    case 'approved':
      return [{ kind: 'usable_until', atMs: state.usableUntilMs }];
    case 'executing':
      return [{ kind: 'lease', atMs: state.leaseUntilMs }];
    default:
      return [];
  }
}

function pendingWakeups({ plan, round }: StatusOf<'pending'>): readonly Wakeup[] {
  const all: Wakeup[] = [];
  if (plan.remindAfterMs !== null && !round.reminded) all.push({ kind: 'reminder', atMs: round.startedAtMs + plan.remindAfterMs });
  const step = plan.escalation[round.stepsTaken];
  if (step) all.push({ kind: 'escalation', atMs: round.startedAtMs + step.afterMs });
  all.push({ kind: 'deadline', atMs: round.deadlineAtMs });
  return all.sort((a, b) => a.atMs - b.atMs);
}

/** What the workflow does next. It follows from the state alone, so that a lost wake-up or a reset run finds its place again. */
export function nextStep(state: RequestState): NextStep {
  switch (state.status) {
    case 'proposing':
      return { do: 'propose' };
    case 'revising':
      return { do: 'revise' };
    case 'approved':
    case 'executing':
      return state.execute === 'worker' ? { do: 'execute' } : waitFor(state);
    case 'pending':
      return waitFor(state);
    case 'unknown':
      return { do: 'wait', untilMs: null, timer: null };
    default:
      return { do: 'close' };
  }
}

function waitFor(state: RequestState): NextStep {
  const next = wakeups(state)[0];
  return { do: 'wait', untilMs: next?.atMs ?? null, timer: next?.kind ?? null };
}
