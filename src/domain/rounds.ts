import type { Plan } from '../contracts/plan.js';
import { addOpen, openBetween } from './open-hours.js';
import type { Round } from './state.js';

/** A fresh asking: nobody has voted, nothing has fired. */
export function openRound(plan: Plan, atMs: number, author: string | null = null): Round {
  return {
    startedAtMs: atMs,
    clockFromMs: atMs,
    elapsedMs: 0,
    stage: 0,
    asking: [],
    fired: [],
    extensions: 0,
    sentBack: false,
    deadlineAtMs: addOpen(atMs, plan.deadlineMs, plan.clock.openHours),
    votes: [],
    claims: [],
    delegations: [],
    snoozes: [],
    extended: { times: 0, ms: 0 },
    questions: [],
    pausedSinceMs: null,
    fellBack: false,
    missing: null,
    overrides: [],
    author,
  };
}

/** A stage begins: its ladder has not fired, and its clock starts. The deadline is the whole round's. */
export function atStage(round: Round, stage: number, atMs: number): Round {
  return { ...round, stage, fired: [], startedAtMs: atMs, clockFromMs: atMs, elapsedMs: 0, claims: [] };
}

export function paused(round: Round, atMs: number): Round {
  return round.pausedSinceMs === null ? { ...round, pausedSinceMs: atMs } : round;
}

/** The clock goes on where it stopped: what was left of the deadline is left, and ladder times that were near are near. */
export function resumed(plan: Plan, round: Round, nowMs: number): Round {
  const since = round.pausedSinceMs;
  if (since === null) return round;
  const { openHours, maxPauseMs } = plan.clock;
  // However late it is noticed, a pause ends when the policy says so.
  const atMs = Math.min(nowMs, since + maxPauseMs);
  return {
    ...round,
    pausedSinceMs: null,
    elapsedMs: round.elapsedMs + openBetween(round.clockFromMs, since, openHours),
    // A stage that was opened meanwhile has had no time before it.
    clockFromMs: Math.max(atMs, round.clockFromMs),
    deadlineAtMs: addOpen(atMs, openBetween(since, round.deadlineAtMs, openHours), openHours),
  };
}

/** What the request as a whole has left when its next revision is asked, where the policy counts it so; never more than a full deadline. */
export function carriedDeadline(plan: Plan, left: { plan: Plan; round: Round; sinceMs: number }, freshMs: number, atMs: number): number {
  if (plan.clock.per === 'revision') return freshMs;
  const { openHours, pausedWhile } = plan.clock;
  const { deadlineAtMs } = resumed(left.plan, left.round, left.sinceMs);
  const carriedMs = pausedWhile.includes('revising')
    ? addOpen(atMs, openBetween(left.sinceMs, deadlineAtMs, openHours), openHours)
    : deadlineAtMs;
  return Math.min(freshMs, carriedMs);
}
