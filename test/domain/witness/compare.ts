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

type Word = Pick<Vote, 'personId' | 'as' | 'verb' | 'stage' | 'decisionId'>;

const said = ({ personId, as, verb, stage, decisionId }: Word): string => `${personId} as ${as}: ${verb} at ${stage} (${decisionId})`;

/** The votes of the state are those that the witness heard, of different humans. */
function comparePeople(book: Book, { votes }: Round): void {
  const heard = new Set(book.ballots.map(said));
  const same = votes.length === heard.size && votes.every((vote) => heard.has(said(vote)));
  must(same, `the votes are those that were cast: ${votes.map(said).join('; ') || 'none'}, not ${[...heard].join('; ') || 'none'}`);
  const humans = votes.flatMap(({ personId, as }) => [...new Set([personId, as])]);
  must(new Set(humans).size === humans.length, 'one human is one vote');
  const barred = book.barred();
  must(
    !votes.some(({ verb, personId, as }) => verb === 'approve' && (barred.includes(personId) || barred.includes(as))),
    'a change is approved by somebody else',
  );
}

function comparePending(book: Book, { plan, round }: Extract<RequestState, { status: 'pending' }>): void {
  comparePeople(book, round);
  must(round.stage === book.stage, `the stage is ${book.stage}, not ${round.stage}`);
  must(isDeepStrictEqual(round.authors, book.authors), 'whose changes are in it stays known');
  must(round.edits === book.edits, 'edits are counted');
  must(round.sentBack === book.sentBack, 'what was sent back stays so');
  must((round.missing !== null) === book.missing, 'who is missing is shown');
  must(book.clock?.deadlineMs === round.deadlineAtMs, `the deadline is ${book.clock?.deadlineMs}, not ${round.deadlineAtMs}`);
  must(!book.denied(), 'enough denials end it');
  for (const [index, stage] of plan.stages.entries()) {
    const asked = (asks: readonly Asking[]) =>
      seatsOf(stage, index, asks)
        .map(({ ref, barred }) => [ref, ...barred].join(' '))
        .join();
    const changed = round.asking.length + book.asks.length > 0;
    must(!changed || asked(round.asking) === asked(book.asks), `at stage ${index} those are asked whom policy, ladder and people name`);
    if (index < book.stage) must(isFilled(plan, index, book.asks, book.ballots), 'no stage is left unfilled');
  }
  must(plan.stages.length === 0 || !isFilled(plan, book.stage, book.asks, book.ballots), 'what has its people waits no longer');
  const claims = new Map([...book.claims].map(([personId, { untilMs }]) => [personId, untilMs]));
  must(isKept(round.claims, claims), 'claims are those that were made, of people who fill something');
  must(isKept(round.snoozes, book.snoozes), 'snoozes are those that were asked for');
  const halves = round.overrides.map(({ personId }) => personId);
  must(halves.length === book.overrides.size && halves.every((id) => book.overrides.has(id)), 'an override waits for its second person');
}

function isKept(all: readonly { personId: string; untilMs: number }[], book: ReadonlyMap<string, number>): boolean {
  return all.length === book.size && all.every(({ personId, untilMs }) => book.get(personId) === untilMs);
}
