import type { Diff } from '../../contracts/review.js';
import { compared, html, type Html } from './html.js';

/** What changed between two revisions' arguments; null if nothing did. */
export function argsDiff(changes: Diff['changes']): Html | null {
  if (changes.length === 0) return null;
  return html`<ul class="diff">
    ${changes.map(
      ({ path, pieces }) => html`<li><span class="path mono">${path}</span>${pieces.map(({ kind, text }) => compared(kind, text))}</li>`,
    )}
  </ul>`;
}
