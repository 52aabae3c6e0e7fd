import type { Book } from './book.js';
import { isDeepStrictEqual } from 'node:util';
import type { Plan, ReviewerRef } from '../../../src/contracts/plan.js';
import type { DomainEvent, RequestState } from '../../../src/domain/state.js';
import { approved, started } from './approvals.js';
import { isFilled } from './ballots.js';
import { must } from './must.js';
import { firstOutside } from './open-time.js';
import { proposed, replanned } from './revisions.js';
import { counted } from './said.js';
import type { Audit, Moved, Of } from './types.js';

/** Writes down what an event that was taken changes, and what the record says of it. */
export function learn(book: Book, before: RequestState, event: DomainEvent, outcome: Moved): void {
  const { state, effects } = outcome;
  switch (event.kind) {
    case 'decision':
      if (effects.some((effect) => effect.kind === 'receipt' && effect.counted)) counted(book, before, event, outcome);
      break;
    case 'proposed':
      proposed(book, before, event, state);
      break;
    case 'unreachable':
      book.missing = true;
      break;
    case 'reachable':
      book.missing = false;
      break;
    case 'eligibilityLost':
      must(book.start?.by === 'people', 'what stands on no votes loses none');
      book.ballots = book.ballots.filter(({ personId }) => !event.personIds.includes(personId));
      book.reopened(state, event.atMs);
      break;
    case 'replanned':
      replanned(book, event, state);
      break;
    case 'preconditionChanged':
      if (state.status === 'revising') book.left = { atMs: event.atMs, why: 'precondition', edit: null };
      if (state.status === 'pending') book.openRound(state.plan, event.atMs, book.authors);
      break;
    case 'questionAnswered':
      if (before.status !== 'pending') break;
      book.questions.delete(event.decisionId);
      if (book.questions.size === 0) book.clock?.resume(event.atMs);
      break;
    case 'compensated':
      must(book.compensating, 'only what somebody said is to be undone is undone');
      break;
    case 'compensationFailed':
      must(book.compensating, 'only what somebody said is to be undone is undone');
      book.compensating = false;
      break;
    default:
    // Nothing to write down.
  }
  for (const effect of effects) if (effect.kind === 'audit') read(book, effect, event, state);
  if (event.kind === 'tick') ticked(book, before, event, state);
  const anew = before.status !== 'approved' || (state.status === 'approved' && before.resolution.by !== state.resolution.by);
  if (state.status === 'approved' && anew) approved(book, state, event);
  if (state.status === 'executing' && before.status === 'approved') started(book, event);
}

/** The record says what the ladder and the stages did; whether they may have is looked up in the plan. */
function read(book: Book, { entry, body }: Audit, event: DomainEvent, state: RequestState): void {
  const { plan, clock } = book;
  const ladder = plan?.stages[book.stage]?.ladder ?? [];
  const { atMs } = event;
  if (!plan || !clock) return;
  const { do: kind, to, step } = body as { do?: string; to?: ReviewerRef[]; step?: number };
  switch (entry) {
    case 'reviewers.reminded':
      return clock.remind(ladder, atMs);
    case 'stage.satisfied':
      must(isFilled(plan, book.stage, book.asks, book.ballots), 'a stage ends when it is filled');
      book.enter(book.stage + 1, atMs);
      return;
    case 'clock.resumed':
      clock.giveUpWaiting(atMs);
      return;
    case 'request.escalated': {
      must(to !== undefined, 'an escalation says whom it asks');
      if (kind === 'fallback') {
        must(event.kind === 'unreachable' && isDeepStrictEqual(to, plan.fallback), 'the fallback is asked when nobody can be found');
        const stages = plan.stages.flatMap(({ name }, index) => (event.missing.some(({ stage }) => stage === name) ? [index] : []));
        for (const stage of stages) book.ask({ stage, kind: 'add', refs: to });
        return;
      }
      if (step === undefined) {
        clock.escalateAtDeadline(atMs);
        const further = [...ladder.flatMap((each) => each.to), ...plan.lastResort];
        must(plan.onTimeout === 'escalate' && to.every((ref) => further.includes(ref)), 'a deadline escalates as the policy says');
        clock.climbed(ladder);
        book.ask({ stage: book.stage, kind: 'add', refs: to });
        return;
      }
      const fired = clock.step(ladder, step - 1, event.kind === 'tick' ? atMs : null);
      must(fired.do === kind && isDeepStrictEqual(fired.to, to), 'a step does what the policy says');
      book.ask({ stage: book.stage, kind: kind === 'replace' ? 'replace' : 'add', refs: to });
      return;
    }
    case 'claim.ended':
      for (const [personId, { untilMs }] of book.claims) if (untilMs <= atMs) book.claims.delete(personId);
      return;
    case 'effect.postponed':
      must(state.status === 'approved' && book.start !== null, 'only an approval waits');
      postponed(book, book.start, plan, atMs);
  }
}

/** A freeze began before it had started: it waits for the end of it, and loses nothing of its time. */
function postponed(book: Book, start: NonNullable<Book['start']>, { frozen }: Plan, atMs: number): void {
  const fromMs = firstOutside(atMs, frozen);
  must(start.by !== 'override' && fromMs > atMs, 'only a freeze holds an approval back');
  book.start = { ...start, fromMs, untilMs: start.untilMs + fromMs - atMs };
}

function ticked(book: Book, before: RequestState, { atMs }: Of<'tick'>, state: RequestState): void {
  if (state.status === 'expired' && before.status === 'pending') book.clock?.mayExpire(atMs);
  if (state.status === 'expired' && before.status === 'approved') {
    must(atMs >= (book.start?.untilMs ?? Infinity), 'an approval is usable as long as the policy says');
  }
}
