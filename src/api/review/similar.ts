import type { Json, JsonObject } from '../../contracts/json.js';
import type { Similar, Span } from '../../contracts/review.js';
import type { RequestView } from '../../contracts/view.js';
import { decidedBefore, lastWords, type DecidedRequest } from '../../ledger/decided-requests.js';
import type { Db } from '../../ledger/ledger.js';
import { namesOf } from '../../ledger/people.js';
import { argsChanges } from './args-changes.js';
import { pathOf } from './diff.js';
import { likeness } from './likeness.js';
import { isQuestion } from './sentence.js';
import { quote, say } from './say.js';

/** Looked through, the latest first; and shown, the nearest first. */
const LOOKED_AT = 60;
const SHOWN = 5;
const DIFFERENCES = 4;

const OUTCOME = { approved: 'Approved', rejected: 'Rejected', expired: 'Expired', cancelled: 'Withdrawn', answered: 'Answered' } as const;
const AFTER: Readonly<Partial<Record<Similar['status'], string>>> = {
  failed: '; it ran and failed',
  unknown: '; its outcome is not known',
};

function leaves(value: Json): number {
  if (value === null || typeof value !== 'object') return 1;
  return Object.values(value).reduce<number>((sum, each) => sum + leaves(each), 0);
}

function ended({ resolution, status }: DecidedRequest, names: ReadonlyMap<string, string>, words: string | undefined): Span[] {
  const people = resolution.people.map((id) => names.get(id) ?? id).join(', ');
  const how = resolution.by === 'override' ? ' (override)' : '';
  return say`${OUTCOME[resolution.outcome]} by ${people}${how}${AFTER[status]}${quote(resolution.answer ?? words ?? null)}`;
}

function differences(then: JsonObject, now: JsonObject): Pick<Similar, 'differs' | 'same' | 'different'> {
  const changes = argsChanges(then, now);
  return {
    differs: changes
      .slice(0, DIFFERENCES)
      .map(({ path, before, after }) => ({ path: pathOf(path), then: before ?? null, now: after ?? null })),
    different: changes.length,
    same: Math.max(0, leaves(now) - changes.filter(({ after }) => after !== undefined).length),
  };
}

/** What people decided about the nearest earlier requests of this type. */
export async function similarTo(db: Db, view: RequestView): Promise<Similar[]> {
  const { action } = view;
  if (!action) return [];
  const earlier = await decidedBefore(db, { type: action.type, id: view.id, limit: LOOKED_AT });
  const nearest = earlier
    .map((each) => ({ each, like: likeness(each, action) }))
    .sort((a, b) => b.like - a.like)
    .slice(0, SHOWN)
    .map(({ each }) => each);
  const [names, words] = await Promise.all([
    namesOf(
      db,
      nearest.flatMap(({ resolution }) => resolution.people),
    ),
    lastWords(
      db,
      nearest.map(({ id }) => id),
    ),
  ]);
  return nearest.map((each) => ({
    id: each.id,
    title: each.title,
    status: each.status,
    at: each.resolution.at,
    agent: each.agent,
    ended: ended(each, names, words.get(each.id)),
    ...(isQuestion(view) ? { differs: [], same: 0, different: 0 } : differences(each.args, action.args)),
  }));
}
