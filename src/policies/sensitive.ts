import type { Json } from '../contracts/json.js';

/** Agents write the text that is searched: compatibility forms (full-width letters) and invisible characters must not hide a word. */
function normalise(text: string): string {
  return text.normalize('NFKC').replaceAll(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '');
}

function pattern(word: string): RegExp {
  const escaped = normalise(word.trim())
    .split(/\s+/)
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('\\s+');
  // A whole word: no letter, digit or combining mark of any script on either side. `_` and `-` separate words.
  return new RegExp(`(?<![\\p{L}\\p{N}\\p{M}])${escaped}(?![\\p{L}\\p{N}\\p{M}])`, 'iu');
}

/** Keys count as text too: `{"refund": true}` speaks of a refund. */
function* texts(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* texts(item);
  else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      yield key;
      yield* texts(item);
    }
  }
}

/** The sensitive words found in title, rationale or anywhere within args, in the policy's order and spelling. */
export function findSensitive(words: readonly string[], action: { title: string; rationale: string | null; args: Json }): string[] {
  if (words.length === 0) return [];
  const haystacks = [action.title, action.rationale ?? '', ...texts(action.args)].map(normalise);
  return words.filter((word) => {
    const found = pattern(word);
    return haystacks.some((text) => found.test(text));
  });
}
