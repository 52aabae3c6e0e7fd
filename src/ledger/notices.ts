import { sql } from 'kysely';
import type { ReviewerRef } from '../contracts/plan.js';
import type { DbOrTx, Tx } from './ledger.js';
import type { NoticesTable } from './schema/channels.js';
import { ONE } from './together.js';

export interface Notice {
  id: string;
  requestId: string;
  move: number;
  kind: NoticesTable['kind'];
  refs: readonly ReviewerRef[];
}

/** Written in the transaction of the move that it tells of: no move without its notice, no notice of a move that did not happen. */
export async function addNotice(tx: Tx, notice: Omit<Notice, 'id'>): Promise<void> {
  await noticesStatement(tx, [notice]).execute();
}

/** The same for `together`; of at least one notice. `at`: when people were told by the clock of the move; without it by the ledger's. */
export function noticesStatement(tx: Tx, notices: readonly Omit<Notice, 'id'>[], at?: Date) {
  return tx
    .insertInto('notices')
    .values(notices.map(({ requestId, move, kind, refs }) => ({ request_id: requestId, move, kind, refs: [...refs], created_at: at })))
    .returning(ONE);
}

/** The oldest open notices, locked until the transaction ends; those that another process holds are skipped. */
export async function takeNotices(tx: Tx, limit: number): Promise<Notice[]> {
  const rows = await tx
    .selectFrom('notices')
    .select(['id', 'request_id', 'move', 'kind', 'refs'])
    .where('done_at', 'is', null)
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map((row) => ({ id: row.id, requestId: row.request_id, move: row.move, kind: row.kind, refs: row.refs }));
}

export async function finishNotice(db: DbOrTx, id: string): Promise<void> {
  await db
    .updateTable('notices')
    .set({ done_at: sql`now()` })
    .where('id', '=', id)
    .execute();
}
