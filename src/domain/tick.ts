import { assertNever } from '../contracts/assert-never.js';
import { isHighRisk } from '../contracts/risk.js';
import { addOpen, outside } from './open-hours.js';
import { base } from './base.js';
import { asking, fireStep } from './ladder.js';
import { advanceStages, whoFindsOut } from './stages.js';
import { audit, ignored, moved, rewrite, type Effect, type Outcome } from './outcome.js';
import { resolve } from './resolve.js';
import { asPending } from './reopen.js';
import { resumed } from './rounds.js';
import type { RequestState, StatusOf } from './state.js';
import { wakeups, type Wakeup } from './wakeups.js';

/** Fires everything that is due at this time, in order, each once. */
export function tick(state: RequestState, atMs: number): Outcome {
  let current = state;
  let effects: readonly Effect[] = [];
  // Each firing removes its wake-up or ends the request; the bound only guards against a rule that forgets to.
  for (let fired = 0; fired < 1000; fired += 1) {
    const due = wakeups(current)[0];
    if (!due || due.atMs > atMs) break;
    const outcome = fire(current, due, atMs);
    if (outcome.kind === 'ignored') break;
    current = outcome.state;
    effects = [...effects, ...outcome.effects];
  }
  const held = postponed(current, atMs);
  if (held.kind === 'moved') return moved(held.state, ...effects, ...held.effects);
  return current === state ? ignored('nothing is due') : moved(current, ...effects);
}

/** What could have started and did not before a freeze began waits until it is over; the freeze uses up nothing of its time. */
function postponed(state: RequestState, atMs: number): Outcome {
  if (state.status !== 'approved' || !state.due || state.resolution.by === 'override') return ignored('no effect is due');
  const runFromMs = outside(atMs, state.plan.frozen);
  if (runFromMs <= atMs) return ignored('nothing is frozen');
  const usableUntilMs = state.usableUntilMs + runFromMs - atMs;
  return moved({ ...state, due: false, runFromMs, usableUntilMs }, audit('effect.postponed', { until: iso(runFromMs) }), rewrite);
}

function fire(state: RequestState, due: Wakeup, atMs: number): Outcome {
  switch (due.kind) {
    case 'reminder':
    case 'escalation':
    case 'replacement':
    case 'page':
      return state.status === 'pending' && due.step !== null
        ? fireStep(state, due.step, 'nobody has decided in time', atMs)
        : ignored('no step of a ladder is due');
    case 'deadline':
      return state.status === 'pending' ? deadline(state, atMs) : ignored('no deadline is due');
    case 'claim_over':
      return state.status === 'pending' ? claimsOver(state, due.atMs) : ignored('no claim ends');
    case 'pause_over':
      return state.status === 'pending' ? pauseOver(state, due.atMs) : ignored('no pause ends');
    case 'run_from':
      return state.status === 'approved'
        ? moved({ ...state, due: true }, audit('effect.due', { at: iso(atMs) }), rewrite)
        : ignored('no effect is due');
    case 'usable_until':
      return state.status === 'approved' ? unused(state, atMs) : ignored('no approval runs out');
    case 'lease':
      return state.status === 'executing' ? leaseOver(state) : ignored('no lease runs out');
    default:
      return assertNever(due.kind);
  }
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

function claimsOver(state: StatusOf<'pending'>, atMs: number): Outcome {
  const ended = state.round.claims.filter(({ untilMs }) => untilMs <= atMs).map(({ personId }) => personId);
  const claims = state.round.claims.filter(({ untilMs }) => untilMs > atMs);
  return moved({ ...state, round: { ...state.round, claims } }, audit('claim.ended', { people: ended }), rewrite);
}

/** No answer came; the clock goes on from when the pause ended, however late this is noticed. */
function pauseOver(state: StatusOf<'pending'>, atMs: number): Outcome {
  return moved(
    { ...state, round: resumed(state.plan, state.round, atMs) },
    audit('clock.resumed', { why: 'no answer came in time' }),
    rewrite,
  );
}

function deadline(state: StatusOf<'pending'>, atMs: number): Outcome {
  const { plan } = state;
  const expired = (reason: string) => resolve(state, { outcome: 'expired', by: 'fallback', people: [], reason }, atMs, []);
  switch (plan.onTimeout) {
    case 'reject':
      return expired('nobody decided before the deadline');
    case 'approve': {
      const never = neverBySilence(state);
      if (never !== null) return expired(never);
      const reason = 'the policy approves when nobody decides in time';
      return resolve(state, { outcome: 'approved', by: 'fallback', people: [], reason }, atMs, []);
    }
    case 'escalate':
      return escalateAtDeadline(state, atMs);
    default:
      return assertNever(plan.onTimeout);
  }
}

/** Why this silence is no consent, whatever the plan says; null where it is. */
function neverBySilence({ plan, round, execute }: StatusOf<'pending'>): string | null {
  // Refused at planning too.
  if (isHighRisk(plan.risk)) return 'nobody decided before the deadline, and silence never approves high risk';
  if (execute === 'none') return 'nobody answered before the deadline';
  if (round.sentBack) return 'nobody decided before the deadline, and only people may approve it now';
  // A denial below its threshold is no silence.
  if (round.votes.some((vote) => vote.verb === 'deny')) return 'not enough people decided before the deadline, and one denied';
  // Nor is an empty room.
  if (round.missing !== null) return 'nobody could decide before the deadline';
  return null;
}

function escalateAtDeadline(state: StatusOf<'pending'>, atMs: number): Outcome {
  const { plan, round } = state;
  const expired = (reason: string) => resolve(state, { outcome: 'expired', by: 'fallback', people: [], reason }, atMs, []);
  if (round.extensions > 0) return expired('nobody decided before the deadline, and everybody had been asked');
  const ladder = plan.stages[round.stage]?.ladder ?? [];
  const left = ladder.filter((step, index) => step.do !== 'remind' && (round.fired[index] ?? 0) === 0).flatMap((step) => step.to);
  const climbed = ladder.some((step, index) => step.do !== 'remind' && (round.fired[index] ?? 0) > 0);
  const to = [...new Set([...left, ...plan.lastResort])];
  if (to.length === 0 && !climbed) return expired('nobody decided before the deadline, and there is nobody to escalate to');
  const widened = asking(round, 'add', to);
  // From now: after an outage the old deadline may be so far back that those asked now would have no time at all.
  const deadlineAtMs = addOpen(Math.max(round.deadlineAtMs, atMs), plan.deadlineMs, plan.clock.openHours);
  const fired = ladder.map((step, index) => (step.do === 'remind' ? (round.fired[index] ?? 0) : Math.max(1, round.fired[index] ?? 0)));
  return advanceStages({ ...state, round: { ...widened, fired, extensions: round.extensions + 1, deadlineAtMs } }, atMs, [
    audit('request.escalated', { do: 'add', to, why: 'the deadline passed', at: iso(atMs) }),
    { kind: 'notice', notice: 'ask', refs: to },
  ]);
}

/** An approval is not usable for ever: what was true when it was given may not be any more. */
function unused(state: StatusOf<'approved'>, atMs: number): Outcome {
  return resolve(
    asPending(state),
    { outcome: 'expired', by: 'fallback', people: [], reason: 'the approval was not used in time' },
    atMs,
    [],
  );
}

/** A caller that took the permit and never reported: the effect may have happened. A worker's lease is settled by whoever claims next. */
function leaseOver(state: StatusOf<'executing'>): Outcome {
  if (state.execute === 'worker') return ignored('a worker reclaims or settles it');
  const { digest, plan, round, resolution, revision } = state;
  const reason = 'the caller took the permit and never reported';
  return moved(
    { ...base(state), status: 'unknown', digest, plan, round, resolution, compensating: null },
    audit('effect.finished', { revision, outcome: 'unknown', reason }),
    { kind: 'notice', notice: 'unknown', refs: whoFindsOut(state) },
  );
}
