import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../ledger/ledger.js';
import { groupsOf } from '../ledger/nested-groups.js';
import { standInsOf } from '../ledger/stand-ins.js';

/** Written as the partial index on `asked` has it: only what is pending asks anybody. */
export function askedAny(refs: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`r.asked && ${[...refs]}::text[]`;
}

/** The person is part of the request, and so can neither approve it nor have their place filled. */
function takesPart(personId: string): RawBuilder<boolean> {
  return sql<boolean>`(r.requester_id is not distinct from ${personId} or r.owner_id is not distinct from ${personId} or (r.requested_by_kind = 'person' and r.requested_by_id = ${personId}) or ${personId} = any(r.excluded))`;
}

/** `by:ada`: Ada has voted or handed over what she could fill. `as:ada`: her place is filled. */
function spoken(entry: string): RawBuilder<boolean> {
  return sql<boolean>`r.voted && ${[entry]}::text[]`;
}

/**
 * What waits for somebody is what that person may still decide: asked themselves or in the place of somebody absent, a place that nobody has
 * voted for; not their own, not what they have voted on or handed over. Nothing waits for viewers. To be read with `status = 'pending'`.
 */
export async function waitingFor(db: Db, personId: string, nowMs: number): Promise<RawBuilder<boolean>> {
  const places = await Promise.all(
    [personId, ...(await standInsOf(db, personId, nowMs))].map(async (id) => {
      const refs = [`person:${id}`, ...(await groupsOf(db, id)).map((group) => `group:${group}`)];
      return sql<boolean>`(${askedAny(refs)} and not ${takesPart(id)} and not ${spoken(`as:${id}`)})`;
    }),
  );
  const decides = sql`(select decides from people where id = ${personId})`;
  return sql<boolean>`(${decides} and (${sql.join(places, sql` or `)}) and not ${takesPart(personId)} and not ${spoken(`by:${personId}`)}
    and exists (select 1 from people where people.id = ${personId} and people.decides))`;
}
