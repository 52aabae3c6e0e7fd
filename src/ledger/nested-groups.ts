import { sql, type RawBuilder } from 'kysely';
import type { DbOrTx, Tx } from './ledger.js';

// Each of these queries recurses with UNION: it stops at what it has seen, so that a cycle in the data hangs nothing.

/** `text[]` of all groups that a person is in: those entered, and those that hold these. Sorted by code points. */
export function groupsOfPerson(personId: RawBuilder<string>): RawBuilder<string[]> {
  return sql<string[]>`array(
    with recursive mine (id) as (
      select group_id from group_members where person_id = ${personId}
      union select nested.parent_id from group_groups nested join mine on nested.child_id = mine.id)
    select id from mine order by id collate "C")`;
}

/** `text[]` of everybody in a group, those of nested groups included. Sorted by code points. */
export function everybodyIn(groupId: RawBuilder<string>): RawBuilder<string[]> {
  return sql<string[]>`array(
    with recursive inside (id) as (
      select ${groupId}
      union select nested.child_id from group_groups nested join inside on nested.parent_id = inside.id)
    select distinct member.person_id collate "C" from group_members member join inside on inside.id = member.group_id order by 1)`;
}

/** All groups of a person, through nested groups too; empty for an unknown one. */
export async function groupsOf(db: DbOrTx, personId: string): Promise<string[]> {
  const { rows } = await sql<{ groups: string[] }>`select ${groupsOfPerson(sql`${personId}`)} as groups`.execute(db);
  return rows[0]?.groups ?? [];
}

/** Of each nested group, the groups that hold it, at any distance; groups that nothing holds are left out. */
export async function loadNesting(db: DbOrTx): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ id: string; above: string[] }>`
    with recursive up (id, above) as (
      select child_id, parent_id from group_groups
      union select up.id, nested.parent_id from up join group_groups nested on nested.child_id = up.above)
    select id, array_agg(above) as above from up group by id`.execute(db);
  return new Map(rows.map(({ id, above }) => [id, above]));
}

/** Active people in these groups who may decide, through nested groups too; each once per group, by id. */
export async function activeMembersOf(db: DbOrTx, groupIds: readonly string[]): Promise<{ groupId: string; personId: string }[]> {
  if (groupIds.length === 0) return [];
  const { rows } = await sql<{ groupId: string; personId: string }>`
    with recursive inside (top, id) as (
      select id, id from unnest(${[...groupIds]}::text[]) as asked (id)
      union select inside.top, nested.child_id from inside join group_groups nested on nested.parent_id = inside.id)
    select distinct inside.top as "groupId", member.person_id as "personId"
    from inside join group_members member on member.group_id = inside.id
    join people on people.id = member.person_id and people.decides
    order by 2`.execute(db);
  return rows;
}

/** Whether the group is `outer`, or is in it through others: putting `outer` into the group would close a circle. */
export async function isInside(db: DbOrTx, groupId: string, outer: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    with recursive inside (id) as (
      select ${outer}::text
      union select nested.child_id from group_groups nested join inside on nested.parent_id = inside.id)
    select exists (select 1 from inside where id = ${groupId}) as found`.execute(db);
  return rows[0]?.found ?? false;
}

/** Whoever is in the child is in the parent from now on. The caller has made sure that it closes no circle. */
export async function addNested(tx: Tx, parentId: string, childId: string): Promise<void> {
  await tx
    .insertInto('group_groups')
    .values({ parent_id: parentId, child_id: childId })
    .onConflict((conflict) => conflict.columns(['parent_id', 'child_id']).doNothing())
    .execute();
}

/** False if the child was not in the parent. */
export async function removeNested(tx: Tx, parentId: string, childId: string): Promise<boolean> {
  const result = await tx.deleteFrom('group_groups').where('parent_id', '=', parentId).where('child_id', '=', childId).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export async function removeAllNested(tx: Tx, parentId: string): Promise<void> {
  await tx.deleteFrom('group_groups').where('parent_id', '=', parentId).execute();
}
