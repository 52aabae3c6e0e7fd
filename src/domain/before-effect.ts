import type { Plan } from '../contracts/plan.js';
import { isHighRisk } from '../contracts/risk.js';
import { base } from './base.js';
import { outside } from './open-hours.js';
import { audit, ignored, moved, rewrite, type Effect, type Outcome } from './outcome.js';
import { askedEntries, firstOpenStage } from './quorum.js';
import { asPending, standOrReopen } from './reopen.js';
import { resolve } from './resolve.js';
import { nextRound } from './rounds.js';
import { advanceStages, deniedSomewhere, reseated } from './stages.js';
import type { DomainEvent, RequestState, StatusOf } from './state.js';

type Of<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

/** Votes of people who no longer may approve are void; the others stay. */
export function eligibilityLost(state: RequestState, event: Of<'eligibilityLost'>): Outcome {
  if (state.status !== 'approved') return ignored(`no claim is due while ${state.status}`);
  if (state.resolution.by !== 'people') return ignored('it stands on no votes');
  const votes = state.round.votes.filter((vote) => !event.personIds.includes(vote.personId));
  if (votes.length === state.round.votes.length) return ignored('nobody who counted lost the right');
  const lost = audit('votes.void', { people: [...event.personIds], why: 'no longer eligible when the action was to run' });
  return standOrReopen(state, { ...state.round, votes }, event.atMs, [lost]);
}

/** The policies in force now are not those that people were asked under. What was given counts under them too, as far as it goes. */
export function replanned(state: RequestState, event: Of<'replanned'>): Outcome {
  if (state.status !== 'approved') return ignored(`no claim is due while ${state.status}`);
  const { plan, atMs, people } = event;
  const now = audit('request.replanned', {
    policy: `${plan.policy.name}@${plan.policy.version}`,
    route: plan.route,
    reasons: plan.reasons.map((reason) => reason.text),
  });
  switch (plan.route) {
    case 'deny': {
      const reason = 'the policies in force when it was to run refuse it';
      return resolve({ ...asPending(state), plan }, { outcome: 'rejected', by: 'policy', people: [], reason }, atMs, [now]);
    }
    case 'auto':
      return moved(inTime({ ...state, plan: onlyTimes(state.plan, plan) }, atMs), now);
    case 'review': {
      // Silence under this very policy approves still; that another policy was changed does not matter to it.
      const same = plan.policy.digest === state.plan.policy.digest && plan.onTimeout === 'approve' && !isHighRisk(plan.risk);
      if (state.resolution.by === 'fallback' && same) return moved(inTime({ ...state, plan: onlyTimes(state.plan, plan) }, atMs), now);
      const fresh = nextRound(plan, state.round, atMs);
      const approved = reseated(plan, { ...fresh, delegations: state.round.delegations }, state.round.votes, people, atMs);
      // What was denied stays denied, also where the policies of before let it pass.
      const denials = state.round.votes
        .filter(({ verb }) => verb === 'deny')
        .map((vote) => ({ ...vote, stage: Math.min(vote.stage, approved.stage) }));
      const round = { ...approved, votes: [...approved.votes, ...denials] };
      const denied = deniedSomewhere(plan, round);
      if (denied) {
        const reason = `denied by ${denied.join(', ')}, under the policies in force when it was to run`;
        return resolve({ ...asPending(state), plan }, { outcome: 'rejected', by: 'people', people: denied, reason }, atMs, [now]);
      }
      if (state.resolution.by === 'people' && firstOpenStage(plan, round) === null) {
        return moved(inTime({ ...state, plan, round }, atMs), now, rewrite);
      }
      const stage = plan.stages[round.stage];
      const asked: Effect = { kind: 'notice', notice: 'ask', refs: stage ? askedEntries(stage, round) : [] };
      return advanceStages({ ...asPending(state, round), plan }, atMs, [now, asked]);
    }
  }
}

/** The plan that people were asked under, with what the present one says of when an effect may start. */
function onlyTimes(plan: Plan, { policySet, frozen, vetoWindowMs }: Plan): Plan {
  return { ...plan, policySet, frozen, vetoWindowMs };
}

/** An approval under another plan: a veto window or a freeze that it did not have holds it back. */
function inTime(state: StatusOf<'approved'>, atMs: number): StatusOf<'approved'> {
  const { plan, resolution } = state;
  if (resolution.by === 'override') return state;
  const runFromMs = outside(Math.max(state.runFromMs, Date.parse(resolution.at) + plan.vetoWindowMs, atMs), plan.frozen);
  if (runFromMs <= atMs) return state;
  return { ...state, runFromMs, due: false, usableUntilMs: Math.max(state.usableUntilMs, runFromMs + plan.usableForMs) };
}

/**
 * What people were shown rests on something that is not so any more. The agent looks again where it can; else people are asked again, with all
 * votes void. What nobody was asked about is refused, as nobody could judge it.
 */
export function preconditionChanged(state: RequestState, event: Of<'preconditionChanged'>): Outcome {
  if (state.status !== 'approved' || state.revision !== event.revision) return ignored(`no claim is due while ${state.status}`);
  const { plan, round, digest } = state;
  const { reason, atMs } = event;
  const changed = audit('precondition.changed', { revision: event.revision, reason });
  if (state.canRevise && state.revision < plan.maxRevisions) {
    const revising = { why: 'precondition' as const, reason };
    return moved({ ...base(state), status: 'revising', digest, plan, round, sinceMs: atMs, revising }, changed, rewrite);
  }
  if (plan.stages.length === 0) {
    return resolve(asPending(state), { outcome: 'rejected', by: 'policy', people: [], reason }, atMs, [changed]);
  }
  const fresh = nextRound(plan, round, atMs);
  const first = plan.stages[0];
  const asked: Effect = { kind: 'notice', notice: 'ask', refs: first ? askedEntries(first, fresh) : [] };
  return moved(asPending(state, fresh), changed, asked);
}
