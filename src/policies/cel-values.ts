import type { Json, JsonObject } from '../contracts/json.js';

export type CelValue = null | boolean | number | string | Date | CelValue[] | Map<string, CelValue>;

/**
 * JSON as CEL sees it. Objects become maps, so that a key called `constructor` or `__proto__` in hostile arguments is a key like any other.
 * Numbers stay doubles, as JSON has them (RFC 8785); comparisons and arithmetic with CEL's ints are exact or defined in cel-environment.
 */
export function toCel(value: Json): CelValue {
  if (Array.isArray(value)) return value.map(toCel);
  if (value !== null && typeof value === 'object') return toCelMap(value);
  return value;
}

export function toCelMap(object: JsonObject): Map<string, CelValue> {
  return new Map(Object.entries(object).map(([key, value]) => [key, toCel(value)]));
}
