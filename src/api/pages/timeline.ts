import { NOT_COUNTED_TEXT, notCountedReasonSchema, verbSchema } from '../../contracts/decision.js';
import type { Json, JsonObject } from '../../contracts/json.js';
import type { AuditEntry } from '../../contracts/view.js';
import { missingText } from '../../contracts/rule-text.js';
import { listOf, numberOf, objectOf, objectsOf, textOf } from './audit-body.js';
import { didWhat, settledText } from './did.js';
import { quotation, html, type Content, type Html } from './html.js';
import { moment } from './moment.js';
import type { Names } from './names.js';

const quoted = (text: string): Content => text !== '' && quotation(text);

function did(body: JsonObject, names: Names): string {
  const verb = verbSchema.safeParse(body['verb']);
  if (!verb.success) return `decided (${textOf(body, 'verb')})`;
  const given = (key: string) => (textOf(body, key) === '' ? null : textOf(body, key));
  const [onBehalfOf, to, from] = [given('onBehalfOf'), given('to'), given('from')];
  return didWhat({ verb: verb.data, by: textOf(body, 'by'), onBehalfOf, to, from, forMs: numberOf(body, 'forMs'), answer: null }, names);
}

const labels = (refs: readonly string[], names: Names): string => refs.map(names.label).join(', ');
const people = (body: JsonObject, names: Names): string => listOf(body, 'people').map(names.person).join(', ');

/** What the ladder did, or a person; `do` is missing in records of the first version. */
function escalated(body: JsonObject, names: Names): string {
  const to = labels(listOf(body, 'to'), names);
  switch (textOf(body, 'do')) {
    case 'replace':
      return `${to} are asked instead`;
    case 'page':
      return to === '' ? 'Paged' : `Paged ${to}`;
    case 'fallback':
      return `Nobody was found, so ${to} are asked`;
    default:
      return `Escalated to ${to}`;
  }
}

function missing(body: JsonObject, names: Names): string {
  const found = objectsOf(body, 'missing').map((each) => ({
    stage: textOf(each, 'stage'),
    entries: listOf(each, 'entries'),
    need: numberOf(each, 'need') ?? 1,
  }));
  return missingText(found, names.label);
}

function keptVotes(body: JsonObject, names: Names): string {
  return objectsOf(body, 'votes')
    .map((each) => `${names.person(textOf(each, 'personId'))} (revision ${numberOf(each, 'from') ?? '?'})`)
    .join(', ');
}

function refused(body: JsonObject): string {
  const reason = notCountedReasonSchema.safeParse(body['reason']);
  return reason.success ? NOT_COUNTED_TEXT[reason.data] : textOf(body, 'reason');
}

function resolved(body: JsonObject, names: Names): Content {
  const outcome = textOf(body, 'outcome');
  const by = textOf(body, 'by');
  const whom =
    by === 'people' || by === 'override' ? people(body, names) : textOf(body, 'who') === '' ? by : names.person(textOf(body, 'who'));
  const how = by === 'override' ? ' (override)' : '';
  return [
    html`<strong>${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}</strong> by ${whom}${how}`,
    quoted(by === 'people' ? '' : textOf(body, 'reason')),
  ];
}

/** One entry as a sentence; an entry of a kind that this page does not know is shown as it is. */
function sentence({ kind, body: raw }: AuditEntry, names: Names): Content {
  const body = objectOf(raw);
  const by = names.person(textOf(body, 'by'));
  switch (kind) {
    case 'request.opened':
      return 'The request was opened';
    case 'revision.proposed':
      return [
        `Revision ${String(body['revision'])} was proposed by `,
        body['authorKind'] === 'person' ? names.person(textOf(body, 'author')) : textOf(body, 'author'),
        html` <small>(${[textOf(body, 'policy'), ...listOf(body, 'reasons')].join('; ')})</small>`,
      ];
    case 'decision.counted':
      return [html`<strong>${by}</strong> ${did(body, names)}`, quoted(textOf(body, 'comment'))];
    case 'decision.refused':
      return [html`<strong>${by}</strong> ${did(body, names)}, which did not count: `, refused(body)];
    case 'reviewers.reminded':
      return 'Those who are awaited were reminded';
    case 'request.escalated':
      return html`${escalated(body, names)}: ${textOf(body, 'why')}`;
    case 'request.unreachable':
      return html`<strong>Nobody is left who could complete this.</strong> Missing: ${missing(body, names)}`;
    case 'request.reachable':
      return 'There are enough people again';
    case 'request.replanned':
      return html`The policies had changed, so it was planned again under ${textOf(body, 'policy')}
        <small>(${listOf(body, 'reasons').join('; ')})</small>`;
    case 'claim.ended':
      return `${people(body, names)} had taken it; the time is over, and it is free again`;
    case 'clock.resumed':
      return `The clock goes on: ${textOf(body, 'why')}`;
    case 'question.answered':
      return [html`<strong>${by}</strong> answered a question`, quoted(textOf(body, 'answer'))];
    case 'question.left':
      return ['The question is left to whoever asked for the action', quoted(textOf(body, 'reason'))];
    case 'votes.kept':
      return `Votes stayed, because nothing material changed: ${keptVotes(body, names)}`;
    case 'precondition.observed':
      return html`What revision ${numberOf(body, 'revision')} rests on was looked at: <code>${textOf(body, 'print')}</code>`;
    case 'precondition.changed':
      return ['What it rests on has changed, so it was not run', quoted(textOf(body, 'reason'))];
    case 'effect.due':
      return 'The time to run has come';
    case 'effect.postponed':
      return html`Changes are frozen: it does not run before ${moment(textOf(body, 'until'))}`;
    case 'effect.compensating':
      return 'The undo is on its way as a request of its own; the action counts as done';
    case 'effect.not_undone':
      return ['It could not be undone, so the outcome is still unknown', quoted(textOf(body, 'reason'))];
    case 'followUp.opened':
      return html`Followed by <a href="/r/${textOf(body, 'request')}"><code>${textOf(body, 'request')}</code></a>`;
    case 'followUp.refused':
      return ['What was to follow could not be opened', quoted(textOf(body, 'reason'))];
    case 'stage.satisfied':
      return `Stage “${textOf(body, 'stage')}” is satisfied; next: “${textOf(body, 'next')}”`;
    case 'request.resolved':
      return resolved(body, names);
    case 'votes.void':
      return `Void: the votes of ${people(body, names)} (${textOf(body, 'why')})`;
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
        html`<strong>${by}</strong> settled the outcome: <strong>${settledText(textOf(body, 'outcome'))}</strong>`,
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
