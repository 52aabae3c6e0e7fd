import type { Json, JsonObject } from '../../contracts/json.js';
import { visibleLine } from '../../contracts/visible-text.js';
import { cut } from './kit.js';

const MOST_LINES = 10;
const MOST_VALUE = 120;

/** What changed between two revisions' arguments, one short line for each changed place; empty if nothing did. */
export function argsDiff(before: JsonObject, after: JsonObject): string[] {
  const changes: string[] = [];
  compare('', before, after, changes);
  if (changes.length <= MOST_LINES) return changes;
  return [...changes.slice(0, MOST_LINES), `… and ${changes.length - MOST_LINES} more changes`];
}

function compare(path: string, before: Json | undefined, after: Json | undefined, changes: string[]): void {
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(path === '' ? key : `${path}.${key}`, own(before, key), own(after, key), changes);
    }
    return;
  }
  if (before !== undefined && after !== undefined && JSON.stringify(before) === JSON.stringify(after)) return;
  changes.push(`${cut(visibleLine(path), MOST_VALUE)}: ${short(before)} → ${short(after)}`);
}

function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function short(value: Json | undefined): string {
  return value === undefined ? '(none)' : cut(visibleLine(JSON.stringify(value)), MOST_VALUE);
}
