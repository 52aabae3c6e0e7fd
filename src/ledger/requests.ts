import type { Selectable } from 'kysely';
import type { DbOrTx, Tx } from './ledger.js';
import type { RequestsTable } from './schema.js';

export type RequestRow = Selectable<RequestsTable>;

/** The request under its row lock: whoever holds it orders votes, moves and claims. Undefined when there is no such request. */
export async function lockRequest(tx: Tx, id: string): Promise<RequestRow | undefined> {
  return tx.selectFrom('requests').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function findRequest(db: DbOrTx, id: string): Promise<RequestRow | undefined> {
  return db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst();
}
