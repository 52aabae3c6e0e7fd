import type { AuditHit, AuditPage } from '../contracts/audit-search.js';
import type { Db } from '../ledger/ledger.js';
import { namesOf } from '../ledger/people.js';
import { listOf, objectOf, objectsOf, textOf } from './review/audit-body.js';
import { entryInWords } from './review/chronicle.js';
import type { Names } from './review/names.js';

/** Every text of an entry that may be somebody's id; those that are nobody's cost one comparison each. */
function idsIn({ body: raw }: AuditHit): string[] {
  const body = objectOf(raw);
  const refs = [...['to', 'from'].flatMap((key) => [textOf(body, key), ...listOf(body, key)])];
  return [
    ...['by', 'who', 'onBehalfOf', 'author'].map((key) => textOf(body, key)),
    ...listOf(body, 'people'),
    ...objectsOf(body, 'votes').map((vote) => textOf(vote, 'personId')),
    ...refs.map((ref) => ref.replace(/^person:/, '')),
  ].filter((id) => id !== '');
}

/** Each entry as a sentence, with people by their names of now. Of many requests, so that who is in which group is not looked up. */
export async function inWords(db: Db, entries: readonly AuditHit[]): Promise<AuditPage['items']> {
  const known = await namesOf(db, entries.flatMap(idsIn));
  const person = (id: string) => known.get(id) ?? id;
  const label = (ref: string) => (ref.startsWith('person:') ? person(ref.slice(7)) : ref.replace(/^group:/, ''));
  const names: Names = {
    person,
    known,
    label,
    ref: (ref) => ({ label: label(ref), members: null }),
    fills: (ref, id) => ref === `person:${id}`,
  };
  return entries.map((entry) => ({ ...entry, said: entryInWords(entry, names) }));
}
