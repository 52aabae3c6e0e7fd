import type { Json, JsonObject } from '../../contracts/json.js';

/** Beyond these nobody reads arguments to the end on a page, and a phone does not draw them. */
const MOST_CHARACTERS = 100_000;
const MOST_VALUES = 3_000;

function valuesIn(value: Json): number {
  if (value === null || typeof value !== 'object') return 1;
  return Object.values(value).reduce<number>((sum, each) => sum + valuesIn(each), 1);
}

/** Why these arguments cannot be shown in full, and so not be approved on a page; null where they can. */
export function tooLong(args: JsonObject): string | null {
  const characters = JSON.stringify(args).length;
  if (characters > MOST_CHARACTERS)
    return `It is ${characters.toLocaleString('en')} characters long, more than anybody reads here to the end.`;
  const values = valuesIn(args);
  return values > MOST_VALUES ? `It holds ${values.toLocaleString('en')} values, more than anybody reads here to the end.` : null;
}
