import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { STATUSES } from '../../contracts/status.js';
import type { RequestView } from '../../contracts/view.js';
import { messageProblems } from '../../../test/support/block-kit.js';
import {
  digestOf,
  sampleAction,
  sampleDecision,
  samplePlan,
  sampleQuestion,
  sampleView,
  SAMPLE_ID,
} from '../../../test/support/sample-views.js';
import { renderCard, type CardContext } from './card.js';

const context: CardContext = { names: new Map([['ada', 'Ada Lovelace']]), editable: true, reader: null };
const shown = (view: RequestView, over: Partial<CardContext> = {}) => JSON.stringify(renderCard(view, { ...context, ...over }).blocks);
const labels = (view: RequestView, over: Partial<CardContext> = {}) =>
  [...shown(view, over).matchAll(/"action_id":"countersign\.([a-z0-9]+)"/g)].map(([, name]) => name);

describe('a card', () => {
  it('shows what a reviewer weighs', () => {
    const text = shown(sampleView());
    for (const part of [
      'Refund 12,500 EUR',
      '\\"amount\\": 12500',
      'carrier has confirmed',
      '82 %',
      'medium',
      'agent support-bot, for Grace Hopper',
      '010101010101',
      '0 of 2',
      'finance (group), Ada Lovelace',
      'Decide by',
    ])
      expect(text).toContain(part);
  });

  it('has every way to decide while it is pending', () => {
    expect(labels(sampleView())).toEqual(['approve', 'reject', 'edit', 'more']);
    expect(labels(sampleView(), { editable: false })).toEqual(['approve', 'reject', 'more']);
  });

  it('binds each button to request, revision and whole digest', () => {
    expect(shown(sampleView())).toContain(`"value":"approve ${SAMPLE_ID} 1 ${digestOf(1)}"`);
  });

  it.each(STATUSES.filter((status) => status !== 'pending'))('has no live button when %s', (status) => {
    expect(labels(sampleView({ status }))).toEqual([]);
  });

  it('cannot be approved or edited where the arguments do not fit', () => {
    const view = sampleView({}, [sampleAction({ args: { script: `${'x'.repeat(2_900)}; rm -rf /` } })]);
    expect(labels(view)).toEqual(['page', 'reject', 'more']);
    expect(shown(view)).toContain('Too long to approve here');
    expect(shown(view)).not.toContain('rm -rf');
  });

  it('counts characters as they are shown: hidden ones take the room of their spelling', () => {
    expect(labels(sampleView({}, [sampleAction({ args: { text: '\u200b'.repeat(500) } })]))).toEqual(['page', 'reject', 'more']);
  });

  it('asks twice before a high risk is approved', () => {
    expect(shown(sampleView())).not.toContain('"confirm"');
    expect(shown(sampleView({}, [sampleAction({ risk: 'critical' })]))).toContain('Approve at critical risk?');
  });

  it('says what changed since the revision before, and who wanted it', () => {
    const decisions = [sampleDecision({ verb: 'reject', comment: 'at most 9,000' })];
    const view = sampleView({ decisions }, [sampleAction(), sampleAction({ args: { ...sampleAction().args, amount: 9_000 } })]);
    expect(shown(view)).toContain('amount: 12500 → 9000');
    expect(shown(view)).toContain('Ada Lovelace sent it back');
    expect(shown(view)).toContain('at most 9,000');
  });

  it('shows only counted decisions on the present revision as votes', () => {
    const text = shown(
      sampleView({
        decisions: [sampleDecision(), sampleDecision({ by: { id: 'eve', name: 'Eve' }, counted: false, reason: 'not_eligible' })],
      }),
    );
    expect(text).toContain('Ada Lovelace approved');
    expect(text).not.toContain('Eve');
  });

  it('ends with who, when and why', () => {
    const decisions = [sampleDecision({ comment: 'fine' })];
    const text = shown(
      sampleView({
        status: 'failed',
        awaiting: null,
        decisions,
        resolution: {
          outcome: 'approved',
          by: 'people',
          people: ['ada'],
          reason: 'enough approvals',
          revision: 1,
          digest: digestOf(1),
          at: '2026-03-02T10:20:00Z',
          answer: null,
        },
        execution: {
          revision: 1,
          digest: digestOf(1),
          by: 'worker',
          fence: 1,
          outcome: 'failed',
          detail: { error: 'card declined' },
          claimedAt: '2026-03-02T10:20:01Z',
          finishedAt: '2026-03-02T10:20:02Z',
          late: null,
        },
      }),
    );
    for (const part of ['Approved, but it failed', 'Approved by Ada Lovelace', 'enough approvals', 'card declined'])
      expect(text).toContain(part);
  });

  it('rounds confidence down, so that it never reads as a threshold that it missed', () => {
    expect(shown(sampleView({}, [sampleAction({ confidence: 0.69999 })]))).toContain('69.9 %');
  });

  it('asks for words where the policy does', () => {
    expect(shown(sampleView({ plan: samplePlan({ requireComment: ['approve'] }) }))).toContain('Approve…');
  });

  it('warns of words that mix alphabets', () => {
    expect(shown(sampleView({}, [sampleAction({ args: { url: 'https://p\u0430ypal.com' } })]))).toContain('Look twice');
  });
});

describe('a question', () => {
  it('offers its options, with the name that the agent will get', () => {
    const view = sampleQuestion({ question: 'Which one?', options: [{ name: 'keep' }, { name: 'delete', title: 'Keep it' }] });
    expect(labels(view)).toEqual(['option0', 'option1', 'answer', 'more']);
    expect(shown(view)).toContain('Keep it [delete]');
  });

  it('numbers options that would be cut', () => {
    const view = sampleQuestion({ question: 'Which one?', options: [{ name: 'a', title: 'x'.repeat(200) }, { name: 'b' }] });
    expect(shown(view)).toContain('Option 1: xxx');
    expect(messageProblems(renderCard(view, context))).toEqual([]);
  });

  it('cannot be answered where it does not fit', () => {
    expect(labels(sampleQuestion({ question: 'x'.repeat(3_000), options: [{ name: 'yes' }] }))).toEqual(['page', 'more']);
  });
});

describe('words of agents', () => {
  const hostile = '<!channel> <!here> <@U123> <#C1|x> @channel ``` *bold* <https://evil|bank> \u202e\u200b &lt;!here&gt;';
  const view = sampleView({ decisions: [sampleDecision({ comment: hostile })], requester: { id: 'x', name: hostile }, agent: null }, [
    sampleAction({ title: hostile, rationale: hostile, args: { [hostile]: hostile }, context: { [hostile]: hostile } }),
  ]);
  const card = renderCard(view, context);

  it('never stand where Slack reads markup', () => {
    expect(JSON.stringify(card.blocks)).not.toContain('"mrkdwn"');
    expect(JSON.stringify(card)).not.toMatch(/<[!@#]/);
    expect(card.text).not.toMatch(/[<>]/);
    expect(JSON.stringify(card.blocks)).not.toMatch(/"type":"(broadcast|usergroup|channel)"/);
  });

  it('show what would hide', () => {
    expect(JSON.stringify(card)).toContain('⟨U+202E⟩⟨U+200B⟩');
    expect(JSON.stringify(card)).not.toMatch(/[\u202e\u200b]/);
  });

  it('are shown letter by letter in the box, so that a fence cannot end it', () => {
    expect(JSON.stringify(card.blocks)).toContain('```');
  });
});

/** Anything a text may hold, with what is special to Slack, JSON and Unicode more often than by chance. */
const words = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('<!here>', '```', '\u202e', '\ud83d', '\n', '&', 'x'.repeat(700)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));
const json = fc.dictionary(
  words,
  fc.oneof(words, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.jsonValue() as fc.Arbitrary<never>),
  { maxKeys: 6 },
);
const actions = fc.record({
  type: fc.constantFrom('payments.refund', `a.${'b'.repeat(120)}`),
  args: json,
  title: words.map((text) => text.slice(0, 300) || 'x'),
  rationale: fc.option(words),
  confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  risk: fc.constantFrom('low' as const, 'medium' as const, 'high' as const, 'critical' as const),
  context: json,
});
const questions = fc.record({
  question: words.map((text) => text || '?'),
  suggestedResponse: words,
  options: fc.array(fc.record({ name: words.map((text) => text.slice(0, 80) || 'x'), title: words.map((text) => text.slice(0, 200)) }), {
    maxLength: 20,
  }),
});
const views = fc
  .record({
    chain: fc.array(actions, { minLength: 1, maxLength: 3 }),
    status: fc.constantFrom(...STATUSES),
    comments: fc.array(words, { maxLength: 12 }),
    asked: fc.boolean(),
  })
  .map(({ chain, status, comments, asked }) =>
    sampleView(
      {
        status,
        decisions: comments.map((comment, i) =>
          sampleDecision({
            verb: i % 2 ? 'reject' : 'approve',
            comment,
            revision: chain.length - (i % 2),
            by: { id: `p${i}`, name: comment.slice(0, 60) || 'x' },
          }),
        ),
        ...(asked
          ? {}
          : {
              awaiting: null,
              resolution: {
                outcome: 'approved',
                by: 'override',
                people: ['p0'],
                reason: comments.join(' '),
                revision: 1,
                digest: null,
                at: '2026-03-02T10:20:00Z',
                answer: comments.join('\n'),
              },
            }),
        execution: {
          revision: 1,
          digest: digestOf(1),
          by: 'worker',
          fence: 1,
          outcome: 'executed',
          detail: comments,
          claimedAt: '2026-03-02T10:20:01Z',
          finishedAt: '2026-03-02T10:20:02Z',
          late: null,
        },
      },
      chain.map((action) => sampleAction(action)),
    ),
  );

describe('any card', () => {
  it('keeps Slack’s limits and never carries markup', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          views,
          questions.map((args) => sampleQuestion(args)),
        ),
        fc.boolean(),
        (view, editable) => {
          const card = renderCard(view, { ...context, editable });
          expect(messageProblems(card)).toEqual([]);
          expect(JSON.stringify(card)).not.toMatch(/<[!@#]/);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('offers approval only with all arguments on it', () => {
    fc.assert(
      fc.property(json, (args) => {
        const blocks = renderCard(sampleView({}, [sampleAction({ args })]), context).blocks;
        const text = JSON.stringify(blocks);
        if (!text.includes('countersign.approve')) return;
        const boxes = blocks
          .flatMap((block) => (block.type === 'rich_text' ? block.elements : []))
          .filter(({ type }) => type === 'rich_text_preformatted');
        const whole =
          boxes.map((element) =>
            'elements' in element ? element.elements.map((part) => ('text' in part ? part.text : '')).join('') : '',
          )[0] ?? '';
        const back = JSON.parse(
          whole.replace(/⟨U\+([0-9A-F]+)⟩/g, (_all, hex: string) => JSON.stringify(String.fromCodePoint(parseInt(hex, 16))).slice(1, -1)),
        );
        expect(JSON.stringify(back)).toBe(JSON.stringify(JSON.parse(JSON.stringify(args))));
      }),
      { numRuns: 200 },
    );
  });
});
