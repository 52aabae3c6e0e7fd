import type { Outcome } from '../../../src/domain/outcome.js';
import type { DomainEvent, RequestState } from '../../../src/domain/state.js';
import { Book } from './book.js';
import { compare } from './compare.js';
import { isHeard, isTold } from './heard.js';
import { learn } from './learn.js';
import { must } from './must.js';
import type { Body, Moved } from './types.js';
import { mayMove } from './ways-of-a-request.js';

/**
 * Watches one request from outside. It keeps its own book of who said what, who is asked and what time it is, from the events, their receipts and
 * the record alone, and says which promise is broken. It never asks the reducer's own rules.
 */
export class Witness {
  private readonly book = new Book();

  /** Throws with the promise that does not hold between these two states. */
  see(before: RequestState, event: DomainEvent, outcome: Outcome): void {
    const { book } = this;
    receipts(before, event, outcome);
    if (outcome.kind === 'ignored') return mayIgnore(book, before, event);
    mayMove(before, event, outcome.state);
    if (!isRefused(outcome)) {
      learn(book, before, event, outcome);
      compare(book, before, event, outcome.state);
    }
    isHeard(book, before, event, outcome);
    isTold(book, before, event, outcome);
  }
}

function receipts(before: RequestState, event: DomainEvent, outcome: Outcome): void {
  const effects = outcome.kind === 'moved' ? outcome.effects : [];
  const given = effects.flatMap((effect) => (effect.kind === 'receipt' ? [effect] : []));
  const due = event.kind === 'decision' && event.seq > before.lastSeq;
  must(given.length === (due ? 1 : 0), `${given.length} receipts for ${event.kind}`);
  if (!due) return;
  must(given[0]?.seq === event.seq, 'a receipt is for the decision that came');
  must(given[0].counted === (given[0].reason === null), 'who is not counted hears why');
  const entries = effects.filter((effect) => effect.kind === 'audit' && /^decision\./.test(effect.entry));
  must(entries.length === 1, 'each decision is on the record once');
  if (outcome.kind === 'moved' && !given[0].counted) must(isSame(before, outcome.state), 'what does not count changes nothing');
}

/** What must never be passed over. */
function mayIgnore(book: Book, before: RequestState, event: DomainEvent): void {
  switch (event.kind) {
    case 'decision':
      return must(event.seq <= before.lastSeq, 'no decision is passed over');
    case 'withdrawn':
      return must(
        !['proposing', 'pending', 'revising', 'approved'].includes(before.status),
        'who asked may withdraw until the effect is claimed',
      );
    case 'finished':
      return must(before.status !== 'executing' || before.revision !== event.revision, 'an outcome is taken down');
    case 'proposed':
      return must(
        (before.status !== 'proposing' && before.status !== 'revising') || event.revision !== before.revision + 1,
        'the next revision is taken',
      );
    case 'claimed':
      if (before.status !== 'approved' || before.revision !== event.revision || !book.start || !book.plan) return;
      return must(!book.mayStart(event.atMs), 'what is approved, and whose time has come, may start');
    case 'unreachable':
      return must(before.status !== 'pending' || book.missing, 'who is missing is shown');
    case 'eligibilityLost':
      return must(
        before.status !== 'approved' ||
          book.start?.by !== 'people' ||
          !book.ballots.some(({ personId }) => event.personIds.includes(personId)),
        'a vote of somebody who may not approve any more is void',
      );
    default:
      return;
  }
}

function isRefused({ effects }: Moved): boolean {
  return effects.some((effect) => effect.kind === 'receipt' && !effect.counted);
}

function isSame(before: RequestState, after: RequestState): boolean {
  const [a, b]: Body[] = [before, after] as unknown as Body[];
  return Object.keys({ ...a, ...b }).every((key) => key === 'lastSeq' || a?.[key] === b?.[key]);
}
