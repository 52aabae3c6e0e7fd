import { renderWaiting } from '../../src/channels/slack/approvals-list.js';
import { renderCard, type Card } from '../../src/channels/slack/card.js';
import { answerModal } from '../../src/channels/slack/comment-modals.js';
import { editModal } from '../../src/channels/slack/edit-modal.js';
import { formOf } from '../../src/channels/slack/form.js';
import type { Block, Modal } from '../../src/channels/slack/kit.js';
import { rejectModal } from '../../src/channels/slack/reject-modal.js';
import { renderReminder } from '../../src/channels/slack/reminder.js';
import type { JsonObject } from '../../src/contracts/json.js';
import type { RequestView } from '../../src/contracts/view.js';
import { digestOf, sampleAction, sampleDecision, samplePlan, sampleQuestion, sampleView } from '../support/sample-views.js';

const context = { names: new Map([['ada', 'Ada Lovelace']]), editable: true };
const resolution = {
  outcome: 'approved' as const,
  by: 'people' as const,
  people: ['ada', 'bob'],
  reason: '2 of 2 approved',
  revision: 1,
  digest: digestOf(1),
  at: '2026-03-02T10:20:00Z',
  answer: null,
};
const votes = [
  sampleDecision({ comment: 'Photographs checked' }),
  sampleDecision({ by: { id: 'bob', name: 'Bob Bemer' }, at: '2026-03-02T10:20:00Z' }),
];
const execution = {
  revision: 1,
  digest: digestOf(1),
  by: 'worker' as const,
  fence: 1,
  outcome: 'executed' as const,
  detail: { refund: 're_123' } as JsonObject,
  claimedAt: '2026-03-02T10:20:01Z',
  finishedAt: '2026-03-02T10:20:02Z',
  late: null,
};
const cheaper = sampleAction({ args: { ...sampleAction().args, amount: 9_000 }, title: 'Refund 9,000 EUR for order A-1042' });
const schema: JsonObject = {
  properties: {
    amount: { type: 'number', description: 'In whole units' },
    currency: { enum: ['EUR', 'USD'] },
    order: { type: 'string' },
    reason: { type: 'string' },
  },
  required: ['amount'],
};

const cards: [string, RequestView][] = [
  ['A request', sampleView()],
  [
    'One of two has approved',
    sampleView({
      decisions: votes.slice(0, 1),
      awaiting: { stage: 'finance', asked: ['group:finance', 'person:ada'], filled: 1, need: 2, since: '2026-03-02T10:00:00Z' },
    }),
  ],
  ['High risk', sampleView({ plan: samplePlan({ risk: 'high' }) }, [sampleAction({ risk: 'high' })])],
  [
    'Sent back',
    sampleView({ status: 'revising', awaiting: null, decisions: [sampleDecision({ verb: 'reject', comment: 'At most 9,000' })] }),
  ],
  ['A new revision', sampleView({ decisions: [sampleDecision({ verb: 'reject', comment: 'At most 9,000' })] }, [sampleAction(), cheaper])],
  ['Too long to approve here', sampleView({}, [sampleAction({ args: { script: 'echo step\n'.repeat(400) } })])],
  [
    'Hidden characters, mixed alphabets, mentions',
    sampleView({}, [
      sampleAction({
        title: 'Pay <!channel> \u202e000,1 EUR',
        args: { to: 'p\u0430ypal.com', note: '```\n<!here>\u200b' },
        rationale: '*Trust* <https://evil.example|your bank>',
      }),
    ]),
  ],
  ['Done', sampleView({ status: 'executed', awaiting: null, decisions: votes, resolution, execution })],
  [
    'Failed',
    sampleView({
      status: 'failed',
      awaiting: null,
      decisions: votes,
      resolution,
      execution: { ...execution, outcome: 'failed', detail: { error: 'card_declined' } },
    }),
  ],
  [
    'Outcome unknown',
    sampleView({
      status: 'unknown',
      awaiting: null,
      decisions: votes,
      resolution,
      execution: { ...execution, outcome: 'unknown', detail: null },
    }),
  ],
  [
    'Rejected',
    sampleView({
      status: 'rejected',
      awaiting: null,
      decisions: [sampleDecision({ verb: 'deny', comment: 'Not our fault' })],
      resolution: { ...resolution, outcome: 'rejected', people: ['ada'], reason: 'denied by Ada Lovelace' },
    }),
  ],
  [
    'Expired',
    sampleView({
      status: 'expired',
      awaiting: null,
      resolution: { ...resolution, outcome: 'expired', by: 'fallback', people: [], reason: 'nobody decided within 4h' },
    }),
  ],
  [
    'Withdrawn',
    sampleView({
      status: 'cancelled',
      awaiting: null,
      resolution: { ...resolution, outcome: 'cancelled', by: 'requester', people: [], reason: 'no longer needed' },
    }),
  ],
  [
    'A question',
    sampleQuestion({
      question: 'The customer asks for a replacement instead. Which one?',
      suggestedResponse: 'The blue one',
      options: [{ name: 'blue' }, { name: 'red' }],
    }),
  ],
];

/** docs/slack-cards.md: the main states as people see them, and the exact Block Kit. */
export function cardsDocument(): string {
  const form = formOf(schema, sampleAction().args);
  const modals: [string, Modal][] = [
    ['Reject…', rejectModal(sampleView(), 'sealed')],
    ['Edit…', editModal(sampleView(), form.kind === 'form' ? form.fields : [], 'sealed')],
    ['Answer…', answerModal(sampleQuestion({ question: 'Which one?', suggestedResponse: 'The blue one' }), 'sealed')],
  ];
  return [
    '# What reviewers see in Slack',
    '',
    'Made by `test/slack/cards-doc.ts` from the code that renders the cards; a test fails when it is out of date (`UPDATE_DOCS=1` rewrites it).',
    '`[ … ]` is a button, `▏` a quote, a box what Slack shows as preformatted text.',
    '',
    ...cards.flatMap(([name, view]) => section(name, renderCard(view, context))),
    ...section('A reminder, in the card’s thread', renderReminder(sampleView(), ['U0ADA', 'U0BOB'])),
    ...section(
      '`/approvals`',
      renderWaiting([summary(sampleView())], () => 'https://x.slack.com/archives/C1/p1', false),
    ),
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
    case 'input': {
      const element = block.element as {
        type: string;
        initial_value?: string;
        initial_option?: { text: { text: string } };
        options?: { text: { text: string } }[];
      };
      const value = element.initial_option?.text.text ?? element.initial_value ?? '';
      return [
        `${block.label.text}${block.optional ? ' (optional)' : ''}: ${value}${element.options ? `   (${element.options.map(({ text }) => text.text).join(' / ')})` : ''}`,
      ];
    }
    default:
      return [`(${block.type})`];
  }
}

function inline(part: Record<string, string>): string {
  if (part['type'] === 'date') return part['fallback'] ?? '';
  if (part['type'] === 'user') return `@${part['user_id']}`;
  return part['text'] ?? '';
}

function summary(view: RequestView) {
  const { id, status, revision, digest, type, agent, deadlineAt, createdAt, updatedAt, links } = view;
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
    requester: 'grace',
    asked: [],
    deadlineAt,
    createdAt,
    updatedAt,
    links,
  };
}
