import type { JsonObject } from '../../src/contracts/json.js';
import { registerDefinition } from '../../src/ledger/definitions.js';
import type { Db } from '../../src/ledger/ledger.js';

/** Registers a type of action that no worker runs, so that its arguments have a schema. */
export function describeArgs(db: Db, type: string, argsSchema: JsonObject): Promise<void> {
  const definition = { type, version: '1', argsSchema, title: null, description: null };
  return registerDefinition(db, { ...definition, riskFloor: 'low', effect: 'once', executes: false, observes: false }, new Date());
}
