import { diffArrays, diffLines, type ChangeObject } from 'diff';
import { VERB_DID } from '../../contracts/decision.js';
import type { Json, JsonObject } from '../../contracts/json.js';
import type { Diff, Piece } from '../../contracts/review.js';
import type { RequestView, RevisionView } from '../../contracts/view.js';
import { argsChanges, type Change } from './args-changes.js';
import type { Names } from './names.js';

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

export const pathOf = (path: Change['path']): string =>
  path.length === 0 ? 'arguments' : path.map((part) => (typeof part === 'number' ? `item ${part + 1}` : part)).join(' › ');

function pieces(parts: readonly ChangeObject<string | string[]>[]): Piece[] {
  return parts.map(({ value, added, removed }) => ({
    kind: added ? 'ins' : removed ? 'del' : 'same',
    text: (typeof value === 'string' ? value : value.join('\n')).replace(/\n$/, ''),
  }));
}

function piecesOf({ before, after }: Change): Piece[] {
  if (typeof before === 'string' && typeof after === 'string' && (before.includes('\n') || after.includes('\n'))) {
    return pieces(diffLines(before, after));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return pieces(diffArrays(before.map(textOf), after.map(textOf)) as ChangeObject<string[]>[]);
  }
  return [
    ...(before === undefined ? [] : [{ kind: 'del' as const, text: textOf(before) }]),
    ...(after === undefined ? [] : [{ kind: 'ins' as const, text: textOf(after) }]),
  ];
}

/** What changed between two revisions' arguments; empty if nothing did. */
export function argsDiff(before: JsonObject, after: JsonObject): Diff['changes'] {
  return argsChanges(before, after).map((change) => ({ path: pathOf(change.path), pieces: piecesOf(change) }));
}

function between(view: RequestView, names: Names, before: RevisionView, now: RevisionView): Diff {
  const causes = view.decisions.filter(
    ({ counted, revision, verb }) =>
      counted === true && revision >= before.revision && revision < now.revision && (verb === 'reject' || verb === 'edit'),
  );
  return {
    since: before.revision,
    causes: causes.map(({ by, verb, comment }) => ({ by: by.name, did: VERB_DID[verb], comment })),
    author: now.author.kind === 'person' ? names.person(now.author.id) : now.author.id,
    at: now.at,
    type: before.action.type === now.action.type ? null : { before: before.action.type, after: now.action.type },
    changes: argsDiff(before.action.args, now.action.args),
  };
}

/** Against the revision that this person saw last, where that is known, and against the one before. */
export function diffsOf(view: RequestView, names: Names): { seen: Diff | null; previous: Diff | null } {
  const now = view.revisions.at(-1);
  const previous = view.revisions.at(-2);
  if (!now || !previous) return { seen: null, previous: null };
  const seen = view.revisions.find(({ revision }) => revision === view.lastSeen);
  return {
    seen: seen && seen.revision < view.revision ? between(view, names, seen, now) : null,
    previous: between(view, names, previous, now),
  };
}
