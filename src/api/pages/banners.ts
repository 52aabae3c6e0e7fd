import type { RequestView } from '../../contracts/view.js';
import type { Names } from '../review/names.js';
import { noticesOf } from '../review/notices.js';
import { html, type Content } from './html.js';
import { said } from './said.js';

/** What everybody has to know before all else. */
export function banners(view: RequestView, names: Names, nowMs: number): Content {
  return noticesOf(view, names).map(
    ({ tone, words }) => html`<div class="note ${tone}" role="status"><div>${said(words, nowMs)}</div></div>`,
  );
}
