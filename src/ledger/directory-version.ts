import { sql } from 'kysely';
import { getSetting } from './settings.js';
import type { Db, DbOrTx, Tx } from './ledger.js';

/**
 * Counts up with every change of who may approve what: people, groups, members, absences, permissions, agents' owners. Whoever reads the
 * directory and records the version reads the version first: what is newer than recorded is only looked at once more.
 */
export async function directoryVersion(db: DbOrTx): Promise<number> {
  return Number(await getSetting(db, 'directory_version'));
}

/** Raises the version in the transaction of the change. Its row stays locked until that ends: changes of the directory come one after another. */
export async function bumpDirectory(tx: Tx): Promise<void> {
  await sql`insert into settings (key, value) values ('directory_version', '1')
    on conflict (key) do update set value = to_jsonb((settings.value #>> '{}')::bigint + 1)`.execute(tx);
}

/**
 * A change of the directory, in one transaction. The version comes first, as a lock: checks against circles hold until the change is
 * committed, and two changes never wait for each other's rows.
 */
export async function changeDirectory<T>(db: Db, change: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await bumpDirectory(tx);
    return change(tx);
  });
}
