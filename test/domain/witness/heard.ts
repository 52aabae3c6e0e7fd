import type { Book } from './book.js';
import type { DomainEvent, RequestState } from '../../../src/domain/state.js';
import { overlap, placesAt } from './ballots.js';
import { must } from './must.js';
import type { Moved } from './types.js';

/** Whoever is asked and has said nothing yet is heard; nothing stands in the way of a no. */
export function isHeard(book: Book, before: RequestState, event: DomainEvent, outcome: Moved): void {
  if (before.status !== 'pending' || event.kind !== 'decision') return;
  const refused = outcome.effects.find((effect) => effect.kind === 'receipt' && !effect.counted);
  const { personId, facts, verb, comment, atMs } = event;
  const shown = event.revision === before.revision && event.digest === before.digest;
  if (!refused || !shown || facts.self || !facts.active || !comment?.trim()) return;
  const stage = before.plan.stages[book.stage];
  if (!stage) return;
  const places = placesAt(stage, book.stage, book.asks, personId, book.handed.heldBy(personId, facts.standings), true);
  const fresh = places.length > 0 && !book.ballots.some((each) => places.some(({ as }) => overlap(each, { personId, as })));
  if (!fresh) return;
  must(verb !== 'deny' && verb !== 'abstain', `who is asked may always ${verb}`);
  if (before.execute === 'none') return;
  must(verb !== 'reject', 'who is asked may always send it back');
  const barred = book.barred();
  const free = [...book.claims].every(([id, { untilMs }]) => id === personId || untilMs <= atMs);
  if (!barred.includes(personId) && places.every(({ as }) => !barred.includes(as)))
    must(verb !== 'approve' || !free, 'who is asked may approve');
}

/** People hear of what concerns them: a change of status on every card, a call only where somebody may follow it. */
export function isTold(book: Book, before: RequestState, { atMs }: DomainEvent, { state, effects }: Moved): void {
  const notices = effects.flatMap((effect) => (effect.kind === 'notice' ? [effect] : []));
  const quiet = state.status === 'revising' || state.status === before.status;
  must(quiet || notices.length > 0, `nobody hears that it is ${state.status}`);
  if (state.status !== 'pending') return;
  const asleep = [...book.snoozes].filter(([, untilMs]) => untilMs > atMs).map(([id]) => `person:${id}`);
  for (const { notice, refs } of notices)
    if (notice === 'remind') must(!refs.some((ref) => asleep.includes(ref)), 'who snoozed is not reminded');
}
