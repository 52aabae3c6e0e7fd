import { QUESTION_TYPE, questionArgsSchema, type Action } from '../../contracts/action.js';
import type { RequestView } from '../../contracts/view.js';
import { visibleLine } from '../../contracts/visible-text.js';
import { isTerminal, type Status } from '../../contracts/status.js';
import { argsDiff } from './args-diff.js';
import type { ButtonRef } from './button-value.js';
import { banners } from './card-banners.js';
import { decideButtons, questionButtons, vetoButtons } from './card-buttons.js';
import { facts, HEADINGS } from './card-facts.js';
import { standing } from './card-standing.js';
import { outcome, sentBack, voteLine, votes } from './card-votes.js';
import { box, cut, escaped, header, line, lines, quote, say, type Block } from './kit.js';
import type { Names } from './labels.js';
import { lookalikes } from './lookalikes.js';
import { shownContext } from './shown-context.js';
import { shownJson, shownText, type Shown } from './shown-json.js';

/** What the ledger knows beyond the view. */
export interface CardContext {
  /** Names of the people whom the card may have to name beside those in the view (`peopleNamed`). */
  names: Names;
  /** Whether the action's type has a schema, from which the edit form is made. */
  editable: boolean;
  /** Whoever reads it alone, in direct messages; null in a channel. */
  reader: Reader | null;
}

export interface Reader {
  id: string;
  /** The revision that this person looked at before the present one; null: none. */
  lastSeen: number | null;
  /** Names of absent people who are asked and whose places this person fills. */
  standsInFor: readonly string[];
}

export interface Card {
  text: string;
  blocks: Block[];
}

const bold = { bold: true } as const;

/** A request as one Slack message; a pure function of what the ledger holds, so that any process renders the same. */
export function renderCard(view: RequestView, context: CardContext): Card {
  const heading = view.type === QUESTION_TYPE && view.status === 'pending' ? 'Question' : HEADINGS[view.status];
  const title = view.action?.title ?? view.type ?? view.id;
  return {
    text: cut(escaped(`${heading}: ${view.type ?? 'request'} – ${title}`), 300),
    blocks: [header(`${heading}: ${view.type ?? 'request'}`), ...body(view, context), footer(view)],
  };
}

function body(view: RequestView, context: CardContext): Block[] {
  const { action } = view;
  if (action === null) return [facts(view)];
  const question = action.type === QUESTION_TYPE;
  const said = [...standing(view, context.names), ...votes(view, context.names)];
  const over = outcome(view);
  const what = question ? questionPart(action) : actionPart(view, action);
  return [
    lines(line(say(action.title, bold)), ...toReader(view, context.reader)),
    ...banners(view, context.names),
    ...changes(view, context),
    ...what.blocks,
    ...warning(action),
    facts(view),
    ...(said.length > 0 ? [lines(...said)] : []),
    ...(over ? [over] : []),
    ...(isTerminal(view.status) ? resultPart(view) : []),
    ...buttons(view, context, what),
  ];
}

function captionOf(status: Status): string {
  switch (status) {
    case 'executed':
      return 'What ran, exactly:';
    case 'executing':
    case 'failed':
    case 'unknown':
      return 'What was started, exactly:';
    case 'rejected':
    case 'expired':
    case 'cancelled':
      return 'What was asked for:';
    default:
      return 'What will run, exactly:';
  }
}

interface Part {
  blocks: Block[];
  /** Whether everything that will run (or is asked) is on the card. */
  complete: boolean;
  options: readonly string[];
}

function actionPart(view: RequestView, action: Action): Part {
  const args = shownJson(action.args);
  const contextShown = shownContext(action.context, 1_500);
  const rationale = action.rationale === null ? null : shownText(action.rationale, 2_000);
  return {
    blocks: [
      ...boxed(captionOf(view.status), args, 'Too long to approve here. This is only the beginning; the request page shows all of it.'),
      ...(rationale ? [lines(line(say('The agent’s reasons:', bold))), quoted(rationale)] : []),
      ...(contextShown ? boxed('For information, from the agent:', contextShown, 'Continued on the request page.') : []),
    ],
    complete: args.kind === 'complete' && view.digest !== null,
    options: [],
  };
}

function questionPart(action: Action): Part {
  const parsed = questionArgsSchema.safeParse(action.args);
  // Not a question that this version understands: shown as it is, answered on the page.
  if (!parsed.success)
    return { blocks: boxed('The question:', shownJson(action.args), 'Continued on the request page.'), complete: false, options: [] };
  const { question, suggestedResponse, options = [] } = parsed.data;
  const asked = shownText(question);
  const suggested = suggestedResponse === undefined ? null : shownText(suggestedResponse, 2_000);
  // The name is what the agent gets: a title alone could say the opposite.
  const labels = options.map(({ name, title }) => visibleLine(title === undefined || title === name ? name : `${title} [${name}]`));
  // Two long options may look the same once their buttons are cut: then the buttons carry numbers and the text is above.
  const numbered = labels.some((label) => label.length > 70);
  return {
    blocks: [
      quoted(asked),
      ...(asked.kind === 'cut' ? [lines(line(say('Too long to answer here; the request page shows all of it.', bold)))] : []),
      ...(suggested ? [lines(line(say('Suggested answer:', bold))), quoted(suggested)] : []),
      ...(numbered ? [lines(...labels.map((label, index) => line(say(`Option ${index + 1}: ${label}`))))] : []),
    ],
    complete: asked.kind === 'complete',
    options: labels.map((label, index) => (numbered ? `Option ${index + 1}` : label)),
  };
}

function buttons(view: RequestView, { editable }: CardContext, { complete, options }: Part): Block[] {
  if (view.digest === null) return [];
  const ref: ButtonRef = { requestId: view.id, revision: view.revision, digest: view.digest };
  if (view.status === 'approved' && (view.runFrom !== null || view.paused !== null)) return [vetoButtons(ref)];
  if (view.status !== 'pending' || view.awaiting === null) return [];
  return [
    view.type === QUESTION_TYPE
      ? questionButtons(view, ref, options, complete)
      : decideButtons(view, ref, { complete, editable: editable && (view.awaiting?.editsLeft ?? 0) > 0 }),
  ];
}

/** Why this person in particular has the card before them. */
function toReader({ awaiting, decisions, revision }: RequestView, reader: Reader | null) {
  if (reader === null || awaiting === null) return [];
  const handed = awaiting.delegations.filter(({ to }) => to.id === reader.id);
  return [
    ...(reader.standsInFor.length === 0 ? [] : [line(say(`You are asked in the place of ${reader.standsInFor.join(', ')}.`))]),
    ...handed.slice(0, 5).map(({ from }) => {
      const said = decisions.findLast((each) => each.verb === 'delegate' && each.by.id === from.id && each.revision === revision)?.comment;
      return line(say(`Handed over to you by ${from.name}${said ? `: “${said.slice(0, 300)}”` : '.'}`));
    }),
  ];
}

/** What is new against the revision before, or against the one that the reader saw last, and who wanted it. */
function changes(view: RequestView, { names, reader }: CardContext): Block[] {
  const feedback = sentBack(view);
  const seen = reader?.lastSeen ?? null;
  const since = seen !== null && seen < view.revision ? seen : view.revision - 1;
  const before = view.revisions.find(({ revision }) => revision === since);
  const now = view.revisions.find(({ revision }) => revision === view.revision);
  if (view.status === 'revising') return [lines(line(say('The agent is asked for a new revision.')))];
  if (!before || !now) return [];
  const diff = argsDiff(before.action.args, now.action.args);
  const which = since === seen ? `revision ${since}, which you saw last` : `revision ${since}`;
  return [
    ...(feedback ? [lines(voteLine(feedback, names))] : []),
    lines(line(say(diff.length === 0 ? `Same arguments as ${which}.` : `Changed since ${which}:`, bold))),
    ...(diff.length === 0 ? [] : [box(diff.join('\n'))]),
  ];
}

function warning(action: Action): Block[] {
  const odd = lookalikes(`${action.title}\n${JSON.stringify(action.args)}`);
  if (odd.length === 0) return [];
  return [
    lines(
      line(say('Look twice: ', bold), say(`letters of different alphabets are mixed in ${odd.map((word) => `“${word}”`).join(', ')}.`)),
    ),
  ];
}

function resultPart({ execution }: RequestView): Block[] {
  if (!execution || execution.detail === null) return [];
  return boxed('Result:', shownJson(execution.detail, 1_000), 'Continued on the request page.');
}

function boxed(caption: string, shown: Shown, whenCut: string): Block[] {
  if (shown.kind === 'complete') return [lines(line(say(caption, bold))), box(shown.text)];
  return [lines(line(say(`${whenCut} (${shown.length} characters)`, bold))), box(shown.head)];
}

function quoted(shown: Shown): Block {
  return quote(shown.kind === 'complete' ? shown.text : `${shown.head}… (continued on the request page)`);
}

function footer(view: RequestView): Block {
  return lines({
    type: 'rich_text_section',
    elements: [{ type: 'link', url: view.links.page, text: 'Request page' }, say(`   ${view.id}`)],
  });
}
