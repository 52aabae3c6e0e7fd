import type { Countersign } from '../../client/src/countersign.js';
import type { JsonObject } from '../contracts/json.js';
import type { RequestView } from '../contracts/view.js';
import type { Context } from './context.js';

/** Says what does not fit, one line per argument; nothing where all fits, or where nobody registered the type. */
export type CheckArgs = (args: JsonObject) => Promise<readonly string[]>;

/**
 * Checks changed arguments against the action's schema before they are sent, because the person can still put them right. The service checks
 * them again, and its answer is the one that holds.
 */
export function argsCheckFor(context: Context, client: Countersign, { type, action }: RequestView): CheckArgs {
  return async (args) => {
    if (type === null) return [];
    const known = await client.actionTypes.list({ type, signal: context.io.signal });
    const definition = known.find(({ version }) => version === action?.version);
    if (!definition) return [];
    // The schema compiler is slow to load, and only edits need it.
    const { createArgsChecker } = await import('../moves/args-schema.js');
    return createArgsChecker()(definition.argsSchema, args).map(({ field, message }) => `${field || '/'} ${message}`);
  };
}
