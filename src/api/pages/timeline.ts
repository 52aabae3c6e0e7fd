import { VERB_DID } from '../../contracts/decision.js';
import { NOT_COUNTED_TEXT, notCountedReasonSchema, type Verb } from '../../contracts/decision.js';
import type { Json, JsonObject } from '../../contracts/json.js';
import type { AuditEntry } from '../../contracts/view.js';
import { quotation, html, joined, type Content, type Html } from './html.js';
import { moment } from './moment.js';
import type { Names } from './names.js';

const textOf = (body: JsonObject, key: string): string => (typeof body[key] === 'string' ? body[key] : '');
const listOf = (body: JsonObject, key: string): string[] =>
  Array.isArray(body[key]) ? body[key].filter((item): item is string => typeof item === 'string') : [];
const quoted = (text: string): Content => text !== '' && quotation(text);

function did(body: JsonObject): string {
  return VERB_DID[textOf(body, 'verb') as Verb] ?? `decided (${textOf(body, 'verb')})`;
}

function refused(body: JsonObject): string {
  const reason = notCountedReasonSchema.safeParse(body['reason']);
  return reason.success ? NOT_COUNTED_TEXT[reason.data] : textOf(body, 'reason');
}

function resolved(body: JsonObject, names: Names): Content {
  const outcome = textOf(body, 'outcome');
  const people = listOf(body, 'people').map(names.person);
  const by = textOf(body, 'by');
  const whom =
    by === 'people' || by === 'override' ? people.join(', ') : textOf(body, 'who') === '' ? by : names.person(textOf(body, 'who'));
  const how = by === 'override' ? ' (override)' : '';
  return [
    html`<strong>${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}</strong> by ${whom}${how}`,
    quoted(by === 'people' ? '' : textOf(body, 'reason')),
  ];
}

/** One entry as a sentence; an entry of a kind that this page does not know is shown as it is. */
function sentence({ kind, body: raw }: AuditEntry, names: Names): Content {
  const body: JsonObject = typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? raw : {};
  const by = names.person(textOf(body, 'by'));
  switch (kind) {
    case 'request.opened':
      return 'The request was opened';
    case 'revision.proposed':
      return [
        `Revision ${String(body['revision'])} was proposed by `,
        body['authorKind'] === 'person' ? names.person(textOf(body, 'author')) : textOf(body, 'author'),
        html` <small>(${textOf(body, 'policy')}: ${listOf(body, 'reasons').join('; ')})</small>`,
      ];
    case 'decision.counted':
      return [html`<strong>${by}</strong> ${did(body)}`, quoted(textOf(body, 'comment'))];
    case 'decision.refused':
      return [html`<strong>${by}</strong> ${did(body)}, which did not count: `, refused(body)];
    case 'reviewers.reminded':
      return 'Those who are awaited were reminded';
    case 'request.escalated':
      return [
        'Escalated to ',
        joined(
          listOf(body, 'to').map((ref) => names.ref(ref).label),
          ', ',
        ),
        html`: ${textOf(body, 'why')}`,
      ];
    case 'stage.satisfied':
      return `Stage “${textOf(body, 'stage')}” is satisfied; next: “${textOf(body, 'next')}”`;
    case 'request.resolved':
      return resolved(body, names);
    case 'votes.void':
      return ['Void: the votes of ', listOf(body, 'people').map(names.person).join(', '), ` (${textOf(body, 'why')})`];
    case 'effect.paused':
      return [html`<strong>${by}</strong> paused ${textOf(body, 'what')}: this one is held`, quoted(textOf(body, 'reason'))];
    case 'effect.resumed':
      return 'Nothing holds the effect any more';
    case 'ledger.older':
      return 'Temporal had seen more of this request than the ledger knew: the ledger was restored to an older moment';
    case 'effect.claimed':
      return 'The action was started';
    case 'effect.reclaimed':
      return 'Another worker took the action over';
    case 'effect.finished':
      return [html`The action ended: <strong>${textOf(body, 'outcome')}</strong>`, quoted(textOf(body, 'reason'))];
    case 'effect.late':
      return 'A late report arrived; it was recorded and not acted on';
    case 'effect.settled':
      return [
        html`<strong>${by}</strong> settled the outcome: <strong>${textOf(body, 'outcome')}</strong>`,
        quoted(textOf(body, 'reason')),
      ];
    default:
      return [html`<span class="mono">${kind}</span> <code>${JSON.stringify(body as Json)}</code>`];
  }
}

/** The record, oldest first, and the hash that vouches for all of it. */
export function timeline(entries: readonly AuditEntry[], names: Names): Html {
  const last = entries.at(-1);
  return html`<section class="card" aria-labelledby="record">
    <h2 id="record">Record</h2>
    <ol class="timeline">
      ${entries.map(
        (entry) =>
          html`<li>
            <div>${sentence(entry, names)}</div>
            <div class="when">${moment(entry.at)}</div>
          </li>`,
      )}
    </ol>
    ${last && html`<p class="hint">Entry ${last.seq}, chained by SHA-256 <code>${last.hash}</code></p>`}
  </section>`;
}
