import type { JsonObject } from '../../contracts/json.js';
import { contextFacts } from '../../oversight/context-facts.js';
import { shownText, type Shown } from './shown-json.js';

/** What the agent gave for information: what has a name of its own as sentences, the rest as it came. Null where there is nothing. */
export function shownContext(context: JsonObject, most: number): Shown | null {
  const { facts, rest } = contextFacts(context);
  const said = facts.map(({ label, text }) => `${label}: ${text}`);
  const others = Object.keys(rest).length > 0 ? [JSON.stringify(rest, null, 2)] : [];
  const lines = [...said, ...others];
  // The same mark against mentions as in JSON: here it is text for people, so that the character itself may change.
  return lines.length === 0 ? null : shownText(lines.join('\n').replace(/<(?=[!@#])/g, '\\u003c'), most);
}
