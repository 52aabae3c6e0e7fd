import { sql } from 'kysely';
import type { DbOrTx } from './ledger.js';

export interface Group {
  id: string;
  /** Slack channel id where this group is asked; null: its members are asked in direct messages. */
  slackChannel: string | null;
  members: string[];
  createdAt: Date;
}

/** Makes the group, or changes its Slack channel; its members stay. */
export async function putGroup(db: DbOrTx, group: { id: string; slackChannel: string | null }): Promise<void> {
  await db
    .insertInto('groups')
    .values({ id: group.id, slack_channel: group.slackChannel })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ slack_channel: group.slackChannel }))
    .execute();
}

/** Makes those of the groups that do not exist. */
export async function ensureGroups(db: DbOrTx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .insertInto('groups')
    .values(ids.map((id) => ({ id, slack_channel: null })))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

export async function addMember(db: DbOrTx, groupId: string, personId: string): Promise<void> {
  await db
    .insertInto('group_members')
    .values({ group_id: groupId, person_id: personId })
    .onConflict((conflict) => conflict.columns(['group_id', 'person_id']).doNothing())
    .execute();
}

/** False if the person was no member. */
export async function removeMember(db: DbOrTx, groupId: string, personId: string): Promise<boolean> {
  const result = await db.deleteFrom('group_members').where('group_id', '=', groupId).where('person_id', '=', personId).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Exactly these groups, no others. */
export async function setGroupsOf(db: DbOrTx, personId: string, groups: readonly string[]): Promise<void> {
  await ensureGroups(db, groups);
  await db.deleteFrom('group_members').where('person_id', '=', personId).execute();
  if (groups.length === 0) return;
  await db
    .insertInto('group_members')
    .values(groups.map((id) => ({ group_id: id, person_id: personId })))
    .execute();
}

/** Exactly these members, no others. */
export async function setMembersOf(db: DbOrTx, groupId: string, people: readonly string[]): Promise<void> {
  await db.deleteFrom('group_members').where('group_id', '=', groupId).execute();
  if (people.length === 0) return;
  await db
    .insertInto('group_members')
    .values(people.map((id) => ({ group_id: groupId, person_id: id })))
    .execute();
}

function groups(db: DbOrTx) {
  return db
    .selectFrom('groups as grp')
    .select(['grp.id', 'grp.slack_channel as slackChannel', 'grp.created_at as createdAt'])
    .select(
      sql<string[]>`coalesce((select array_agg(m.person_id order by m.person_id) from group_members m where m.group_id = grp.id), '{}')`.as(
        'members',
      ),
    );
}

export async function findGroup(db: DbOrTx, id: string): Promise<Group | null> {
  return (await groups(db).where('grp.id', '=', id).executeTakeFirst()) ?? null;
}

/** By id; `after` is the last id of the page before. */
export async function listGroups(db: DbOrTx, page: { after: string | null; limit: number }): Promise<Group[]> {
  let query = groups(db).orderBy('grp.id').limit(page.limit);
  if (page.after !== null) query = query.where('grp.id', '>', page.after);
  return query.execute();
}

/** Those of the groups that exist. */
export async function listGroupsByIds(db: DbOrTx, ids: readonly string[]): Promise<Group[]> {
  return ids.length === 0
    ? []
    : groups(db)
        .where('grp.id', 'in', [...ids])
        .execute();
}
