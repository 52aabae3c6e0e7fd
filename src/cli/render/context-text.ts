import type { JsonObject } from '../../contracts/json.js';
import { contextFacts } from '../../oversight/context-facts.js';
import { compactJson } from './compact-json.js';

/** An action's context: marked keys as sentences, everything else as JSON. Agents' words; the caller gives them a margin. */
export function contextText(context: JsonObject): string {
  const { facts, rest } = contextFacts(context);
  const said = facts.map(({ label, text }) => `${label}: ${text}`);
  return [...said, ...(Object.keys(rest).length > 0 ? [compactJson(rest)] : [])].join('\n');
}
