import { createTwoFilesPatch } from 'diff';
import type { Json } from '../../contracts/json.js';
import { visibleText } from '../../contracts/visible-text.js';
import type { Colours } from '../context.js';

/** JSON with sorted keys, so that a diff shows changes and not the order in which an agent happened to write. */
export function pretty(value: Json): string {
  return JSON.stringify(sorted(value), null, 2);
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}

/** What changed between two arguments, as a unified diff in the margin; empty where nothing did. */
export function argsDiff(before: Json, after: Json, names: { before: string; after: string }, colours: Colours): string {
  const [from, to] = [pretty(before), pretty(after)];
  if (from === to) return '';
  // The whole document is the context: what is approved is everything, not only what changed.
  const patch = createTwoFilesPatch(names.before, names.after, `${from}\n`, `${to}\n`, '', '', { context: Number.MAX_SAFE_INTEGER });
  return patch
    .split('\n')
    .slice(1)
    .filter((line) => line !== '' && !line.startsWith('@@'))
    .map((line) => `${colours.dim('  │')} ${paint(visibleText(line), colours)}`)
    .join('\n');
}

function paint(line: string, colours: Colours): string {
  if (line.startsWith('+')) return colours.green(line);
  if (line.startsWith('-')) return colours.red(line);
  return line;
}
