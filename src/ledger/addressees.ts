import type { ReviewerRef } from '../contracts/plan.js';
import type { DbOrTx } from './ledger.js';

/** What a channel needs to know about the people it may ask. Inactive people are left out: nobody asks them. */
export interface Addressees {
  /** References asked now, in order. */
  refs: readonly ReviewerRef[];
  people: readonly {
    id: string;
    name: string;
    email: string | null;
    identities: readonly { channel: string; tenant: string; subject: string }[];
    groups: readonly string[];
  }[];
  groups: readonly { id: string; slackChannel: string | null; members: readonly string[] }[];
}

/** The people and groups behind references such as `group:finance` and `person:ada`, with where each can be reached. */
export async function loadAddressees(db: DbOrTx, refs: readonly ReviewerRef[]): Promise<Addressees> {
  const named = (kind: string) => [...new Set(refs.filter((ref) => ref.startsWith(`${kind}:`)).map((ref) => ref.slice(kind.length + 1)))];
  const groupIds = named('group');
  const groups = groupIds.length ? await db.selectFrom('groups').selectAll().where('id', 'in', groupIds).execute() : [];
  const members = groupIds.length
    ? await db
        .selectFrom('group_members')
        .innerJoin('people', 'people.id', 'group_members.person_id')
        .select(['group_members.group_id', 'group_members.person_id'])
        .where('group_members.group_id', 'in', groupIds)
        .where('people.active', '=', true)
        .orderBy('group_members.person_id')
        .execute()
    : [];
  const personIds = [...new Set([...named('person'), ...members.map((row) => row.person_id)])];
  const people = personIds.length
    ? await db.selectFrom('people').select(['id', 'name', 'email']).where('id', 'in', personIds).where('active', '=', true).execute()
    : [];
  const identities = people.length
    ? await db
        .selectFrom('identities')
        .select(['channel', 'tenant', 'subject', 'person_id'])
        .where(
          'person_id',
          'in',
          people.map((person) => person.id),
        )
        .orderBy('created_at')
        .execute()
    : [];
  return {
    refs,
    people: people.map((person) => ({
      id: person.id,
      name: person.name,
      email: person.email,
      identities: identities
        .filter((row) => row.person_id === person.id)
        .map(({ channel, tenant, subject }) => ({ channel, tenant, subject })),
      groups: members.filter((row) => row.person_id === person.id).map((row) => row.group_id),
    })),
    groups: groups.map((group) => ({
      id: group.id,
      slackChannel: group.slack_channel,
      members: members.filter((row) => row.group_id === group.id).map((row) => row.person_id),
    })),
  };
}
