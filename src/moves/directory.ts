import { sql } from 'kysely';
import type { Facts } from '../domain/state.js';
import type { Directory } from '../domain/reachability.js';
import type { DbOrTx } from '../ledger/ledger.js';
import type { RequestRow } from '../ledger/requests.js';

/** People who never approve this request: who asked, for whom, and who answers for the agent. */
export function selves(row: Pick<RequestRow, 'requester_id' | 'owner_id' | 'requested_by_kind' | 'requested_by_id'>): readonly string[] {
  const asked = row.requested_by_kind === 'person' ? [row.requested_by_id] : [];
  return [...asked, row.requester_id, row.owner_id].filter((id) => id !== null);
}

/** Active people with their groups, without those who may not approve this request. */
export async function loadDirectory(db: DbOrTx, without: readonly string[]): Promise<Directory> {
  const rows = await db
    .selectFrom('people')
    .leftJoin('group_members', 'group_members.person_id', 'people.id')
    .select(['people.id', 'group_members.group_id'])
    .where('people.active', '=', true)
    .execute();
  const groups = new Map<string, string[]>();
  for (const { id, group_id } of rows) {
    if (without.includes(id)) continue;
    const mine = groups.get(id) ?? [];
    if (group_id !== null) mine.push(group_id);
    groups.set(id, mine);
  }
  return [...groups].map(([personId, mine]) => ({ personId, groups: mine }));
}

export async function groupsOf(db: DbOrTx, personId: string): Promise<string[]> {
  const rows = await db.selectFrom('group_members').select('group_id').where('person_id', '=', personId).orderBy('group_id').execute();
  return rows.map((row) => row.group_id);
}

/** What is true of a person at this moment; undefined when there is no such person. */
export async function factsOf(db: DbOrTx, row: RequestRow, personId: string): Promise<Omit<Facts, 'argsProblem'> | undefined> {
  const person = await db
    .selectFrom('people')
    // The row names the owner when the request was opened; whoever has come to answer for the agent since then approves nothing of it either.
    .leftJoin('agents', (join) => join.onRef('agents.owner_id', '=', 'people.id').on('agents.name', '=', row.agent))
    .select([
      'people.active',
      'people.permissions',
      'agents.name as owns',
      sql<string[]>`array(select group_id from group_members where person_id = people.id order by group_id)`.as('groups'),
    ])
    .where('people.id', '=', personId)
    .executeTakeFirst();
  if (!person) return undefined;
  return {
    active: person.active,
    groups: person.groups,
    self: selves(row).includes(personId) || person.owns !== null,
    override: person.permissions.includes('override'),
  };
}
