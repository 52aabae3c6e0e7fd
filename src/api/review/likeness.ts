import type { Json, JsonObject } from '../../contracts/json.js';

interface Alike {
  title: string;
  args: JsonObject;
}

/** Words of a text, small; numbers are words too. */
function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
}

/** Share of the words of both that are in both. */
function sharedWords(a: string, b: string): number {
  const [mine, yours] = [wordsOf(a), wordsOf(b)];
  const all = new Set([...mine, ...yours]).size;
  return all === 0 ? 1 : [...mine].filter((word) => yours.has(word)).length / all;
}

function leavesOf(value: Json, path: string): [path: string, leaf: Json][] {
  if (value === null || typeof value !== 'object') return [[path, value]];
  const entries = Object.entries(value);
  return entries.length === 0 ? [[path, JSON.stringify(value)]] : entries.flatMap(([key, item]) => leavesOf(item, `${path}/${key}`));
}

function near(a: Json | undefined, b: Json | undefined): number {
  if (a === undefined || b === undefined) return 0;
  if (a === b) return 1;
  if (typeof a === 'number' && typeof b === 'number') return 0.8 * Math.max(0, 1 - Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b)));
  return typeof a === 'string' && typeof b === 'string' ? 0.6 * sharedWords(a, b) : 0;
}

/** From 0 to 1: how much two actions of one type are alike, by their arguments first and by their titles. */
export function likeness(a: Alike, b: Alike): number {
  const [mine, yours] = [new Map(leavesOf(a.args, '')), new Map(leavesOf(b.args, ''))];
  const paths = [...new Set([...mine.keys(), ...yours.keys()])];
  const args = paths.length === 0 ? 1 : paths.reduce((sum, path) => sum + near(mine.get(path), yours.get(path)), 0) / paths.length;
  return 0.7 * args + 0.3 * sharedWords(a.title, b.title);
}
