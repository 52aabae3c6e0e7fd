import { canonicalJson } from '../../contracts/canonical-json.js';
import type { Action } from '../../contracts/action.js';
import { visibleText } from '../../contracts/visible-text.js';
import { lookalikes } from '../slack/lookalikes.js';

/** What a phone shows of a notification before it cuts: a line of title, and about three of text. */
const MOST_TITLE = 60;
const MOST_ARGS = 120;
// Letters written from right to left change the order in which their neighbours are shown, without any hidden character.
const REORDERS =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}]/u;

/**
 * All of an action in a notification's few lines: `amount: 12, order: "A-1"`. Null where it does not fit, or holds characters that could show
 * something else than what runs: that is looked at on its page. Text stands in quotes, so that a value cannot pass for the next argument.
 */
export function argsInFull({ title, args }: Pick<Action, 'title' | 'args'>): string | null {
  const text = Object.entries(args)
    .map(([name, value]) => `${/^[\w.-]+$/.test(name) ? name : JSON.stringify(name)}: ${canonicalJson(value)}`)
    .join(', ');
  if (title.length > MOST_TITLE || text.length > MOST_ARGS) return null;
  return isPlain(title) && isPlain(text) ? text : null;
}

function isPlain(text: string): boolean {
  return visibleText(text) === text && !text.includes('\n') && !REORDERS.test(text) && lookalikes(text, 1).length === 0;
}
