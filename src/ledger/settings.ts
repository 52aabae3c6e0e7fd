import type { Json } from '../contracts/json.js';
import { json } from './json-column.js';
import type { DbOrTx } from './ledger.js';

/** A value that all processes of this deployment share; undefined where nobody set it. */
export async function getSetting(db: DbOrTx, key: string): Promise<Json | undefined> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value;
}

/** The value that stands, or this one where there was none: of several processes that start at once, all get the same. */
export async function settleSetting(db: DbOrTx, key: string, value: Json): Promise<Json> {
  await db
    .insertInto('settings')
    .values({ key, value: json(value) })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  const settled = await getSetting(db, key);
  if (settled === undefined) throw new Error(`setting ${key} vanished`);
  return settled;
}
