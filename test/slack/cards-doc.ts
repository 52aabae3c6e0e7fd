import { renderWaiting } from '../../src/channels/slack/approvals-list.js';
import { renderCard, type Card, type CardContext } from '../../src/channels/slack/card.js';
import { choicesModal } from '../../src/channels/slack/choices-modal.js';
import { answerModal, denyModal, replyModal } from '../../src/channels/slack/comment-modals.js';
import { editModal } from '../../src/channels/slack/edit-modal.js';
import { formOf } from '../../src/channels/slack/form.js';
import { delegateModal, reassignModal } from '../../src/channels/slack/hand-over-modals.js';
import type { Block, Modal } from '../../src/channels/slack/kit.js';
import { labelsWith } from '../../src/channels/slack/labels.js';
import { renderNote } from '../../src/channels/slack/notes.js';
import { renderOutcome } from '../../src/channels/slack/outcome-card.js';
import { renderPage } from '../../src/channels/slack/page-message.js';
import { renderQuestion } from '../../src/channels/slack/question-card.js';
import { rejectModal } from '../../src/channels/slack/reject-modal.js';
import { renderReminder } from '../../src/channels/slack/reminder.js';
import { overrideModal, settleModal } from '../../src/channels/slack/settle-modals.js';
import { extendModal, snoozeModal } from '../../src/channels/slack/time-modals.js';
import type { RequestSummary, RequestView } from '../../src/contracts/view.js';
import { CARD_STATES, cheaper, FORM_SCHEMA, names, NOTED, QUESTIONED, UNKNOWN, SETTLED } from '../support/card-states.js';
import { sampleAction, sampleQuestion, sampleView } from '../support/sample-views.js';

const context: CardContext = { names, editable: true, reader: null };

/** docs/slack-cards.md: the main states as people see them, and the exact Block Kit. */
export function cardsDocument(): string {
  const form = formOf(FORM_SCHEMA, sampleAction().args);
  const modals: [string, Modal][] = [
    ['Reject…', rejectModal(sampleView(), 'sealed')],
    ['Edit…', editModal(sampleView(), form.kind === 'form' ? form.fields : [], 'sealed')],
    ['Answer…', answerModal(sampleQuestion({ question: 'Which one?', suggestedResponse: 'The blue one' }), 'sealed')],
    ['More choices…', choicesModal(UNDER_WAY, 'ada', { assign: true, override: true }, 'sealed')],
    ['Hand over…', delegateModal(sampleView(), 'sealed')],
    ['Extend the deadline by…', extendModal(sampleView(), 'sealed')],
    ['Snooze…', snoozeModal(sampleView(), 'sealed')],
    ['Reassign…', reassignModal(sampleView(), labelsWith(names), ['finance', 'leads'], 'sealed')],
    ['Deny…', denyModal(sampleView(), 'sealed')],
    ['Override the reviewers…', overrideModal(sampleView(), 'sealed')],
    ['Settle…', settleModal(UNKNOWN, 'sealed')],
    ['Answer… (a reviewer’s question)', replyModal(QUESTIONED, 'q1', 'sealed')],
  ];
  return [
    '# What reviewers see in Slack',
    '',
    'Made by `test/slack/cards-doc.ts` from the code that renders the cards; a test fails when it is out of date (`UPDATE_DOCS=1` rewrites it).',
    '`[ … ]` is a button, `▏` a quote, a box what Slack shows as preformatted text.',
    '',
    ...CARD_STATES.flatMap(([name, view]) => section(name, renderCard(view, context))),
    ...section(
      'A new revision, in the direct messages of somebody who saw only the first',
      renderCard(THIRD, { ...context, reader: { id: 'ada', lastSeen: 1, standsInFor: ['Fay Wray'] } }),
    ),
    ...section('Outcome unknown: a card of its own', renderOutcome(UNKNOWN, 1, names)),
    ...section('The same, settled', renderOutcome(SETTLED, 1, names)),
    ...section('A reviewer’s question, to the requester', renderQuestion(QUESTIONED, 'q1') ?? NOTHING),
    ...section('A reminder, in the card’s thread', renderReminder(sampleView(), ['U0ADA', 'U0BOB'])),
    ...section('Paged, in the paging channel', renderPage(sampleView(), ['group:leads', 'person:ada'], names, ['U0ADA'])),
    ...section('An override, announced', renderNote(NOTED, { about: 'override', decisionId: 'o1' }, null) ?? NOTHING),
    ...section(
      'An objection that came too late, to the requester',
      renderNote(NOTED, { about: 'objection', decisionId: 'd2' }, null) ?? NOTHING,
    ),
    ...section('An answer, in the thread', renderNote(NOTED, { about: 'answer', decisionId: 'q2' }, 'U0ADA') ?? NOTHING),
    ...section('`/approvals`', renderWaiting(waiting(), { linkOf: () => 'https://x.slack.com/archives/C1/p1', names, more: false })),
    ...modals.flatMap(([name, modal]) => [
      `## The dialog “${name}”`,
      '',
      '```text',
      ...modal.blocks.flatMap((block) => asText(block)),
      `[ ${modal.submit?.text} ]`,
      '```',
      '',
      ...json([modal]),
    ]),
  ].join('\n');
}

const NOTHING: Card = { text: '', blocks: [] };
const THIRD = sampleView({}, [
  sampleAction(),
  cheaper,
  sampleAction({ args: { ...cheaper.args, currency: 'USD' }, title: 'Refund 9,000 USD for order A-1042' }),
]);
/** Somebody has taken it and said something, so that everything can be offered. */
const UNDER_WAY: RequestView = (() => {
  const found = CARD_STATES.find(([name]) => name === 'People arrange themselves');
  if (!found) throw new Error('no such state');
  return found[1];
})();

function section(name: string, { text, blocks }: Card): string[] {
  return [
    `## ${name}`,
    '',
    '```text',
    ...blocks.flatMap((block) => asText(block)),
    '```',
    '',
    `Notification: \`${text}\``,
    '',
    ...json(blocks),
  ];
}

/** One block a line. */
function json(value: readonly unknown[]): string[] {
  return [
    '<details><summary>Block Kit</summary>',
    '',
    '```json',
    ...value.map((each) => JSON.stringify(each)),
    '```',
    '',
    '</details>',
    '',
  ];
}

function asText(given: { type: string }): string[] {
  const block = given as Block;
  switch (block.type) {
    case 'header':
      return [`# ${block.text.text}`];
    case 'rich_text':
      return block.elements.flatMap((element) => {
        const text =
          'elements' in element ? element.elements.map((part) => inline(part as unknown as Record<string, string>)).join('') : '';
        const rows = text.replace(/\n$/, '').split('\n');
        if (element.type === 'rich_text_quote') return rows.map((row) => `▏ ${row}`);
        if (element.type === 'rich_text_preformatted')
          return ['┌──', ...rows.slice(0, 12).map((row) => `│ ${row.slice(0, 100)}`), ...(rows.length > 12 ? ['│ (more)'] : []), '└──'];
        return rows;
      });
    case 'actions':
      return [
        block.elements
          .map(
            (element) =>
              `[ ${'text' in element && element.text ? element.text.text : `⋮ ${'options' in element ? (element.options ?? []).map(({ text }) => text.text).join(' / ') : ''}`} ]`,
          )
          .join(' '),
      ];
    case 'input':
      return inputText(block);
    default:
      return [`(${block.type})`];
  }
}

function inputText(block: Extract<Block, { type: 'input' }>): string[] {
  const element = block.element as {
    type: string;
    initial_value?: string;
    initial_option?: { text: { text: string } };
    options?: { text: { text: string }; description?: { text: string } }[];
  };
  const value = element.initial_option?.text.text ?? element.initial_value ?? (element.type === 'users_select' ? '(a person)' : '');
  const head = `${block.label.text}${block.optional ? ' (optional)' : ''}: ${value}`;
  if (element.type === 'radio_buttons')
    return [
      head,
      ...(element.options ?? []).map(({ text, description }) => `  ( ) ${text.text}${description ? ` – ${description.text}` : ''}`),
    ];
  return [`${head}${element.options ? `   (${element.options.map(({ text }) => text.text).join(' / ')})` : ''}`];
}

function inline(part: Record<string, string>): string {
  if (part['type'] === 'date') return part['fallback'] ?? '';
  if (part['type'] === 'user') return `@${part['user_id']}`;
  return part['text'] ?? '';
}

function waiting(): RequestSummary[] {
  const one = summary(sampleView());
  return [
    { ...one, claims: [{ by: 'ada', until: '2026-03-02T11:00:00Z' }] },
    { ...one, title: 'Refund 80 EUR for order A-1043', status: 'unknown', deadlineAt: null },
  ];
}

function summary(view: RequestView): RequestSummary {
  const { id, status, revision, digest, type, agent, deadlineAt, runFrom, createdAt, updatedAt, links } = view;
  return {
    id,
    status,
    revision,
    digest,
    type,
    title: view.action?.title ?? null,
    risk: view.action?.risk ?? null,
    confidence: 0.8,
    agent,
    policy: 'payments',
    requester: 'grace',
    asked: [],
    claims: [],
    unreachable: false,
    seats: null,
    brief: null,
    runFrom,
    deadlineAt,
    createdAt,
    updatedAt,
    links,
  };
}
