import type { Json, JsonObject } from '../../contracts/json.js';

/** One place where two revisions' arguments differ. `before` or `after` undefined: added or removed there. */
export interface Change {
  path: readonly (string | number)[];
  before: Json | undefined;
  after: Json | undefined;
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Every change, in the order of the newer arguments; lists of the same length are compared item by item. */
export function argsChanges(before: Json | undefined, after: Json | undefined, path: Change['path'] = []): Change[] {
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(after), ...Object.keys(before)]);
    return [...keys].flatMap((key) => argsChanges(own(before, key), own(after, key), [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return after.flatMap((item, index) => argsChanges(before[index], item, [...path, index]));
  }
  const same = before !== undefined && after !== undefined && JSON.stringify(before) === JSON.stringify(after);
  return same || (before === undefined && after === undefined) ? [] : [{ path, before, after }];
}
