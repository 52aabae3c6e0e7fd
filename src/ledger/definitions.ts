import type { Selectable } from 'kysely';
import { json } from './json-column.js';
import type { DbOrTx } from './ledger.js';
import type { JsonObject } from '../contracts/json.js';
import type { ActionDefinitionsTable } from './schema/rules.js';

export type DefinitionRow = Selectable<ActionDefinitionsTable>;

export interface NewDefinition {
  type: string;
  version: string;
  argsSchema: JsonObject;
  title: string | null;
  description: string | null;
  riskFloor: ActionDefinitionsTable['risk_floor'];
  effect: ActionDefinitionsTable['effect'];
  executes: boolean;
  observes: boolean;
  /** Default: it does not say how. */
  undoes?: boolean;
}

/** What a worker declares at its start; the newest declaration of a type is the one that new requests are checked against. */
export async function registerDefinition(db: DbOrTx, definition: NewDefinition, at: Date): Promise<void> {
  const columns = {
    args_schema: json(definition.argsSchema),
    title: definition.title,
    description: definition.description,
    risk_floor: definition.riskFloor,
    effect: definition.effect,
    executes: definition.executes,
    observes: definition.observes,
    undoes: definition.undoes ?? false,
    registered_at: at,
  };
  await db
    .insertInto('action_definitions')
    .values({ type: definition.type, version: definition.version, ...columns })
    .onConflict((conflict) => conflict.columns(['type', 'version']).doUpdateSet(columns))
    .execute();
}

export async function currentDefinition(db: DbOrTx, type: string): Promise<DefinitionRow | undefined> {
  return db
    .selectFrom('action_definitions')
    .selectAll()
    .where('type', '=', type)
    .orderBy('registered_at', 'desc')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function definitionOf(db: DbOrTx, type: string, version: string): Promise<DefinitionRow | undefined> {
  return db.selectFrom('action_definitions').selectAll().where('type', '=', type).where('version', '=', version).executeTakeFirst();
}
