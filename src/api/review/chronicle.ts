import { NOT_COUNTED_TEXT, notCountedReasonSchema, verbSchema } from '../../contracts/decision.js';
import type { JsonObject } from '../../contracts/json.js';
import type { Span } from '../../contracts/review.js';
import { missingText } from '../../contracts/rule-text.js';
import type { AuditEntry } from '../../contracts/view.js';
import { listOf, numberOf, objectOf, objectsOf, textOf } from './audit-body.js';
import { didWhat, settledText } from './did.js';
import type { Names } from './names.js';
import { code, moment, quote, say, small, strong } from './say.js';

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

function resolved(body: JsonObject, names: Names): Span[] {
  const outcome = textOf(body, 'outcome');
  const by = textOf(body, 'by');
  const whom =
    by === 'people' || by === 'override' ? people(body, names) : textOf(body, 'who') === '' ? by : names.person(textOf(body, 'who'));
  const how = by === 'override' ? ' (override)' : '';
  const said = `${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}`;
  return say`${strong(said)} by ${whom}${how}${quote(by === 'people' ? '' : textOf(body, 'reason'))}`;
}

/** One entry as a sentence; an entry of a kind that is not known here is shown as it is. */
export function entryInWords({ kind, body: raw }: AuditEntry, names: Names): Span[] {
  const body = objectOf(raw);
  const text = (key: string) => textOf(body, key);
  const by = strong(names.person(text('by')));
  switch (kind) {
    case 'request.opened':
      return say`The request was opened`;
    case 'revision.proposed': {
      const author = body['authorKind'] === 'person' ? names.person(text('author')) : text('author');
      const why = [text('policy'), ...listOf(body, 'reasons')].join('; ');
      return say`Revision ${String(body['revision'])} was proposed by ${author} ${small(`(${why})`)}`;
    }
    case 'decision.counted':
      return say`${by} ${did(body, names)}${quote(text('comment'))}`;
    case 'decision.refused':
      return say`${by} ${did(body, names)}, which did not count: ${refused(body)}`;
    case 'reviewers.reminded':
      return say`Those who are awaited were reminded`;
    case 'request.escalated':
      return say`${escalated(body, names)}: ${text('why')}`;
    case 'request.unreachable':
      return say`${strong('Nobody is left who could complete this.')} Missing: ${missing(body, names)}`;
    case 'request.reachable':
      return say`There are enough people again`;
    case 'request.replanned':
      return say`The policies had changed, so it was planned again under ${text('policy')} ${small(`(${listOf(body, 'reasons').join('; ')})`)}`;
    case 'claim.ended':
      return say`${people(body, names)} had taken it; the time is over, and it is free again`;
    case 'clock.resumed':
      return say`The clock goes on: ${text('why')}`;
    case 'question.answered':
      return say`${by} answered a question${quote(text('answer'))}`;
    case 'question.left':
      return say`The question is left to whoever asked for the action${quote(text('reason'))}`;
    case 'votes.kept':
      return say`Votes stayed, because nothing material changed: ${keptVotes(body, names)}`;
    case 'precondition.observed':
      return say`What revision ${numberOf(body, 'revision')} rests on was looked at: ${code(text('print'))}`;
    case 'precondition.changed':
      return say`What it rests on has changed, so it was not run${quote(text('reason'))}`;
    case 'effect.due':
      return say`The time to run has come`;
    case 'effect.postponed':
      return say`Changes are frozen: it does not run before ${moment(text('until'))}`;
    case 'effect.compensating':
      return say`The undo is on its way as a request of its own; the action counts as done`;
    case 'effect.not_undone':
      return say`It could not be undone, so the outcome is still unknown${quote(text('reason'))}`;
    case 'followUp.opened':
      return say`Followed by ${{ as: 'request', id: text('request') }}`;
    case 'followUp.refused':
      return say`What was to follow could not be opened${quote(text('reason'))}`;
    case 'stage.satisfied':
      return say`Stage “${text('stage')}” is satisfied; next: “${text('next')}”`;
    case 'request.resolved':
      return resolved(body, names);
    case 'votes.void':
      return say`Void: the votes of ${people(body, names)} (${text('why')})`;
    case 'effect.paused':
      return say`${by} paused ${text('what')}: this one is held${quote(text('reason'))}`;
    case 'effect.resumed':
      return say`Nothing holds the effect any more`;
    case 'ledger.older':
      return say`Temporal had seen more of this request than the ledger knew: the ledger was restored to an older moment`;
    case 'effect.claimed':
      return say`The action was started`;
    case 'effect.reclaimed':
      return say`Another worker took the action over`;
    case 'effect.finished':
      return say`The action ended: ${strong(text('outcome'))}${quote(text('reason'))}`;
    case 'effect.late':
      return say`A late report arrived; it was recorded and not acted on`;
    case 'effect.settled':
      return say`${by} settled the outcome: ${strong(settledText(text('outcome')))}${quote(text('reason'))}`;
    default:
      return say`${code(kind)} ${code(JSON.stringify(body))}`;
  }
}
