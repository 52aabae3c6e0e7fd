import { refsOf } from '../../contracts/plan.js';
import type { AuditEntry, RequestView } from '../../contracts/view.js';
import type { Json } from '../../contracts/json.js';
import { listGroupsByIds } from '../../ledger/groups.js';
import type { Db } from '../../ledger/ledger.js';
import { namesOf } from '../../ledger/people.js';

/** Names for the ids that a page shows. An id that nobody has any more stands for itself. */
export interface Names {
  person(id: string): string;
  /** `group:finance` → `finance` and its members' names. */
  ref(ref: string): { label: string; members: readonly string[] | null };
}

function stringIn(body: Json, key: string): string[] {
  const value = typeof body === 'object' && body !== null && !Array.isArray(body) ? body[key] : undefined;
  return typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export async function loadNames(db: Db, view: RequestView, audit: readonly AuditEntry[]): Promise<Names> {
  const plan = view.plan;
  const refs = [
    ...(plan ? [...plan.stages.flatMap(refsOf), ...plan.lastResort, ...plan.fallback] : []),
    ...(view.awaiting?.asked ?? []),
    ...audit.flatMap((entry) => stringIn(entry.body, 'to')),
  ];
  const idsOf = (kind: string) => [...new Set(refs.filter((ref) => ref.startsWith(`${kind}:`)).map((ref) => ref.slice(kind.length + 1)))];
  const groups = new Map((await listGroupsByIds(db, idsOf('group'))).map((group) => [group.id, group.everybody]));
  const people = await namesOf(db, [
    ...idsOf('person'),
    ...[...groups.values()].flat(),
    ...view.decisions.map((decision) => decision.by.id),
    ...view.revisions.filter((revision) => revision.author.kind === 'person').map((revision) => revision.author.id),
    ...(view.resolution?.people ?? []),
    ...(view.requestedBy.kind === 'person' ? [view.requestedBy.id] : []),
    ...audit.flatMap((entry) => [...stringIn(entry.body, 'by'), ...stringIn(entry.body, 'who'), ...stringIn(entry.body, 'people')]),
  ]);
  const person = (id: string) => people.get(id) ?? id;
  return {
    person,
    ref(ref) {
      const [, kind, id] = /^(group|person):(.*)$/s.exec(ref) ?? [];
      if (id === undefined) return { label: ref, members: null };
      return kind === 'person' ? { label: person(id), members: null } : { label: id, members: (groups.get(id) ?? []).map(person) };
    },
  };
}
