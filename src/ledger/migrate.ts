import { Migrator } from 'kysely';
import type { Db } from './ledger.js';
import { spine } from './migrations/0001-spine.js';
import { votes } from './migrations/0002-votes.js';
import { dashboard } from './migrations/0003-dashboard.js';
import { undo } from './migrations/0004-undo.js';

const MIGRATIONS = { '0001-spine': spine, '0002-votes': votes, '0003-dashboard': dashboard, '0004-undo': undo };

/** Brings the ledger to this version; several processes may call it at once (Kysely takes an advisory lock). Throws with the first failure. */
export async function migrate(db: Db): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error instanceof Error ? error : new Error(JSON.stringify(error));
}
