import { z } from 'zod';
import type { ActionDefinition, Registry } from '../activities/registry.js';
import { actionTypeSchema } from '../contracts/action.js';
import type { JsonObject } from '../contracts/json.js';
import { registerAgent } from '../ledger/agents.js';
import { registerDefinition } from '../ledger/definitions.js';
import type { Db } from '../ledger/ledger.js';

/** Writes what this worker can do into the ledger, so that a door on any machine can check arguments. Throws on a bad definition. */
export async function registerAll(db: Db, registry: Registry, nowMs: number): Promise<void> {
  for (const action of registry.actions) {
    await registerDefinition(
      db,
      {
        type: actionTypeSchema.parse(action.type),
        version: action.version ?? '1',
        argsSchema: argsSchemaOf(action),
        title: action.title ?? null,
        description: action.description ?? null,
        riskFloor: action.riskFloor ?? 'low',
        effect: action.effect ?? 'once',
        executes: action.execute !== undefined,
        observes: action.precondition !== undefined,
        undoes: action.undo !== undefined,
      },
      new Date(nowMs),
    );
  }
  for (const agent of registry.agents) await registerAgent(db, { name: agent.name, canRevise: agent.revise !== undefined });
}

/** JSON Schema (2020-12) of what may be sent, which for zod is its input side. */
function argsSchemaOf(action: ActionDefinition): JsonObject {
  return z.toJSONSchema(action.args, { io: 'input' }) as JsonObject;
}
