import type { AuditEntry } from '../../contracts/view.js';
import { entryInWords } from '../review/chronicle.js';
import type { Names } from '../review/names.js';
import { html, type Html } from './html.js';
import { moment } from './moment.js';
import { said } from './said.js';

/** The record, oldest first, and the hash that vouches for all of it. */
export function timeline(entries: readonly AuditEntry[], names: Names, nowMs: number): Html {
  const last = entries.at(-1);
  return html`<section class="card" aria-labelledby="record">
    <h2 id="record">Record</h2>
    <ol class="timeline">
      ${entries.map(
        (entry) =>
          html`<li>
            <div>${said(entryInWords(entry, names), nowMs)}</div>
            <div class="when">${moment(entry.at)}</div>
          </li>`,
      )}
    </ol>
    ${last && html`<p class="hint">Entry ${last.seq}, chained by SHA-256 <code>${last.hash}</code></p>`}
  </section>`;
}
