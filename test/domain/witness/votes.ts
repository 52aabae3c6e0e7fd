import type { Book } from './book.js';
import type { Plan } from '../../../src/contracts/plan.js';
import type { Effect } from '../../../src/domain/outcome.js';
import type { DecisionEvent, RequestState, Standing, Vote } from '../../../src/domain/state.js';
import { isFilled, isOf, overlap, placesAt, seated } from './ballots.js';
import { must } from './must.js';
import type { Body } from './types.js';

export function votes(
  book: Book,
  event: DecisionEvent,
  places: readonly Standing[],
  state: RequestState,
  effects: readonly Effect[],
): void {
  const { personId, decisionId } = event;
  const { plan, stage: index } = book;
  const verb = event.verb as Vote['verb'];
  const as = onBehalfOf(effects) ?? personId;
  const earlier = book.ballots.filter((each) => overlap(each, { personId, as }));
  must(
    earlier.every((each) => each.personId === personId || each.as === personId),
    'one human has one vote, and whose place it is has the last word',
  );
  const mine = earlier.find((each) => each.stage < index);
  const place = mine ?? places.find((each) => each.as === as);
  must(place !== undefined, 'who is not asked has no vote');
  if (mine) must(verb === 'deny', 'a vote of an earlier stage can only be taken back');
  must(
    earlier.every((each) => each.verb !== verb),
    'the same word twice counts once',
  );
  if (verb === 'approve') {
    must(plan !== null && state.execute !== 'none', 'a question is answered, never approved');
    const barred = book.barred();
    must(!barred.includes(personId) && !barred.includes(as), 'a change is approved by somebody else');
    hasSeat(book, plan, event);
  }
  const stage = mine?.stage ?? index;
  const vetoes = places.some((each) => each.as === as && (plan?.stages[index]?.vetoes ?? []).some((ref) => isOf(ref, each)));
  book.ballots = book.ballots.filter((each) => !earlier.includes(each) && each.stage <= stage);
  book.ballots.push({ personId, as, groups: place.groups, fits: place.fits, verb, stage, decisionId, revision: event.revision });
  book.claims.delete(personId);
  if (stage < index) book.enter(stage, event.atMs);
  if (verb === 'deny' && vetoes) must(state.status === 'rejected', 'a veto ends it at once');
}

export function objects(book: Book, event: DecisionEvent, state: RequestState, effects: readonly Effect[]): void {
  const { personId, facts, decisionId } = event;
  const { plan } = book;
  const held = book.handed.heldBy(personId, facts.standings);
  const as = onBehalfOf(effects) ?? personId;
  const stages = (plan?.stages ?? []).map((stage, index) => ({ index, places: placesAt(stage, index, book.asks, personId, held, true) }));
  must(
    stages.some(({ places }) => places.length > 0),
    'who was never asked stops nothing',
  );
  const earlier = book.ballots.filter((each) => overlap(each, { personId, as }));
  must(
    earlier.every(({ verb }) => verb !== 'deny'),
    'the same word twice counts once',
  );
  must(
    earlier.every((each) => each.personId === personId || each.as === personId),
    'who stands in for somebody takes nothing of theirs back',
  );
  if (book.start?.by === 'fallback') must(state.status === 'rejected', 'what only silence approved gives way to a denial');
  book.ballots = book.ballots.filter((each) => !earlier.includes(each));
  const words = [
    ...stages.flatMap(({ index, places }) => places.map((place) => ({ index, place }))),
    ...earlier.map((place) => ({ index: place.stage, place })),
  ];
  const vetoes = words.some(({ index, place }) => (plan?.stages[index]?.vetoes ?? []).some((ref) => isOf(ref, place)));
  if (state.status === 'rejected') {
    const denials = book.ballots.filter(({ verb }) => verb === 'deny').length + 1;
    must(
      vetoes || book.start?.by === 'fallback' || (plan?.stages ?? []).some(({ deny }) => denials >= deny),
      'one denial below its threshold rejects nothing',
    );
    return;
  }
  const written = 'round' in state ? state.round.votes.find((vote) => vote.decisionId === decisionId) : undefined;
  must(written !== undefined && written.verb === 'deny' && written.personId === personId && written.as === as, 'an objection is kept');
  must(
    written.stage === earlier[0]?.stage || stages.some(({ index, places }) => index === written.stage && places.length > 0),
    'an objection is one where it was asked',
  );
  book.ballots.push({ ...written, revision: event.revision });
  book.reopened(state, event.atMs);
}

export function retractsApproval(book: Book, { personId, atMs }: DecisionEvent, state: RequestState): void {
  must(book.start?.by === 'people', 'what stands on no votes loses none');
  const mine = book.ballots.find((each) => each.personId === personId && each.verb === 'approve');
  must(mine !== undefined, 'only what was given is taken back');
  book.ballots = book.ballots.filter((each) => each !== mine);
  book.reopened(state, atMs);
}

export function retracts(book: Book, { personId }: DecisionEvent, atMs: number): void {
  const mine = book.ballots.find((each) => each.personId === personId);
  if (mine) {
    book.ballots = book.ballots.filter((each) => each !== mine);
    const { plan } = book;
    if (mine.stage === book.stage || (plan && isFilled(plan, mine.stage, book.asks, book.ballots))) return;
    book.ballots = book.ballots.filter((each) => each.stage <= mine.stage);
    book.enter(mine.stage, atMs);
  } else if (book.handed.hasGiven(personId)) takesBack(book, personId);
  else must(book.claims.delete(personId), 'only what was given is taken back');
}

/** Who had taken a seat from a place that went back has it no longer. */
function takesBack(book: Book, personId: string): void {
  const brought = (holder: string): string[] => book.handed.broughtTo(holder);
  const before = new Map([...book.claims.keys()].map((holder) => [holder, brought(holder)]));
  book.handed.takeBack(personId);
  for (const [holder, { place }] of book.claims)
    if (before.get(holder)?.includes(place.as) && !brought(holder).includes(place.as)) book.claims.delete(holder);
}

/** Seats are left beside those that others have taken. */
export function hasSeat(book: Book, plan: Plan, { personId, atMs }: DecisionEvent): void {
  const others = [...book.claims].filter(([id, { untilMs }]) => id !== personId && untilMs > atMs).length;
  const { filled, need } = seated(plan, book.stage, book.asks, book.ballots);
  must(others === 0 || need - filled > others, 'a seat that somebody has taken is kept for them');
}

/** Whose place the record says a vote fills. */
function onBehalfOf(effects: readonly Effect[]): string | undefined {
  const entry = effects.find((effect) => effect.kind === 'audit' && effect.entry === 'decision.counted');
  return entry?.kind === 'audit' ? ((entry.body as Body).onBehalfOf as string | undefined) : undefined;
}
