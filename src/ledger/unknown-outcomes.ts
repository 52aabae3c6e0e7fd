import { sql } from 'kysely';
import type { DbOrTx } from './ledger.js';
import { groupsOf } from './nested-groups.js';
import { hasPermission } from './people.js';
import { standInsOf } from './stand-ins.js';

/** Those of these requests whose unknown outcome this person may settle: they were asked, or may override; never their own. */
export async function settledBy(db: DbOrTx, personId: string, requestIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (requestIds.length === 0) return new Set();
  const places = [personId, ...(await standInsOf(db, personId, Date.now()))];
  const refs = await Promise.all(places.map(async (id) => [`person:${id}`, ...(await groupsOf(db, id)).map((group) => `group:${group}`)]));
  const any = await hasPermission(db, personId, 'override');
  const rows = await db
    .selectFrom('requests')
    .select('id')
    .where('id', 'in', [...requestIds])
    .where(
      sql<boolean>`requester_id is distinct from ${personId} and owner_id is distinct from ${personId} and not (requested_by_kind = 'person' and requested_by_id = ${personId})`,
    )
    .where((where) =>
      where.or([
        where.val(any),
        where.exists(
          where
            .selectFrom('notices')
            .select('notices.id')
            .whereRef('notices.request_id', '=', 'requests.id')
            .where('notices.kind', '=', 'unknown')
            .where(sql<boolean>`refs && ${refs.flat()}::text[]`),
        ),
      ]),
    )
    .execute();
  return new Set(rows.map(({ id }) => id));
}
