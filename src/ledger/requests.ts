import { sql, type Selectable } from 'kysely';
import type { DbOrTx, Tx } from './ledger.js';
import type { RequestsTable } from './schema/requests.js';

export type RequestRow = Selectable<RequestsTable>;

/** A locked request with the directory's version at that moment, to compare with the one that its people were last looked at. */
export type LockedRequest = RequestRow & { directory_version: string };

/** The request under its row lock: whoever holds it orders votes, moves and claims. Undefined when there is no such request. */
export async function lockRequest(tx: Tx, id: string): Promise<LockedRequest | undefined> {
  return tx
    .selectFrom('requests')
    .selectAll()
    .select(sql<string>`(select value #>> '{}' from settings where key = 'directory_version')`.as('directory_version'))
    .where('id', '=', id)
    .forUpdate('requests')
    .executeTakeFirst();
}

/** The directory's version at which enough people were left. */
export async function noteReach(tx: Tx, id: string, version: number): Promise<void> {
  await tx.updateTable('requests').set({ reach_version: version }).where('id', '=', id).execute();
}

/** As it is known by now, null before an action is planned; undefined where there is no such request. */
export async function riskOf(db: DbOrTx, id: string): Promise<string | null | undefined> {
  return (await db.selectFrom('requests').select('risk').where('id', '=', id).executeTakeFirst())?.risk;
}

export async function findRequest(db: DbOrTx, id: string): Promise<RequestRow | undefined> {
  return db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst();
}
