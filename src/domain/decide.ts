import { assertNever } from '../contracts/assert-never.js';
import { isBeforeClaim, isTerminal, type Resolution } from '../contracts/status.js';
import { base } from './base.js';
import { decideDecision } from './decision.js';
import { ignored, moved, type Effect, type Outcome } from './outcome.js';
import { propose } from './propose.js';
import { firstOpenStage } from './quorum.js';
import { tick } from './tick.js';
import type { DomainEvent, RequestState } from './state.js';

/**
 * The rules of a request: what each event makes of it. Pure; time comes in the event. `ignored` leaves no trace; a decision is never ignored
 * but always receives a receipt.
 */
export function decide(state: RequestState, event: DomainEvent): Outcome {
  switch (event.kind) {
    case 'decision':
      return decideDecision(state, event);
    case 'proposed':
      return propose(state, event);
    case 'proposalFailed':
      return proposalFailed(state, event);
    case 'tick':
      return tick(state, event.atMs);
    case 'withdrawn':
      return withdrawn(state, event);
    case 'claimed':
      return claimed(state, event);
    case 'eligibilityLost':
      return eligibilityLost(state, event);
    case 'finished':
      return finished(state, event);
    case 'questionAnswered':
      return questionAnswered(state, event);
    case 'settled':
      return settled(state, event);
    default:
      return assertNever(event);
  }
}

type Of<K extends DomainEvent['kind']> = Extract<DomainEvent, { kind: K }>;

function proposalFailed(state: RequestState, event: Of<'proposalFailed'>): Outcome {
  if (state.status !== 'proposing' && state.status !== 'revising') return ignored(`no proposal is awaited while ${state.status}`);
  return endUnvoted(state, 'rejected', event, {});
}

function withdrawn(state: RequestState, event: Of<'withdrawn'>): Outcome {
  if (!isBeforeClaim(state.status)) return ignored(`already ${state.status}`);
  return endUnvoted(state, 'cancelled', event, { who: event.who });
}

/** Ends a request that nobody voted to its end; `more` goes into the record only. */
function endUnvoted(
  state: RequestState,
  outcome: 'rejected' | 'cancelled',
  { by, reason, atMs }: { by: Resolution['by']; reason: string; atMs: number },
  more: { who?: string },
): Outcome {
  const { revision, digest } = state;
  const resolution: Resolution = { outcome, by, people: [], reason, revision, digest, at: new Date(atMs).toISOString(), answer: null };
  return moved(
    { ...base(state), status: outcome, resolution },
    { kind: 'audit', entry: 'request.resolved', body: { ...resolution, ...more } },
    { kind: 'notice', notice: 'rewrite', refs: [] },
  );
}

function claimed(state: RequestState, event: Of<'claimed'>): Outcome {
  if (state.revision !== event.revision) return ignored('the claim is for another revision');
  if (state.status === 'approved') {
    const { plan, digest, resolution } = state;
    return moved(
      { ...base(state), status: 'executing', digest, plan, resolution, fence: event.fence, leaseUntilMs: event.leaseUntilMs },
      { kind: 'audit', entry: 'effect.claimed', body: { revision: event.revision, fence: event.fence } },
      { kind: 'notice', notice: 'rewrite', refs: [] },
    );
  }
  if (state.status === 'executing' && event.fence > state.fence) {
    return moved(
      { ...state, fence: event.fence, leaseUntilMs: event.leaseUntilMs },
      { kind: 'audit', entry: 'effect.reclaimed', body: { revision: event.revision, fence: event.fence } },
    );
  }
  return ignored(`nothing to claim while ${state.status}`);
}

/**
 * Removed approvers' votes are void; the others stay. Where these still satisfy the plan the approval stands on them, else the request waits
 * again at the first stage that is open.
 */
function eligibilityLost(state: RequestState, event: Of<'eligibilityLost'>): Outcome {
  if (state.status !== 'approved') return ignored(`no claim is due while ${state.status}`);
  const { plan, digest } = state;
  const votes = state.round.votes.filter((vote) => !event.personIds.includes(vote.personId));
  if (votes.length === state.round.votes.length) return ignored('nobody who counted lost the right');
  const lost: Effect = {
    kind: 'audit',
    entry: 'votes.void',
    body: { people: [...event.personIds], why: 'no longer eligible when the action was to run' },
  };
  const round = { ...state.round, votes };
  const open = firstOpenStage(plan, round);
  if (open === null) {
    const people = votes.filter((vote) => vote.verb === 'approve').map((vote) => vote.personId);
    const resolution = { ...state.resolution, people, reason: `approved by ${people.join(', ')}` };
    return moved({ ...state, round, resolution }, lost, { kind: 'notice', notice: 'rewrite', refs: [] });
  }
  const again = {
    ...round,
    stage: open,
    votes: votes.filter((vote) => vote.stage <= open),
    startedAtMs: event.atMs,
    reminded: false,
    stepsTaken: 0,
    deadlineAtMs: Math.max(round.deadlineAtMs, event.atMs + plan.deadlineMs),
  };
  return moved({ ...base(state), status: 'pending', digest, plan, round: again }, lost, {
    kind: 'notice',
    notice: 'ask',
    refs: plan.stages[open]?.entries ?? [],
  });
}

function finished(state: RequestState, event: Of<'finished'>): Outcome {
  if (state.status !== 'executing' || state.revision !== event.revision) return ignored(`no outcome is awaited while ${state.status}`);
  const { digest, resolution } = state;
  return moved(
    { ...base(state), status: event.outcome, digest, resolution },
    { kind: 'audit', entry: 'effect.finished', body: { revision: event.revision, outcome: event.outcome, reason: event.reason } },
    { kind: 'notice', notice: 'rewrite', refs: [] },
  );
}

/** Words for people: the request stays where it is, and every card shows them. */
function questionAnswered(state: RequestState, { decisionId, revision, answer }: Of<'questionAnswered'>): Outcome {
  if (isTerminal(state.status)) return ignored(`already ${state.status}`);
  return moved(
    state,
    { kind: 'audit', entry: 'question.answered', body: { decisionId, revision, answer } },
    { kind: 'notice', notice: 'rewrite', refs: [] },
  );
}

/** Only an unknown outcome is ever settled later, by a human. */
function settled(state: RequestState, event: Of<'settled'>): Outcome {
  if (state.status !== 'unknown')
    return ignored(isTerminal(state.status) ? `already ${state.status}` : `nothing to settle while ${state.status}`);
  return moved(
    { ...state, status: event.outcome },
    { kind: 'audit', entry: 'effect.settled', body: { outcome: event.outcome, by: event.by, reason: event.reason } },
    { kind: 'notice', notice: 'rewrite', refs: [] },
  );
}
