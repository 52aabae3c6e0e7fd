import type { DefinitionRow } from './definitions.js';
import type { DbOrTx } from './ledger.js';

/** Every version that workers registered of one type, or of all: by type, the newest first. */
export async function listDefinitions(db: DbOrTx, type: string | null): Promise<DefinitionRow[]> {
  let query = db.selectFrom('action_definitions').selectAll().orderBy('type').orderBy('registered_at', 'desc').orderBy('version', 'desc');
  if (type !== null) query = query.where('type', '=', type);
  return query.execute();
}
