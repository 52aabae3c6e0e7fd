import { assertNever } from '../contracts/assert-never.js';
import { base } from './base.js';
import { escalate } from './ladder.js';
import { moved, rewrite, type Outcome } from './outcome.js';
import { placeOf } from './problem.js';
import { counted, refuse } from './receipts.js';
import { resolve } from './resolve.js';
import { atStage, paused } from './rounds.js';
import type { DecisionEvent, StatusOf } from './state.js';

/** Sent back with feedback: one is enough. Past the limit of revisions it ends or escalates, and is never approved. */
export function reject(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  const { plan, round, digest } = state;
  const before = counted(event, placeOf(state, event)?.as ?? null);
  const rejected = (reason: string) =>
    resolve(state, { outcome: 'rejected', by: 'people', people: [event.personId], reason }, event.atMs, before);
  if (!state.canRevise) return rejected(`sent back by ${event.personId}; nobody here revises this action`);
  if (state.revision < plan.maxRevisions) {
    const revising = {
      ...base(state),
      status: 'revising' as const,
      digest,
      plan,
      round,
      sinceMs: event.atMs,
      revising: { why: 'feedback' as const },
    };
    return moved(revising, ...before, rewrite);
  }
  const limit = `sent back by ${event.personId}; all ${plan.maxRevisions} revisions are used`;
  switch (plan.onMaxRevisions) {
    case 'reject':
      return rejected(limit);
    case 'escalate': {
      // All votes are void, so the asking starts over at the first stage; its ladder goes on where it is.
      const again = round.stage === 0 ? round : atStage(round, 0, event.atMs);
      const outcome = escalate({ ...state, round: { ...again, votes: [], claims: [], sentBack: true } }, limit, event.atMs);
      return outcome.kind === 'moved' ? moved(outcome.state, ...before, ...outcome.effects) : rejected(limit);
    }
    default:
      return assertNever(plan.onMaxRevisions);
  }
}

/** Changed arguments: the shell plans them as the next revision in the same transaction. */
export function edit(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  const { plan, round, digest } = state;
  const pendingEdit = { seq: event.seq, decisionId: event.decisionId, personId: event.personId, facts: event.facts };
  const revising = { why: 'edit' as const, edit: pendingEdit };
  const as = placeOf(state, event)?.as ?? null;
  return moved({ ...base(state), status: 'revising', digest, plan, round, sinceMs: event.atMs, revising }, ...counted(event, as));
}

export function answer(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  const verdict = {
    outcome: 'answered' as const,
    by: 'people' as const,
    people: [event.personId],
    reason: `answered by ${event.personId}`,
    answer: event.answer ?? '',
  };
  return resolve(state, verdict, event.atMs, counted(event, placeOf(state, event)?.as ?? null));
}

/** A question keeps the request open, and stops its clock where the policy says so. */
export function ask(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  const { plan, round } = state;
  const asked = { ...round, questions: [...round.questions, event.decisionId] };
  // One that follows on another without an answer stops nothing: else the clock could be held for ever, question by question.
  const stops = plan.clock.pausedWhile.includes('question') && round.questions.length === 0;
  const next = { ...state, round: stops ? paused(plan, asked, event.atMs) : asked };
  return moved(next, ...counted(event), { kind: 'notice', notice: 'question', refs: [] });
}

export function escalateByHand(state: StatusOf<'pending'>, event: DecisionEvent): Outcome {
  const outcome = escalate(state, `${event.personId} asked for it`, event.atMs);
  return outcome.kind === 'moved'
    ? moved(outcome.state, ...counted(event), ...outcome.effects)
    : refuse(state, event, 'nothing_to_escalate');
}
