import { base } from './base.js';
import { audit, ignored, moved, rewrite, type Effect, type Outcome } from './outcome.js';
import { askedEntries, firstOpenStage } from './quorum.js';
import { asPending, standOrReopen } from './reopen.js';
import { resolve } from './resolve.js';
import { openRound } from './rounds.js';
import { reseated } from './stages.js';
import type { DomainEvent, RequestState } from './state.js';

type Of<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

/** Votes of people who no longer may approve are void; the others stay. */
export function eligibilityLost(state: RequestState, event: Of<'eligibilityLost'>): Outcome {
  if (state.status !== 'approved') return ignored(`no claim is due while ${state.status}`);
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
      return moved({ ...state, plan: { ...state.plan, policySet: plan.policySet } }, now);
    case 'review': {
      // Silence under this very policy approves still; that another policy was changed does not matter to it.
      const same = plan.policy.digest === state.plan.policy.digest && plan.onTimeout === 'approve';
      if (state.resolution.by === 'fallback' && same) return moved({ ...state, plan: { ...state.plan, policySet: plan.policySet } }, now);
      const fresh = openRound(plan, atMs, state.round.author);
      const round = reseated(plan, { ...fresh, delegations: state.round.delegations }, state.round.votes, people, atMs);
      if (state.resolution.by === 'people' && firstOpenStage(plan, round) === null) return moved({ ...state, plan, round }, now, rewrite);
      const stage = plan.stages[round.stage];
      const asked: Effect = { kind: 'notice', notice: 'ask', refs: stage ? askedEntries(stage, round) : [] };
      return moved({ ...asPending(state, round), plan }, now, asked);
    }
  }
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
  const fresh = openRound(plan, atMs, round.author);
  const first = plan.stages[0];
  const asked: Effect = { kind: 'notice', notice: 'ask', refs: first ? askedEntries(first, fresh) : [] };
  return moved(asPending(state, fresh), changed, asked);
}
