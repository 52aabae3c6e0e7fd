import { assertNever } from '../contracts/assert-never.js';
import { isBeforeClaim, isTerminal, type Resolution } from '../contracts/status.js';
import { base } from './base.js';
import { decideDecision } from './decision.js';
import { eligibilityLost, preconditionChanged, replanned } from './before-effect.js';
import { audit, ignored, moved, rewrite, type Effect, type Outcome } from './outcome.js';
import { propose } from './propose.js';
import { whoFindsOut } from './stages.js';
import { resumed } from './rounds.js';
import { compensated, compensationFailed, settled } from './settle.js';
import { tick } from './tick.js';
import type { DomainEvent, RequestState } from './state.js';
import { reachable, unreachable } from './unreachable.js';

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
    case 'unreachable':
      return unreachable(state, event);
    case 'reachable':
      return reachable(state, event);
    case 'claimed':
      return claimed(state, event);
    case 'eligibilityLost':
      return eligibilityLost(state, event);
    case 'replanned':
      return replanned(state, event);
    case 'preconditionChanged':
      return preconditionChanged(state, event);
    case 'finished':
      return finished(state, event);
    case 'questionAnswered':
      return questionAnswered(state, event);
    case 'settled':
      return settled(state, event);
    case 'compensated':
      return compensated(state);
    case 'compensationFailed':
      return compensationFailed(state, event);
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
  return moved({ ...base(state), status: outcome, resolution }, audit('request.resolved', { ...resolution, ...more }), rewrite);
}

function claimed(state: RequestState, event: Of<'claimed'>): Outcome {
  if (state.revision !== event.revision) return ignored('the claim is for another revision');
  if (state.status === 'approved') {
    const now = dueAt(state, event.atMs);
    if (now.status !== 'approved' || !now.due) return ignored('its time to start has not come, or is over');
    const { plan, digest, round, resolution } = state;
    const { fence, leaseUntilMs } = event;
    return moved(
      { ...base(state), status: 'executing', digest, plan, round, resolution, fence, leaseUntilMs },
      audit('effect.claimed', { revision: event.revision, fence }),
      rewrite,
    );
  }
  if (state.status === 'executing' && event.fence > state.fence) {
    return moved(
      { ...state, fence: event.fence, leaseUntilMs: event.leaseUntilMs },
      audit('effect.reclaimed', { revision: event.revision, fence: event.fence }),
    );
  }
  return ignored(`nothing to claim while ${state.status}`);
}

/** Where it would stand if what is due had happened already. */
function dueAt(state: RequestState, atMs: number): RequestState {
  const outcome = tick(state, atMs);
  return outcome.kind === 'moved' ? outcome.state : state;
}

function finished(state: RequestState, event: Of<'finished'>): Outcome {
  if (state.status !== 'executing' || state.revision !== event.revision) return ignored(`no outcome is awaited while ${state.status}`);
  const { digest, plan, round, resolution } = state;
  const { revision, outcome, reason } = event;
  const entry = audit('effect.finished', { revision, outcome, reason });
  const after = { ...base(state), digest, plan, round, resolution };
  if (outcome !== 'unknown') return moved({ ...after, status: outcome }, entry, rewrite);
  const told: Effect = { kind: 'notice', notice: 'unknown', refs: whoFindsOut(state) };
  return moved({ ...after, status: 'unknown', compensating: null }, entry, told);
}

/** Words for people: the request stays where it is, and every card shows them. The clock goes on with the last open question. */
function questionAnswered(state: RequestState, { decisionId, revision, answer, by, atMs }: Of<'questionAnswered'>): Outcome {
  if (isTerminal(state.status)) return ignored(`already ${state.status}`);
  const entry = audit('question.answered', { decisionId, revision, answer, by });
  if (state.status !== 'pending') return moved(state, entry, rewrite);
  const questions = state.round.questions.filter((each) => each !== decisionId);
  const round = { ...state.round, questions };
  return moved({ ...state, round: questions.length === 0 ? resumed(state.plan, round, atMs) : round }, entry, rewrite);
}
