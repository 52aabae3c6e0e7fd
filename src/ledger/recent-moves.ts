import { sql } from 'kysely';
import type { Status } from '../contracts/status.js';
import type { Db } from './ledger.js';

export interface RecentMove {
  id: string;
  move: number;
  status: Status;
  type: string | null;
  at: string;
  requestedByKind: 'admin' | 'agent' | 'person' | 'workflow';
  requestedById: string;
}

/** What a reader of the ledger had seen: a snapshot of PostgreSQL (`xmin:xmax:xip,…`). Any process of the deployment can go on from one. */
export type Seen = string;

const SNAPSHOT = /^\d{1,19}:(\d{1,19}):((?:\d{1,19}(?:,\d{1,19}){0,99})?)$/;

/**
 * Every request that has moved since, once, as it stands now; and what has been seen then. Commit order is no matter: a transaction that was
 * under way in the earlier snapshot is looked for by its number. `tooMany`: there are more than `most`, or the ledger is not the one that `since` is of.
 */
export async function movesSince(db: Db, since: Seen, most: number): Promise<{ seen: Seen; moves: RecentMove[] | 'tooMany' }> {
  const [, until = '', underWay = ''] = SNAPSHOT.exec(since) ?? [];
  if (until === '') return { seen: await seenNow(db), moves: 'tooMany' };
  const { rows } = await sql<{ seen: string; foreign: boolean; moves: RecentMove[] | null }>`
    select pg_current_snapshot()::text as seen, ${until}::xid8 > pg_snapshot_xmax(pg_current_snapshot()) as foreign,
      (select json_agg(moved) from (
        select r.id, r.move, r.status, r.type, to_char(r.updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
          r.requested_by_kind as "requestedByKind", r.requested_by_id as "requestedById"
        from requests r
        where r.moved_xid >= ${until}::xid8 or r.moved_xid = any(string_to_array(${underWay}, ',')::xid8[])
        order by r.moved_xid limit ${most + 1}) moved) as moves`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('a select without from gave no row');
  const moves = row.moves ?? [];
  return { seen: row.seen, moves: row.foreign || moves.length > most ? 'tooMany' : moves };
}

export async function seenNow(db: Db): Promise<Seen> {
  const { rows } = await sql<{ seen: string }>`select pg_current_snapshot()::text as seen`.execute(db);
  return rows[0]?.seen ?? '';
}

/**
 * In a ledger that was restored into another cluster, transactions of the old one may have numbers that are still to come here: they would look new
 * until then. In a ledger's own cluster no visible row has such a number.
 */
export async function forgetForeignMoves(db: Db): Promise<void> {
  await sql`update requests set moved_xid = '0' where moved_xid >= pg_snapshot_xmax(pg_current_snapshot())`.execute(db);
}
