import type { NextStep, TimerKind } from '../contracts/move-view.js';
import type { Step } from '../contracts/plan.js';
import { addOpen } from './open-hours.js';
import { pauseEndsMs } from './rounds.js';
import type { RequestState, StatusOf } from './state.js';

/** `step`: index into the present stage's ladder, for what the ladder fires. */
export type Wakeup = { kind: TimerKind; atMs: number; step: number | null };

const KIND: Readonly<Record<Step['do'], TimerKind>> = { remind: 'reminder', add: 'escalation', replace: 'replacement', page: 'page' };

/** Everything that will fire by itself, soonest first; at equal times the ladder in its order, the deadline last. */
export function wakeups(state: RequestState): readonly Wakeup[] {
  switch (state.status) {
    case 'pending':
      return pendingWakeups(state).sort((a, b) => a.atMs - b.atMs);
    case 'approved':
      return [at(state.due ? 'usable_until' : 'run_from', state.due ? state.usableUntilMs : state.runFromMs)];
    case 'executing':
      return [at('lease', state.leaseUntilMs)];
    default:
      return [];
  }
}

function at(kind: TimerKind, atMs: number, step: number | null = null): Wakeup {
  return { kind, atMs, step };
}

function pendingWakeups({ plan, round }: StatusOf<'pending'>): Wakeup[] {
  const claims = round.claims.map(({ untilMs }) => at('claim_over', untilMs));
  const goesOnMs = pauseEndsMs(plan, round);
  if (goesOnMs !== null) return [...claims, at('pause_over', goesOnMs)];
  const ladder = plan.stages[round.stage]?.ladder ?? [];
  const steps = ladder.flatMap((step, index) => {
    const offsetMs = nextOffset(step, round.fired[index] ?? 0);
    if (offsetMs === null) return [];
    return [at(KIND[step.do], addOpen(round.clockFromMs, offsetMs - round.elapsedMs, plan.clock.openHours), index)];
  });
  return [...claims, ...steps, at('deadline', round.deadlineAtMs)];
}

/** How long after the stage's start the step fires the next time; null where it has fired as often as it may. */
function nextOffset(step: Step, fired: number): number | null {
  if (fired === 0) return step.afterMs;
  return step.repeat !== null && fired <= step.repeat.times ? step.afterMs + fired * step.repeat.everyMs : null;
}

/** What the workflow does next. It follows from the state alone, so that a lost wake-up or a reset run finds its place again. */
export function nextStep(state: RequestState): NextStep {
  switch (state.status) {
    case 'proposing':
      return { do: 'propose' };
    case 'revising':
      return { do: 'revise' };
    case 'approved':
      return state.execute === 'worker' && state.due ? { do: 'execute' } : waitFor(state);
    case 'executing':
      return state.execute === 'worker' ? { do: 'execute' } : waitFor(state);
    case 'pending':
      return waitFor(state);
    case 'unknown':
      return state.compensating === null ? { do: 'wait', untilMs: null, timer: null } : { do: 'compensate' };
    default:
      return { do: 'close' };
  }
}

function waitFor(state: RequestState): NextStep {
  const next = wakeups(state)[0];
  return { do: 'wait', untilMs: next?.atMs ?? null, timer: next?.kind ?? null };
}
