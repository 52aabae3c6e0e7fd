import { sql } from 'kysely';
import type { DbOrTx } from './ledger.js';
import { everybodyIn } from './nested-groups.js';

export interface Group {
  id: string;
  /** Slack channel id where this group is asked; null: its members are asked in direct messages. */
  slackChannel: string | null;
  /** Slack user group (S…) whose members the import puts here; null: members are entered by hand. */
  slackUserGroup: string | null;
  /** Those entered, not those of nested groups. */
  members: string[];
  /** Groups whose members are in this one too. */
  groups: string[];
  /** Members, and those of nested groups. */
  everybody: string[];
  createdAt: Date;
}

/** Where a group is known in Slack. */
export interface GroupInSlack {
  slackChannel?: string | null | undefined;
  slackUserGroup?: string | null | undefined;
}

/** Makes the group, or changes what is given of it; its members stay. */
export async function putGroup(db: DbOrTx, { id, slackChannel, slackUserGroup }: GroupInSlack & { id: string }): Promise<void> {
  const change = {
    ...(slackChannel === undefined ? {} : { slack_channel: slackChannel }),
    ...(slackUserGroup === undefined ? {} : { slack_user_group: slackUserGroup }),
  };
  await db
    .insertInto('groups')
    .values({ id, slack_channel: slackChannel ?? null, slack_user_group: slackUserGroup ?? null })
    .onConflict((conflict) => {
      const onId = conflict.column('id');
      return Object.keys(change).length === 0 ? onId.doNothing() : onId.doUpdateSet(change);
    })
    .execute();
}

/** The group that a Slack user group fills; null where none does. */
export async function groupOfSlackUserGroup(db: DbOrTx, slackUserGroup: string): Promise<string | null> {
  const row = await db.selectFrom('groups').select('id').where('slack_user_group', '=', slackUserGroup).executeTakeFirst();
  return row?.id ?? null;
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
    .select([
      'grp.id',
      'grp.slack_channel as slackChannel',
      'grp.slack_user_group as slackUserGroup',
      'grp.created_at as createdAt',
      sql<string[]>`array(select person_id from group_members where group_id = grp.id order by person_id)`.as('members'),
      sql<string[]>`array(select child_id from group_groups where parent_id = grp.id order by child_id)`.as('groups'),
      everybodyIn(sql`grp.id`).as('everybody'),
    ]);
}

export async function findGroup(db: DbOrTx, id: string): Promise<Group | null> {
  return (await groups(db).where('grp.id', '=', id).executeTakeFirst()) ?? null;
}

/** By id; `after` is the last id of the page before. */
export async function listGroups(db: DbOrTx, page: { after: string | null; limit: number; q?: string | undefined }): Promise<Group[]> {
  let query = groups(db).orderBy('grp.id').limit(page.limit);
  if (page.q !== undefined) query = query.where('grp.id', 'ilike', `%${page.q.replaceAll(/[\\%_]/g, '\\$&')}%`);
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
