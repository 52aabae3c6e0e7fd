import { sql } from 'kysely';
import type { Attributes } from '../contracts/people.js';
import type { Permission } from '../contracts/principal.js';
import type { Facts, Member, Standing, Target } from '../domain/state.js';
import type { DbOrTx } from '../ledger/ledger.js';
import { activeMembersOf, groupsOfPerson, loadNesting } from '../ledger/nested-groups.js';
import type { RequestRow } from '../ledger/requests.js';
import { absentAt, awayJsonAt, awayOf, presentDelegate, standsInFor, type AwayJson } from '../ledger/stand-ins.js';

export { groupsOf } from '../ledger/nested-groups.js';

type Asker = Pick<RequestRow, 'requester_id' | 'owner_id' | 'requested_by_kind' | 'requested_by_id' | 'agent' | 'excluded'>;

/** Names of the stages whose condition a voter fits. A delegate is judged by their own attributes, whoever's place they fill. */
export type Qualify = (person: { id: string; groups: readonly string[]; attributes: Attributes }) => readonly string[];

/** People who never approve this request: who asked, for whom, who answers for the agent, and who wanted what it undoes undone. */
export function selves(row: Omit<Asker, 'agent'>): readonly string[] {
  const asked = row.requested_by_kind === 'person' ? [row.requested_by_id] : [];
  return [...asked, row.requester_id, row.owner_id, ...row.excluded].filter((id) => id !== null);
}

const moment = (ms: number) => sql<Date>`${new Date(ms)}::timestamptz`;

interface PersonRow {
  id: string;
  attributes: Attributes;
  groups: string[];
  absent: boolean;
  delegate: string | null;
}

/**
 * Everybody who could approve the request at this moment, without its `selves` and whoever answers for the agent by now. `members` are there:
 * own standing first, then those of absent people whose place they fill. `away` are the absent ones: they may come back early.
 */
export async function loadMembers(
  db: DbOrTx,
  asker: Asker,
  nowMs: number,
  qualify: Qualify,
): Promise<{ members: Member[]; away: Member[] }> {
  const nesting = await loadNesting(db);
  // Whole groups are joined here and not in SQL: for thousands of people that is thirty times faster than a closure for each.
  const { rows: found } = await sql<PersonRow>`
    with absent as (${absentAt(moment(nowMs))})
    select people.id, people.attributes, absent.person_id is not null as absent, absent.delegate_id as delegate, coalesce(mine.groups, '{}') as groups
    from people
    left join (select person_id, array_agg(group_id) as groups from group_members group by person_id) mine on mine.person_id = people.id
    left join absent on absent.person_id = people.id
    where people.decides and people.id <> all (${[...selves(asker)]}::text[])
      and not exists (select 1 from agents where agents.name = ${asker.agent} and agents.owner_id = people.id)
    order by people.id collate "C"`.execute(db);
  const rows = found.map((person) => ({
    ...person,
    groups: [...new Set(person.groups.flatMap((group) => [group, ...(nesting.get(group) ?? [])]))].sort(),
  }));
  const people = new Map(rows.map((row) => [row.id, row]));
  const away = new Map(rows.filter(({ absent }) => absent).map(({ id, delegate }) => [id, delegate]));
  const placesOf = new Map<string, PersonRow[]>();
  for (const absent of rows) {
    const delegate = absent.absent ? presentDelegate(absent.id, away, (id) => people.has(id)) : null;
    if (delegate !== null) placesOf.set(delegate, [...(placesOf.get(delegate) ?? []), absent]);
  }
  const memberOf = (person: PersonRow): Member => {
    const fits = qualify({ id: person.id, groups: person.groups, attributes: person.attributes });
    const places = [person, ...(placesOf.get(person.id) ?? [])];
    return { personId: person.id, standings: places.map(({ id, groups }) => ({ as: id, groups, fits })) };
  };
  return {
    members: rows.filter(({ absent }) => !absent).map(memberOf),
    away: rows.filter(({ absent }) => absent).map(memberOf),
  };
}

/**
 * What is true of a person at this moment; undefined when there is no such person. The own standing comes first, also while absent: who is
 * back early may vote. One way to the ledger, two where the person stands in for somebody.
 */
export async function factsOf(
  db: DbOrTx,
  row: RequestRow,
  personId: string,
  nowMs: number,
  qualify: Qualify,
): Promise<Omit<Facts, 'argsProblem' | 'target'> | undefined> {
  const { rows } = await sql<PersonFacts>`
    select people.decides as active, people.permissions, people.attributes, ${groupsOfPerson(sql`people.id`)} as groups,
      (select owner_id from agents where name = ${row.agent}) as "ownerNow", ${awayJsonAt(moment(nowMs))} as away
    from people where people.id = ${personId}`.execute(db);
  const person = rows[0];
  if (!person) return undefined;
  // The row names the owner when the request was opened; whoever has come to answer for the agent since then approves nothing of it either.
  const without = new Set([...selves(row), ...(person.ownerNow === null ? [] : [person.ownerNow])]);
  const { groups, attributes, permissions } = person;
  const fits = qualify({ id: personId, groups, attributes });
  const absent =
    person.away === null ? [] : standsInFor(personId, awayOf(person.away), (id) => !without.has(id)).filter((id) => !without.has(id));
  return {
    active: person.active,
    self: without.has(personId),
    override: permissions.includes('override'),
    assign: permissions.includes('assign'),
    standings: [{ as: personId, groups, fits }, ...(await standingsOf(db, absent, fits))],
  };
}

interface PersonFacts {
  active: boolean;
  permissions: Permission[];
  attributes: Attributes;
  groups: string[];
  ownerNow: string | null;
  away: AwayJson;
}

async function standingsOf(db: DbOrTx, absent: readonly string[], fits: readonly string[]): Promise<Standing[]> {
  if (absent.length === 0) return [];
  const { rows } = await sql<{ as: string; groups: string[] }>`
    select people.id as "as", ${groupsOfPerson(sql`people.id`)} as groups
    from people where people.id = any (${[...absent]}::text[]) order by people.id collate "C"`.execute(db);
  return rows.map((standing) => ({ ...standing, fits }));
}

/** Whom a hand-over names; null where there is no such person or group. A group is able if anybody in it is. */
export async function targetOf(db: DbOrTx, row: RequestRow, ref: string): Promise<Target | null> {
  const [kind, id] = [ref.slice(0, ref.indexOf(':')), ref.slice(ref.indexOf(':') + 1)];
  if (kind !== 'person' && kind !== 'group') return null;
  const found = await db
    .selectFrom(kind === 'person' ? 'people' : 'groups')
    .select('id')
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) return null;
  const owner =
    row.agent === null ? undefined : await db.selectFrom('agents').select('owner_id').where('name', '=', row.agent).executeTakeFirst();
  const without = [...selves(row), owner?.owner_id];
  const candidates = kind === 'group' ? (await activeMembersOf(db, [id])).map(({ personId }) => personId) : await activeOnly(db, id);
  return { ref: ref as Target['ref'], able: candidates.some((personId) => !without.includes(personId)) };
}

async function activeOnly(db: DbOrTx, personId: string): Promise<string[]> {
  const rows = await db.selectFrom('people').select('id').where('id', '=', personId).where('decides', '=', true).execute();
  return rows.map(({ id }) => id);
}
