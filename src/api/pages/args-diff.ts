import { diffArrays, diffLines, type ChangeObject } from 'diff';
import type { Json, JsonObject } from '../../contracts/json.js';
import { argsChanges, type Change } from './args-changes.js';
import { compared, html, type Html } from './html.js';

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));
const pathOf = (path: Change['path']): string =>
  path.length === 0 ? 'arguments' : path.map((part) => (typeof part === 'number' ? `item ${part + 1}` : part)).join(' › ');

function pieces(parts: readonly ChangeObject<string | string[]>[]): Html[] {
  return parts.map((part) => {
    const text = (typeof part.value === 'string' ? part.value : part.value.join('\n')).replace(/\n$/, '');
    if (part.added) return compared('ins', text);
    return part.removed ? compared('del', text) : compared('same', text);
  });
}

function changeOf({ before, after }: Change): Html[] {
  if (typeof before === 'string' && typeof after === 'string' && (before.includes('\n') || after.includes('\n'))) {
    return pieces(diffLines(before, after));
  }
  if (Array.isArray(before) && Array.isArray(after))
    return pieces(diffArrays(before.map(textOf), after.map(textOf)) as ChangeObject<string[]>[]);
  return [
    ...(before === undefined ? [] : [compared('del', textOf(before))]),
    ...(after === undefined ? [] : [compared('ins', textOf(after))]),
  ];
}

/** What changed between two revisions' arguments; null if nothing did. */
export function argsDiff(before: JsonObject, after: JsonObject): Html | null {
  const changes = argsChanges(before, after);
  if (changes.length === 0) return null;
  return html`<ul class="diff">
    ${changes.map((change) => html`<li><span class="path mono">${pathOf(change.path)}</span>${changeOf(change)}</li>`)}
  </ul>`;
}
