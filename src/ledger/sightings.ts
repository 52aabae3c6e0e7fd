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
