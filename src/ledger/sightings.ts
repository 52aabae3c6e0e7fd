import { sql } from 'kysely';
import type { DbOrTx } from './ledger.js';

/** Notes that somebody looks at this revision now. Answers the one that they saw before it; null where this is their first. */
export async function noteSighting(db: DbOrTx, requestId: string, personId: string, revision: number, at: Date): Promise<number | null> {
  const { rows } = await sql<{ earlier: number | null }>`
    insert into sightings as seen (request_id, person_id, revision, at) values (${requestId}, ${personId}, ${revision}, ${at})
    on conflict (request_id, person_id) do update set
      earlier = case when seen.revision < excluded.revision then seen.revision else seen.earlier end,
      revision = greatest(seen.revision, excluded.revision), at = excluded.at
    returning earlier`.execute(db);
  return rows[0]?.earlier ?? null;
}

/** The last revision before `present` that this person looked at; null where they saw none. */
export async function lastSeenBy(db: DbOrTx, requestId: string, personId: string, present: number): Promise<number | null> {
  const row = await db
    .selectFrom('sightings')
    .select(['revision', 'earlier'])
    .where('request_id', '=', requestId)
    .where('person_id', '=', personId)
    .executeTakeFirst();
  if (!row) return null;
  return row.revision < present ? row.revision : row.earlier;
}
