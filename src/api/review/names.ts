import { refsOf } from '../../contracts/plan.js';
import type { AuditEntry, RequestView } from '../../contracts/view.js';
import { listGroupsByIds } from '../../ledger/groups.js';
import type { Db } from '../../ledger/ledger.js';
import { namesOf } from '../../ledger/people.js';
import { listOf, objectOf, objectsOf, textOf } from './audit-body.js';

/** Names for the ids that a page shows. An id that nobody has any more stands for itself. */
export interface Names {
  person(id: string): string;
  /** `group:finance` → `finance` and its members' names. */
  ref(ref: string): { label: string; members: readonly string[] | null };
  label(ref: string): string;
  /** Whether this person is meant: by name, or as one of the group. */
  fills(ref: string, personId: string): boolean;
  /** Name by id, of everybody whom the request names. */
  known: ReadonlyMap<string, string>;
}

/** Where an audit entry's body names people, and where it names reviewers. */
const PEOPLE_IN = ['by', 'who', 'people', 'onBehalfOf'] as const;
const REFS_IN = ['to', 'from', 'entries'] as const;

function stringsIn({ body: raw }: AuditEntry, keys: readonly string[]): string[] {
  const body = objectOf(raw);
  return [body, ...objectsOf(body, 'missing')]
    .flatMap((each) => keys.flatMap((key) => [textOf(each, key), ...listOf(each, key)]))
    .filter((text) => text !== '');
}

export async function loadNames(db: Db, view: RequestView, audit: readonly AuditEntry[]): Promise<Names> {
  const plan = view.plan;
  const refs = [
    ...(plan ? [...plan.stages.flatMap((stage) => [...refsOf(stage), ...stage.vetoes]), ...plan.lastResort, ...plan.fallback] : []),
    ...(view.awaiting?.asked ?? []),
    ...(view.awaiting?.missing ?? []).flatMap(({ entries }) => entries),
    ...view.decisions.flatMap(({ to, from }) => [to ?? '', from ?? '']),
    ...audit.flatMap((entry) => stringsIn(entry, REFS_IN)),
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
    ...(view.paused?.by.kind === 'person' ? [view.paused.by.id] : []),
    ...audit.flatMap((entry) => [
      ...stringsIn(entry, PEOPLE_IN),
      ...objectsOf(objectOf(entry.body), 'votes').map((vote) => textOf(vote, 'personId')),
    ]),
  ]);
  const person = (id: string) => people.get(id) ?? id;
  const ref: Names['ref'] = (name) => {
    const [, kind, id] = /^(group|person):(.*)$/s.exec(name) ?? [];
    if (id === undefined) return { label: name, members: null };
    return kind === 'person' ? { label: person(id), members: null } : { label: id, members: (groups.get(id) ?? []).map(person) };
  };
  return {
    person,
    known: people,
    ref,
    label: (name) => ref(name).label,
    fills: (name, personId) =>
      name === `person:${personId}` || (name.startsWith('group:') && (groups.get(name.slice(6)) ?? []).includes(personId)),
  };
}
