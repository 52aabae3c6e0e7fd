import type { Action } from '../contracts/action.js';
import type { Json } from '../contracts/json.js';

/** Of one revision. Somebody looks for an order's number or a customer's name, not for the middle of a document. */
const MOST_WORDS = 120;
const MOST_LETTERS_OF_VALUE = 300;
const LONGEST_WORD = 60;

/** Letters and digits of any script, lower-case; each word once, in order. PostgreSQL's own parser would take `payments.refund` for a host. */
export function wordsOf(text: string): string[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return [...new Set(words.map((word) => [...word].slice(0, LONGEST_WORD).join('')))];
}

/** The words that a revision is found by: of its title and type first, then of what its arguments say. */
export function wordsOfAction({ title, type, args }: Pick<Action, 'title' | 'type' | 'args'>): string[] {
  const words = new Set([...wordsOf(title), ...wordsOf(type)]);
  for (const text of scalarsOf(args)) {
    for (const word of wordsOf(text.slice(0, MOST_LETTERS_OF_VALUE))) words.add(word);
    if (words.size >= MOST_WORDS) break;
  }
  return [...words].slice(0, MOST_WORDS);
}

function* scalarsOf(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'number') yield String(value);
  else if (Array.isArray(value)) for (const each of value) yield* scalarsOf(each);
  else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) yield* scalarsOf(each);
}
