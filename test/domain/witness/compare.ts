import type { Book } from './book.js';
import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '../../../src/contracts/plan.js';
import type { Asking, DomainEvent, RequestState, Round, Vote } from '../../../src/domain/state.js';
import { isFilled, seatsOf } from './ballots.js';
import { must } from './must.js';
import { OVER } from './ways-of-a-request.js';

export function compare(book: Book, before: RequestState, event: DomainEvent, state: RequestState): void {
  must(state.lastSeq === (event.kind === 'decision' ? event.seq : before.lastSeq), 'each decision is read once');
  if (!OVER.has(state.status)) must(state.digest === book.digest, 'the digest is the last revision’s');
  if (state.status === 'approved' || state.status === 'pending') comparePlan(book, state.plan);
  if (state.status === 'approved' && state.resolution.by === 'people') comparePeople(book, state.round);
  if (state.status === 'approved') must(!book.denied(), 'enough denials end it');
  if (state.status === 'pending') comparePending(book, state);
}

function comparePlan(book: Book, plan: Plan): void {
  if (book.plan === plan) return;
  must(
    isDeepStrictEqual({ ...plan, policySet: '' }, { ...book.plan, policySet: '' }),
    'a plan is frozen, and no count of it is ever lowered',
  );
  book.plan = plan;
}

function comparePeople(book: Book, { votes }: Round): void {
  const words = (all: readonly Pick<Vote, 'personId' | 'as' | 'verb' | 'stage' | 'decisionId'>[]) =>
    all
      .map(({ personId, as, verb, stage, decisionId }) => `${personId} as ${as}: ${verb} at ${stage} (${decisionId})`)
      .sort()
      .join('; ');
  const [kept, heard] = [words(votes), words(book.ballots)];
  must(kept === heard, `the votes are those that were cast: ${kept || 'none'}, not ${heard || 'none'}`);
  const humans = votes.flatMap(({ personId, as }) => [...new Set([personId, as])]);
  must(new Set(humans).size === humans.length, 'one human is one vote');
  const barred = book.barred();
  must(
    !votes.some(({ verb, personId, as }) => verb === 'approve' && (personId === barred || as === barred)),
    'a change is approved by somebody else',
  );
}

function comparePending(book: Book, { plan, round }: Extract<RequestState, { status: 'pending' }>): void {
  comparePeople(book, round);
  must(round.stage === book.stage, `the stage is ${book.stage}, not ${round.stage}`);
  must(round.author === book.author, 'whose change it is stays known');
  must(round.sentBack === book.sentBack, 'what was sent back stays so');
  must((round.missing !== null) === book.missing, 'who is missing is shown');
  must(book.clock?.deadlineMs === round.deadlineAtMs, `the deadline is ${book.clock?.deadlineMs}, not ${round.deadlineAtMs}`);
  must(!book.denied(), 'enough denials end it');
  for (const [index, stage] of plan.stages.entries()) {
    const asked = (asks: readonly Asking[]) => seatsOf(stage, index, asks).map(({ ref, barred }) => [ref, ...barred].join(' '));
    must(isDeepStrictEqual(asked(round.asking), asked(book.asks)), `at stage ${index} those are asked whom policy, ladder and people name`);
    if (index < book.stage) must(isFilled(plan, index, book.asks, book.ballots), 'no stage is left unfilled');
  }
  must(plan.stages.length === 0 || !isFilled(plan, book.stage, book.asks, book.ballots), 'what has its people waits no longer');
  const kept = (all: Iterable<readonly [string, number]>) =>
    [...all]
      .map(([id, untilMs]) => `${id} ${untilMs}`)
      .sort()
      .join();
  must(
    kept(round.claims.map(({ personId, untilMs }) => [personId, untilMs] as const)) === kept(book.claims),
    'claims are those that were made',
  );
  must(
    kept(round.snoozes.map(({ personId, untilMs }) => [personId, untilMs] as const)) === kept(book.snoozes),
    'snoozes are those that were asked for',
  );
  must(
    isDeepStrictEqual(new Set(round.overrides.map(({ personId }) => personId)), book.overrides),
    'an override waits for its second person',
  );
}
