import { assertNever } from '../contracts/assert-never.js';
import type { ReviewerRef } from '../contracts/plan.js';
import { isHighRisk } from '../contracts/risk.js';
import { base } from './base.js';
import { ignored, moved, type Effect, type Outcome } from './outcome.js';
import { askedEntries } from './quorum.js';
import { resolve } from './resolve.js';
import type { RequestState, Round, StatusOf } from './state.js';
import { wakeups, type Wakeup } from './wakeups.js';

/** Fires everything that is due at this time, in order, each once. */
export function tick(state: RequestState, atMs: number): Outcome {
  let current = state;
  let effects: readonly Effect[] = [];
  // Each firing removes its wake-up or ends the request; the bound only guards against a rule that forgets to.
  for (let fired = 0; fired < 100; fired += 1) {
    const due = wakeups(current)[0];
    if (!due || due.atMs > atMs) break;
    const outcome = fire(current, due, atMs);
    if (outcome.kind === 'ignored') break;
    current = outcome.state;
    effects = [...effects, ...outcome.effects];
  }
  return current === state ? ignored('nothing is due') : moved(current, ...effects);
}

function fire(state: RequestState, due: Wakeup, atMs: number): Outcome {
  switch (due.kind) {
    case 'reminder':
      return state.status === 'pending' ? remind(state) : ignored('no reminder is due');
    case 'escalation':
      return state.status === 'pending' ? escalate(state, 'nobody has decided in time', atMs) : ignored('no escalation is due');
    case 'deadline':
      return state.status === 'pending' ? deadline(state, atMs) : ignored('no deadline is due');
    case 'usable_until':
      return state.status === 'approved' ? unused(state, atMs) : ignored('no approval runs out');
    case 'lease':
      return state.status === 'executing' ? leaseOver(state) : ignored('no lease runs out');
    default:
      return assertNever(due.kind);
  }
}

function remind(state: StatusOf<'pending'>): Outcome {
  const stage = state.plan.stages[state.round.stage];
  return moved(
    { ...state, round: { ...state.round, reminded: true } },
    { kind: 'audit', entry: 'reviewers.reminded', body: { stage: stage?.name ?? '' } },
    { kind: 'notice', notice: 'remind', refs: stage ? askedEntries(stage, state.round) : [] },
  );
}

/** Takes the next step of the ladder: asks further people and never lowers how many must approve. */
export function escalate(state: StatusOf<'pending'>, why: string, atMs: number): Outcome {
  const step = state.plan.escalation[state.round.stepsTaken];
  if (!step) return ignored('the ladder is used up');
  const extra = withExtra(state.round, step.to);
  return moved(
    { ...state, round: { ...state.round, extra, stepsTaken: state.round.stepsTaken + 1 } },
    {
      kind: 'audit',
      entry: 'request.escalated',
      body: { to: [...step.to], step: state.round.stepsTaken + 1, why, at: new Date(atMs).toISOString() },
    },
    { kind: 'notice', notice: 'ask', refs: step.to },
  );
}

function withExtra(round: Round, refs: readonly ReviewerRef[]): Round['extra'] {
  const fresh = refs.filter(
    (ref, index) => refs.indexOf(ref) === index && !round.extra.some((each) => each.stage === round.stage && each.ref === ref),
  );
  return [...round.extra, ...fresh.map((ref) => ({ stage: round.stage, ref }))];
}

function deadline(state: StatusOf<'pending'>, atMs: number): Outcome {
  const { plan, round } = state;
  const expired = (reason: string) => resolve(state, { outcome: 'expired', by: 'fallback', people: [], reason }, atMs, []);
  switch (plan.onTimeout) {
    case 'reject':
      return expired('nobody decided before the deadline');
    case 'approve':
      // Refused at planning too; silence never approves what is dangerous, whatever a plan says.
      if (isHighRisk(plan.risk)) return expired('nobody decided before the deadline, and silence never approves high risk');
      if (state.execute === 'none') return expired('nobody answered before the deadline');
      // A denial below its threshold is no silence.
      if (round.sentBack) return expired('nobody decided before the deadline, after it had been sent back');
      if (round.votes.some((vote) => vote.verb === 'deny')) return expired('not enough people decided before the deadline, and one denied');
      return resolve(
        state,
        { outcome: 'approved', by: 'fallback', people: [], reason: 'the policy approves when nobody decides in time' },
        atMs,
        [],
      );
    case 'escalate': {
      if (round.extensions > 0) return expired('nobody decided before the deadline, and everybody had been asked');
      const to = [...plan.escalation.slice(round.stepsTaken).flatMap((step) => step.to), ...plan.lastResort];
      if (to.length === 0 && round.stepsTaken === 0)
        return expired('nobody decided before the deadline, and there is nobody to escalate to');
      return moved(
        {
          ...state,
          round: {
            ...round,
            extra: withExtra(round, to),
            stepsTaken: plan.escalation.length,
            extensions: round.extensions + 1,
            // From now: after an outage the old deadline may be so far back that those asked now would have no time at all.
            deadlineAtMs: Math.max(round.deadlineAtMs, atMs) + plan.deadlineMs,
          },
        },
        { kind: 'audit', entry: 'request.escalated', body: { to, why: 'the deadline passed', at: new Date(atMs).toISOString() } },
        { kind: 'notice', notice: 'ask', refs: to },
      );
    }
    default:
      return assertNever(plan.onTimeout);
  }
}

/** An approval is not usable for ever: what was true when it was given may not be any more. */
function unused(state: StatusOf<'approved'>, atMs: number): Outcome {
  const { plan, round, digest, revision, execute, canRevise, lastSeq } = state;
  const pending: StatusOf<'pending'> = { status: 'pending', revision, digest, execute, canRevise, lastSeq, plan, round };
  return resolve(pending, { outcome: 'expired', by: 'fallback', people: [], reason: 'the approval was not used in time' }, atMs, []);
}

/** A caller that took the permit and never reported: the effect may have happened. A worker's lease is settled by whoever claims next. */
function leaseOver(state: StatusOf<'executing'>): Outcome {
  if (state.execute === 'worker') return ignored('a worker reclaims or settles it');
  const { digest, resolution } = state;
  return moved(
    { ...base(state), status: 'unknown', digest, resolution },
    {
      kind: 'audit',
      entry: 'effect.finished',
      body: { revision: state.revision, outcome: 'unknown', reason: 'the caller took the permit and never reported' },
    },
    { kind: 'notice', notice: 'rewrite', refs: [] },
  );
}
