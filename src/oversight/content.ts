import type { JsonObject } from '../contracts/json.js';

/** The content that an action's arguments would deliver; null for an action that delivers none. */
export function contentOf(args: JsonObject): string | null {
  const content = args['content'];
  return typeof content === 'string' ? content : null;
}
