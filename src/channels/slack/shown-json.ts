import type { Json } from '../../contracts/json.js';
import { visibleText } from '../../contracts/visible-text.js';

/** `complete` holds everything; otherwise `head` is the beginning, and whoever sees only that must not approve. */
export type Shown = { kind: 'complete'; text: string } | { kind: 'cut'; head: string; length: number };

/** Below Slack's 3,000, because what is measured here and what Slack counts may differ by a few. */
const MOST = 2_900;
const HEAD = 1_000;

/**
 * JSON as reviewers see it: indented, hidden characters spelled out, and Slack's mention and link openings written with JSON's own escape
 * (the same string, and harmless even where a client should read markup).
 */
export function shownJson(value: Json, most = MOST): Shown {
  return shown(visibleText(JSON.stringify(value, null, 2)).replace(/<(?=[!@#])/g, '\\u003c'), most);
}

export function shownText(text: string, most = MOST): Shown {
  return shown(visibleText(text), most);
}

function shown(text: string, most: number): Shown {
  if (text.length <= most) return { kind: 'complete', text };
  return { kind: 'cut', head: text.slice(0, Math.min(HEAD, most)).replace(/[\ud800-\udbff]$/, ''), length: text.length };
}
