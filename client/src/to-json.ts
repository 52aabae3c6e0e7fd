import type { Json, JsonObject } from '../../src/contracts/json.js';

/**
 * A value as JSON holds it exactly, or a `TypeError` that names the place. `JSON.stringify` would turn a `Date` into text, `NaN` into null and
 * drop functions: people would then approve something else than what the code meant. Properties that are `undefined` are left out.
 */
export function toJson(value: unknown, at = 'args'): Json {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError(`${at}: a lone surrogate has no place in JSON`);
      return value;
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${at}: ${value} is no JSON number`);
      return value;
    case 'object':
      return value === null ? null : Array.isArray(value) ? value.map((item, n) => toJson(item, `${at}[${n}]`)) : objectToJson(value, at);
    case 'undefined':
    case 'function':
    case 'bigint':
    case 'symbol':
      throw new TypeError(`${at}: a ${typeof value} is no JSON value`);
  }
}

export function objectToJson(value: object, at = 'args'): JsonObject {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value) || (prototype !== null && prototype !== Object.prototype)) {
    throw new TypeError(
      `${at}: give a plain object of JSON values, not ${Array.isArray(value) ? 'an array' : `a ${value.constructor.name}`}`,
    );
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, toJson(item, `${at}.${key}`)]));
}
