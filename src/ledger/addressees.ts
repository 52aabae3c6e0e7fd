import { sql } from 'kysely';
import type { Hours } from '../contracts/people.js';
import type { ReviewerRef } from '../contracts/plan.js';
import type { DbOrTx } from './ledger.js';
import { activeMembersOf } from './nested-groups.js';
import { awayJsonAt, awayOf, presentDelegate, type Away, type AwayJson } from './stand-ins.js';

export interface Addressee {
  id: string;
  name: string;
  email: string | null;
  /** Accounts that were linked, and (channel `push`) browsers that the person opened for notifications. */
  identities: readonly { channel: string; tenant: string; subject: string }[];
  /** Those of the groups asked that the person is in, also through nested groups. */
  groups: readonly string[];
  timeZone: string | null;
  hours: Hours | null;
  /** Absent at this moment: may come back early, but is not reminded. */
  away: boolean;
  /** Absent people who are asked and whose place this person fills. */
  standsInFor: readonly string[];
}

/** What a channel needs to know about the people it may ask. Whoever may not decide is left out: nobody asks them. */
export interface Addressees {
  /** References asked now, in order. */
  refs: readonly ReviewerRef[];
  /** Whoever is asked, and whoever stands in for them. */
  people: readonly Addressee[];
  groups: readonly { id: string; slackChannel: string | null; members: readonly string[] }[];
}

/**
 * The people and groups behind references such as `group:finance` and `person:ada`, with where each can be reached: whoever may decide, or
 * (`active`, for what people are told and not asked) viewers who are named too.
 */
export async function loadAddressees(db: DbOrTx, refs: readonly ReviewerRef[], who: 'decides' | 'active' = 'decides'): Promise<Addressees> {
  const named = (kind: string) => [...new Set(refs.filter((ref) => ref.startsWith(`${kind}:`)).map((ref) => ref.slice(kind.length + 1)))];
  const groupIds = named('group');
  const groups = groupIds.length ? await db.selectFrom('groups').select(['id', 'slack_channel']).where('id', 'in', groupIds).execute() : [];
  const members = await activeMembersOf(db, groupIds);
  const asked = [...new Set([...named('person'), ...members.map(({ personId }) => personId)])];
  return {
    refs,
    people: asked.length === 0 ? [] : await loadPeople(db, asked, members, who),
    groups: groups.map((group) => ({
      id: group.id,
      slackChannel: group.slack_channel,
      members: members.filter(({ groupId }) => groupId === group.id).map(({ personId }) => personId),
    })),
  };
}

async function loadPeople(
  db: DbOrTx,
  asked: readonly string[],
  members: readonly { groupId: string; personId: string }[],
  who: 'decides' | 'active',
): Promise<Addressee[]> {
  const away = await loadAwayNow(db);
  const delegates = asked.flatMap((id) => {
    const delegate = presentDelegate(id, away, () => true);
    return delegate === null ? [] : [{ id, delegate }];
  });
  const ids = [...new Set([...asked, ...delegates.map(({ delegate }) => delegate)])];
  const people = await db
    .selectFrom('people')
    .select(['id', 'name', 'email', 'time_zone as timeZone', 'hours'])
    .where('id', 'in', ids)
    .where(who, '=', true)
    .execute();
  const identities = await db
    .selectFrom('identities')
    .select(['channel', 'tenant', 'subject', 'person_id', 'created_at'])
    .where('person_id', 'in', ids)
    .unionAll(
      db
        .selectFrom('push_subscriptions')
        .select([sql<string>`'push'`.as('channel'), sql<string>`''`.as('tenant'), 'id as subject', 'person_id', 'created_at'])
        .where('person_id', 'in', ids),
    )
    .orderBy('created_at')
    .execute();
  return people.map((person) => ({
    ...person,
    identities: identities
      .filter((row) => row.person_id === person.id)
      .map(({ channel, tenant, subject }) => ({ channel, tenant, subject })),
    groups: members.filter(({ personId }) => personId === person.id).map(({ groupId }) => groupId),
    away: away.has(person.id),
    standsInFor: delegates.filter(({ delegate }) => delegate === person.id).map(({ id }) => id),
  }));
}

/** By the database's clock, as deliveries are due by it. */
async function loadAwayNow(db: DbOrTx): Promise<Away> {
  const { rows } = await sql<{ away: AwayJson }>`select ${awayJsonAt(sql`now()`)} as away`.execute(db);
  return awayOf(rows[0]?.away ?? null);
}
