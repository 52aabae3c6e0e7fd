import type { Clock, Plan } from '../contracts/plan.js';
import { addOpen, openBetween } from './open-hours.js';
import type { Asking, Round } from './state.js';

/** A fresh asking: nobody has voted, nothing has fired. */
export function openRound(plan: Plan, atMs: number, authors: readonly string[] = []): Round {
  return {
    startedAtMs: atMs,
    clockFromMs: atMs,
    elapsedMs: 0,
    stage: 0,
    asking: [],
    fired: [],
    extensions: 0,
    reopened: 0,
    sentBack: false,
    deadlineAtMs: addOpen(atMs, plan.deadlineMs, plan.clock.openHours),
    votes: [],
    claims: [],
    delegations: [],
    snoozes: [],
    extended: { times: 0, ms: 0 },
    questions: [],
    pausedSinceMs: null,
    pausedMs: 0,
    fellBack: false,
    missing: null,
    overrides: [],
    authors,
    edits: 0,
  };
}

/**
 * People are asked anew in the same request: what belongs to the request and not to one asking of it goes on. Where the policy counts time
 * for the request as a whole, what was added to its deadline and how long it stood still do too.
 */
export function nextRound(plan: Plan, { authors, edits, sentBack, extended, extensions, pausedMs }: Round, atMs: number): Round {
  const fresh = { ...openRound(plan, atMs, authors), edits, sentBack };
  switch (plan.clock.per) {
    case 'revision':
      return fresh;
    case 'request':
      return { ...fresh, extended, extensions, pausedMs, asking: extensions > 0 ? askedAtLast(plan) : [] };
  }
}

/** Whom the deadline has brought in stays asked: it does not do so again. */
function askedAtLast({ stages, lastResort }: Plan): readonly Asking[] {
  return lastResort.length === 0 ? [] : stages.map((_, stage) => ({ stage, kind: 'add' as const, refs: lastResort }));
}

/** A stage begins: its ladder has not fired, and its clock starts. The deadline is the whole round's. */
export function atStage(round: Round, stage: number, atMs: number): Round {
  return { ...round, stage, fired: [], startedAtMs: atMs, clockFromMs: atMs, elapsedMs: 0, claims: [] };
}

/** Stops the clock, unless it stands still already or has done so for as long as it may in all. */
export function paused({ clock }: Plan, round: Round, atMs: number): Round {
  return round.pausedSinceMs === null && round.pausedMs < clock.pauseBudgetMs ? { ...round, pausedSinceMs: atMs } : round;
}

/** How long a pause that begins now may last: never longer than one pause, nor than what is left of all of them. */
function pauseLeftMs({ maxPauseMs, pauseBudgetMs }: Clock, { pausedMs }: Pick<Round, 'pausedMs'>): number {
  return Math.max(0, Math.min(maxPauseMs, pauseBudgetMs - pausedMs));
}

/** When the clock goes on, if nobody answers before; null while it runs. */
export function pauseEndsMs({ clock }: Plan, round: Pick<Round, 'pausedSinceMs' | 'pausedMs'>): number | null {
  return round.pausedSinceMs === null ? null : round.pausedSinceMs + pauseLeftMs(clock, round);
}

/** The clock goes on where it stopped: what was left of the deadline is left, and ladder times that were near are near. */
export function resumed(plan: Plan, round: Round, nowMs: number): Round {
  const since = round.pausedSinceMs;
  if (since === null) return round;
  const { openHours } = plan.clock;
  // However late it is noticed, a pause ends when the policy says so.
  const atMs = Math.min(nowMs, since + pauseLeftMs(plan.clock, round));
  return {
    ...round,
    pausedSinceMs: null,
    pausedMs: round.pausedMs + atMs - since,
    elapsedMs: round.elapsedMs + openBetween(round.clockFromMs, since, openHours),
    // A stage that was opened meanwhile has had no time before it.
    clockFromMs: Math.max(atMs, round.clockFromMs),
    deadlineAtMs: addOpen(atMs, openBetween(since, round.deadlineAtMs, openHours), openHours),
  };
}

/**
 * A round that follows on a revision left at `leftMs` has what that one (its clock going) had left, where the policy counts the request as a
 * whole; never more than a full deadline. The time in which the agent revised is a pause like any other.
 */
export function carriedOver(plan: Plan, fresh: Round, before: Round, leftMs: number, atMs: number): Round {
  const { per, openHours, pausedWhile } = plan.clock;
  if (per === 'revision') return fresh;
  if (!pausedWhile.includes('revising')) return { ...fresh, deadlineAtMs: Math.min(fresh.deadlineAtMs, before.deadlineAtMs) };
  const stoodMs = Math.min(atMs - leftMs, pauseLeftMs(plan.clock, fresh));
  const carriedMs = addOpen(leftMs + stoodMs, openBetween(leftMs, before.deadlineAtMs, openHours), openHours);
  return { ...fresh, pausedMs: fresh.pausedMs + stoodMs, deadlineAtMs: Math.min(fresh.deadlineAtMs, carriedMs) };
}
