import { sql } from 'kysely';
import type { Attributes, Hours } from '../contracts/people.js';
import type { Identity, Permission, Role } from '../contracts/principal.js';
import { json } from './json-column.js';
import type { DbOrTx } from './ledger.js';
import { roleOf } from './roles.js';

export interface Person {
  id: string;
  name: string;
  email: string | null;
  role: Role;
  permissions: Permission[];
  active: boolean;
  attributes: Attributes;
  /** IANA name; null: nobody said. */
  timeZone: string | null;
  /** In that zone; null: always. */
  hours: Hours | null;
  /** Those entered; groups that hold these are not listed. */
  groups: string[];
  identities: Identity[];
  createdAt: Date;
}

export interface NewPerson {
  id: string;
  name: string;
  email: string | null;
  viewer?: boolean | undefined;
  permissions: readonly Permission[];
  attributes?: Attributes | undefined;
  timeZone?: string | null | undefined;
  hours?: Hours | null | undefined;
}

/** False if the id is taken. */
export async function insertPerson(db: DbOrTx, person: NewPerson): Promise<boolean> {
  const result = await db
    .insertInto('people')
    .values({
      id: person.id,
      name: person.name,
      email: person.email,
      viewer: person.viewer ?? false,
      permissions: [...person.permissions],
      attributes: json(person.attributes ?? {}),
      time_zone: person.timeZone ?? null,
      hours: person.hours ? json(person.hours) : null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** What is left out stays. */
export interface PersonChange {
  name?: string | undefined;
  email?: string | null | undefined;
  viewer?: boolean | undefined;
  permissions?: readonly Permission[] | undefined;
  active?: boolean | undefined;
  attributes?: Attributes | undefined;
  timeZone?: string | null | undefined;
  hours?: Hours | null | undefined;
}

/** False if there is no such person. People are deactivated, never deleted: the record of what they decided stays readable. */
export async function updatePerson(db: DbOrTx, id: string, change: PersonChange): Promise<boolean> {
  const { name, email, viewer, permissions, active, attributes, timeZone, hours } = change;
  const columns = {
    name,
    email,
    viewer,
    permissions: permissions && [...permissions],
    active,
    attributes: attributes && json(attributes),
    time_zone: timeZone,
    hours: hours ? json(hours) : hours,
  };
  const values = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
  if (Object.keys(values).length === 0) return (await findPerson(db, id)) !== null;
  const result = await db.updateTable('people').set(values).where('id', '=', id).executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

function people(db: DbOrTx) {
  return db
    .selectFrom('people as person')
    .select(['person.id', 'person.name', 'person.email', 'person.viewer', 'person.permissions', 'person.active'])
    .select(['person.attributes', 'person.hours'])
    .select(['person.time_zone as timeZone', 'person.created_at as createdAt'])
    .select(
      sql<
        string[]
      >`coalesce((select array_agg(m.group_id order by m.group_id) from group_members m where m.person_id = person.id), '{}')`.as('groups'),
    )
    .select(
      sql<
        Identity[]
      >`coalesce((select jsonb_agg(jsonb_build_object('channel', i.channel, 'tenant', i.tenant, 'subject', i.subject) order by i.channel, i.subject)
        from identities i where i.person_id = person.id), '[]')`.as('identities'),
    );
}

function personOf({ viewer, ...row }: Omit<Person, 'role'> & { viewer: boolean }): Person {
  return { ...row, role: roleOf({ viewer, permissions: row.permissions }) };
}

export async function findPerson(db: DbOrTx, id: string): Promise<Person | null> {
  const row = await people(db).where('person.id', '=', id).executeTakeFirst();
  return row ? personOf(row) : null;
}

/** What a list of people is narrowed to; left out: everybody. */
export interface PeopleFilter {
  /** Anywhere in id, name or address, in any case. */
  q?: string | undefined;
  active?: boolean | undefined;
}

/** By id; `after` is the last id of the page before. */
export async function listPeople(db: DbOrTx, page: { after: string | null; limit: number } & PeopleFilter): Promise<Person[]> {
  let query = people(db).orderBy('person.id').limit(page.limit);
  if (page.q !== undefined) {
    const like = anywhere(page.q);
    query = query.where((eb) =>
      eb.or([eb('person.id', 'ilike', like), eb('person.name', 'ilike', like), eb('person.email', 'ilike', like)]),
    );
  }
  if (page.active !== undefined) query = query.where('person.active', '=', page.active);
  if (page.after !== null) query = query.where('person.id', '>', page.after);
  return (await query.execute()).map(personOf);
}

/** Whether this person is active and holds the permission at this moment. */
export async function hasPermission(db: DbOrTx, personId: string, permission: Permission): Promise<boolean> {
  const row = await db
    .selectFrom('people')
    .select('id')
    .where('id', '=', personId)
    .where('active', '=', true)
    .where(sql<boolean>`${permission} = any(permissions)`)
    .executeTakeFirst();
  return row !== undefined;
}

const anywhere = (text: string) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

/** Active people whose name or id holds the text, by name; for choosing one. */
export async function findNames(db: DbOrTx, q: string, limit: number): Promise<{ id: string; name: string; active: boolean }[]> {
  const like = anywhere(q);
  return db
    .selectFrom('people')
    .select(['id', 'name', 'active'])
    .where('active', '=', true)
    .where((eb) => eb.or([eb('id', 'ilike', like), eb('name', 'ilike', like)]))
    .orderBy('name')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Those of the people who exist, active or not. */
export async function peopleByIds(db: DbOrTx, ids: readonly string[]): Promise<{ id: string; name: string; active: boolean }[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('people')
    .select(['id', 'name', 'active'])
    .where('id', 'in', [...new Set(ids)])
    .orderBy('name')
    .execute();
}

/** Names of those of the ids that exist. */
export async function namesOf(db: DbOrTx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('people')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Everybody who may decide, by name; for lists to choose from. */
export async function listActiveNames(db: DbOrTx, limit: number): Promise<{ id: string; name: string }[]> {
  return db.selectFrom('people').select(['id', 'name']).where('decides', '=', true).orderBy('name').orderBy('id').limit(limit).execute();
}

/** Whether this person is active and only looks on. */
export async function isViewer(db: DbOrTx, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('people')
    .select('id')
    .where('id', '=', id)
    .where('active', '=', true)
    .where('viewer', '=', true)
    .executeTakeFirst();
  return row !== undefined;
}

export async function isActive(db: DbOrTx, id: string): Promise<boolean> {
  return (await db.selectFrom('people').select('id').where('id', '=', id).where('active', '=', true).executeTakeFirst()) !== undefined;
}
