import { describe, expect, it } from '@jest/globals';
import { messageProblems } from '../../../test/support/block-kit.js';
import { CARD_STATES, names, NOTED, QUESTIONED, SETTLED, UNKNOWN } from '../../../test/support/card-states.js';
import {
  digestOf,
  SAMPLE_ID,
  sampleAction,
  sampleAwaiting,
  sampleDecision,
  samplePlan,
  sampleStage,
  sampleView,
} from '../../../test/support/sample-views.js';
import type { RequestView } from '../../contracts/view.js';
import { renderCard, type Reader } from './card.js';
import { peopleNamed } from './card-standing.js';
import { renderNote } from './notes.js';
import { renderOutcome } from './outcome-card.js';
import { renderPage } from './page-message.js';
import { renderQuestion } from './question-card.js';

const card = (view: RequestView, reader: Reader | null = null) => renderCard(view, { names, editable: true, reader });
/** What a person reads, line by line. */
const read = (rendered: { blocks: readonly object[] } | null) =>
  (rendered?.blocks ?? [])
    .flatMap((block) => ('elements' in block && Array.isArray(block.elements) ? (block.elements as { elements?: object[] }[]) : []))
    .map(({ elements = [] }) => elements as { text?: unknown; fallback?: string; user_id?: string }[])
    .map((parts) => parts.map(({ text, fallback, user_id: user }) => (typeof text === 'string' ? text : (fallback ?? `@${user}`))).join(''))
    .flatMap((text) => text.replace(/\n$/, '').split('\n'));
const has = (rendered: { blocks: readonly object[] } | null, ...lines: (string | RegExp)[]) => {
  for (const wanted of lines) {
    const found = read(rendered);
    expect(found).toContainEqual(typeof wanted === 'string' ? wanted : expect.stringMatching(wanted));
  }
};
const state = (name: string) => {
  const found = CARD_STATES.find(([each]) => each === name);
  if (!found) throw new Error(`no state ${name}`);
  return found[1];
};
const buttons = (rendered: { blocks: readonly object[] }) =>
  [...JSON.stringify(rendered.blocks).matchAll(/"action_id":"countersign\.([a-z0-9]+)"/g)].map(([, name]) => name);

it.each(CARD_STATES)('“%s” keeps Slack’s limits and carries no markup', (_name, view) => {
  const rendered = card(view);
  expect(messageProblems(rendered)).toEqual([]);
  expect(JSON.stringify(rendered)).not.toMatch(/<[!@#]/);
});

describe('the rule', () => {
  it('is said in words, with what ends it and whose votes count', () => {
    has(
      card(state('A rule of several parts, a veto, a ladder')),
      'Stage 2 of 2, finance: (a majority of finance (group), Ada Lovelace, Bob Bemer) or (legal (group) and (one person for each of finance (group), audit (group))), all of them different people',
      'Denials that end it: 2',
      'May veto: legal (group); one such denial ends it',
      'Votes count where: reviewer.attributes.country == "DE"',
    );
  });

  it('says what happens by itself next, and the ladder', () => {
    has(
      card(state('A rule of several parts, a veto, a ladder')),
      'Next: reminds whoever is asked, 2026-03-02 10:30 UTC',
      'If nobody decides: after 30m reminds whoever is asked, again every 30m, 3 times; after 1h also asks leads (group); after 2h pages Cyd Charisse',
    );
  });

  it('says so where others than those written are asked', () => {
    has(
      card(sampleView({ awaiting: sampleAwaiting({ asked: ['group:leads'] }) })),
      /Rule: .*\(as written; others are asked now\)/,
      'Asked: leads (group)',
    );
  });

  it('names nobody by an id where the ledger has a name', () => {
    const view = state('A rule of several parts, a veto, a ladder');
    expect(peopleNamed(view).sort()).toEqual(['ada', 'bob', 'cyd']);
    expect(peopleNamed(state('Approved, held by the kill switch'))).toContain('cyd');
  });

  it('stays within a card however long it is', () => {
    const entries = Array.from({ length: 50 }, (_, i) => `group:${'g'.repeat(120)}${i}`);
    const steps = Array.from({ length: 60 }, (_, i) => ({ afterMs: (i + 1) * 60_000, do: 'add' as const, to: entries, repeat: null }));
    const people = Array.from({ length: 40 }, (_, i) => ({ id: `p${i}`, name: 'N'.repeat(200) }));
    const until = '2026-03-02T11:00:00Z';
    const all: Partial<RequestView> = {
      plan: samplePlan({
        stages: [
          sampleStage({
            rule: { kind: 'entries', need: 'all', entries, count: 50 },
            ladder: steps,
            vetoes: entries,
            counts: 'x'.repeat(9_000),
          }),
        ],
      }),
      awaiting: sampleAwaiting({
        asked: entries,
        claims: people.map((by) => ({ by, until })),
        delegations: people.map((from) => ({ from, to: from })),
        snoozes: people.map((by) => ({ by, until })),
        kept: people.map((by, i) => ({ by, revision: i })),
        missing: [{ stage: 'finance', entries, need: 40 }],
        overrides: people.map((by) => ({ by, reason: 'r'.repeat(5_000) })),
      }),
      followUps: Array.from({ length: 40 }, () => SAMPLE_ID),
    };
    const said = people.map((by, i) => sampleDecision({ decisionId: `d${i}`, by, onBehalfOf: by, comment: 'c'.repeat(5_000) }));
    const action = sampleAction({
      title: 't'.repeat(300),
      args: { text: 'a'.repeat(2_800) },
      rationale: 'r'.repeat(20_000),
      context: { text: 'x'.repeat(9_000) },
    });
    const before = sampleAction({ args: Object.fromEntries(people.map(({ name }, i) => [`${name}${i}`, name])) });
    const view = sampleView({ ...all, decisions: said.map((each) => ({ ...each, revision: 2 })) }, [before, action]);
    expect(messageProblems(card(view))).toEqual([]);
  });
});

describe('what people arranged', () => {
  it('is shown by names: who took it, whose place went to whom, who is not reminded', () => {
    has(
      card(state('People arrange themselves')),
      'Taken by: Ada Lovelace, until 2026-03-02 10:45 UTC',
      'Handed over: Bob Bemer to Cyd Charisse',
      'Not reminded: Eve Harrington',
      'Decide by: 2026-03-02 14:00 UTC (moved once, by 1h)',
      /^Cyd Charisse gave the place of dan to Ada Lovelace, /,
    );
  });

  it('never shows in a channel what was written with it', () => {
    expect(JSON.stringify(card(state('People arrange themselves')))).not.toContain('not for everybody');
  });

  it('names both, where one voted in the place of the other', () => {
    has(card(state('People arrange themselves')), /^Cyd Charisse approved for Bob Bemer: “Fine”, /);
  });

  it('says that the clock stands still, and until when', () => {
    const rendered = card(state('A question is open, and the clock stands still'));
    has(
      rendered,
      'The clock stands still while a question is open, until 2026-03-02 11:15 UTC at the latest',
      /^Ada Lovelace asked: .*; not answered yet, /,
    );
  });

  it('says which votes were kept, and why', () => {
    has(
      card(state('A new revision in which nothing material changed')),
      '2 votes kept from revision 1: nothing material changed (Ada Lovelace, Bob Bemer)',
    );
  });

  it('says who may not approve their own change', () => {
    has(card(state('Changed by somebody who may not approve it')), 'Ada Lovelace changed it, so somebody else has to approve.');
  });
});

describe('a banner', () => {
  it('says that nobody is left, what is missing, and that it ends without approval', () => {
    has(
      card(state('Nobody is left who could complete it')),
      'Nobody is left who could complete this. Missing: 1 of finance (group), Ada Lovelace.',
      /never as approved/,
    );
  });

  it('says that effects are held, by whom and why', () => {
    has(
      card(state('Approved, held by the kill switch')),
      'Held by the kill switch: “The bank’s interface answers twice”, Cyd Charisse, 2026-03-02 10:18 UTC',
    );
  });

  it('says that an override waits for a second person, and that nothing is overridden yet', () => {
    const rendered = card(state('An override waits for a second person'));
    has(rendered, /^Cyd Charisse wants to override the reviewers: “The courier waits”\. A second person/);
    expect(read(rendered).join('\n')).not.toContain('overrode');
  });
});

describe('before the effect', () => {
  const window = state('Approved, in its veto window');

  it('a card in its veto window says from when it may run, and has a live button to stop it', () => {
    has(card(window), 'May run from: 2026-03-02 10:50 UTC. Deny still stops it.');
    expect(buttons(card(window))).toEqual(['deny', 'retract']);
    expect(JSON.stringify(card(window))).toContain(`"value":"deny ${SAMPLE_ID} 1 ${digestOf(1)}"`);
  });

  it('has no button once it may start', () => {
    expect(buttons(card({ ...window, runFrom: null }))).toEqual([]);
  });

  it('can be stopped while the kill switch holds it', () => {
    expect(buttons(card(state('Approved, held by the kill switch')))).toEqual(['deny', 'retract']);
  });
});

describe('for whoever reads it alone', () => {
  const third = sampleView({}, [
    sampleAction(),
    sampleAction({ args: { ...sampleAction().args, amount: 9_000 } }),
    sampleAction({ args: { ...sampleAction().args, amount: 9_000, currency: 'USD' } }),
  ]);
  const reader = { id: 'ada', lastSeen: 1, standsInFor: ['Fay Wray'] };

  it('a card compares with the revision that they saw last', () => {
    has(card(third, reader), 'Changed since revision 1, which you saw last:', 'amount: 12500 → 9000');
    has(card(third), 'Changed since revision 2:');
    expect(read(card(third)).join('\n')).not.toContain('amount: 12500 → 9000');
  });

  it('a card compares with the one before where they saw none', () => {
    has(card(third, { ...reader, lastSeen: null }), 'Changed since revision 2:');
  });

  it('says in whose place they are asked, and what was said when it was handed over', () => {
    const handed = sampleView({
      decisions: [sampleDecision({ verb: 'delegate', by: { id: 'bob', name: 'Bob' }, to: 'person:ada', comment: 'You know the carrier' })],
      awaiting: sampleAwaiting({ delegations: [{ from: { id: 'bob', name: 'Bob' }, to: { id: 'ada', name: 'Ada' } }] }),
    });
    has(card(handed, reader), 'You are asked in the place of Fay Wray.', 'Handed over to you by Bob: “You know the carrier”');
    expect(JSON.stringify(card(handed, { ...reader, id: 'cyd' }))).not.toContain('You know the carrier');
    expect(JSON.stringify(card(handed))).not.toContain('You know the carrier');
  });
});

describe('an unknown outcome', () => {
  it('has a card of its own, which asks until it is settled', () => {
    const rendered = renderOutcome(UNKNOWN, 1, names);
    expect(buttons(rendered)).toEqual(['settle', 'page']);
    has(rendered, 'Unknown since: 2026-03-02 10:20 UTC', /not tried again by itself/);
    expect(JSON.stringify(rendered)).not.toContain('Photographs checked');
  });

  it('says who settled it, how and by which evidence', () => {
    const rendered = renderOutcome(SETTLED, 1, names);
    expect(buttons(rendered)).toEqual([]);
    has(rendered, /^Bob Bemer settled the outcome \(it happened\): “The bank’s statement has it”, /);
  });

  it('says what came of it: asked again, or undone', () => {
    const settle = (answer: string) => sampleDecision({ verb: 'settle', answer, comment: 'looked' });
    const again = sampleView({ decisions: [settle('did_not_happen')] }, [sampleAction(), sampleAction()]);
    has(renderOutcome(again, 1, names), 'Asked again as revision 2.');
    expect(buttons(renderOutcome(again, 1, names))).toEqual([]);
    const undone = { ...SETTLED, decisions: [settle('compensate')], followUps: ['req_01jd000000000000000000000b'] };
    has(renderOutcome(undone, 1, names), 'Undone by: req_01jd000000000000000000000b');
    const failed = { ...UNKNOWN, decisions: [settle('compensate')] };
    has(renderOutcome(failed, 1, names), 'Undoing was asked for. While this card asks, it has not been undone.');
    expect(buttons(renderOutcome(failed, 1, names))).toContain('settle');
  });

  it('says so where an administrator’s key settled it', () => {
    has(renderOutcome({ ...UNKNOWN, status: 'executed' }, 1, names), 'Settled: it happened.');
    has(renderOutcome({ ...UNKNOWN, status: 'failed' }, 1, names), 'Settled: failed.');
  });
});

describe('what is said beside the cards', () => {
  it('a question is put to the requester until it is answered or too late', () => {
    const asked = renderQuestion(QUESTIONED, 'q1');
    has(asked, 'Which carrier was it?');
    expect(buttons(asked ?? { blocks: [] })).toEqual(['reply', 'page']);
    const [question] = QUESTIONED.decisions;
    if (!question) throw new Error('no question');
    const answered = renderQuestion({ ...QUESTIONED, decisions: [{ ...question, answer: 'The yellow one' }] }, 'q1');
    has(answered, 'The answer:', 'The yellow one');
    expect(buttons(answered ?? { blocks: [] })).toEqual([]);
    has(renderQuestion({ ...QUESTIONED, status: 'cancelled', awaiting: null }, 'q1'), 'No answer is needed any more.');
    expect(renderQuestion(QUESTIONED, 'q9')).toBeNull();
  });

  it('an override is announced with its reason and the look back', () => {
    has(
      renderNote(NOTED, { about: 'override', decisionId: 'o1' }, null),
      'Cyd Charisse overrode the reviewers: approved',
      'The courier waits',
      /^Was it right\? req_/,
    );
    has(
      renderNote(state('An override waits for a second person'), { about: 'override', decisionId: 'o1' }, null),
      /wants to override/,
      /A second person/,
    );
  });

  it('an objection that came too late carries its words', () => {
    has(
      renderNote(NOTED, { about: 'objection', decisionId: 'd2' }, null),
      'Bob Bemer objected after it had been started',
      'This is the wrong order',
    );
    expect(JSON.stringify(card(NOTED))).not.toContain('This is the wrong order');
    has(card(NOTED), /^Bob Bemer objected after it had been started, /);
  });

  it('an answer calls whoever asked, and there is none before it comes', () => {
    has(
      renderNote(NOTED, { about: 'answer', decisionId: 'q2' }, 'U0ADA'),
      '@U0ADA asked: Which carrier was it?',
      'The one with the yellow vans.',
    );
    expect(renderNote(QUESTIONED, { about: 'answer', decisionId: 'q1' }, null)).toBeNull();
    expect(renderNote(QUESTIONED, { about: 'answer', decisionId: 'gone' }, null)).toBeNull();
  });

  it('a page tells what waits, not what would run nor what people said', () => {
    const view = sampleView({ decisions: [sampleDecision({ comment: 'not for the pager' })] });
    const rendered = renderPage(view, ['group:leads', 'person:ada'], names, ['U0ADA']);
    has(rendered, 'Paged: leads (group), Ada Lovelace', 'Needed: 0 of 2, asked since 2026-03-02 10:00 UTC');
    expect(JSON.stringify(rendered)).not.toMatch(/not for the pager|12500|Goods arrived/);
  });

  const hostile = `<!here> \u202e ${'x'.repeat(9_000)}`;
  const said = { comment: hostile, answer: hostile, by: { id: 'x', name: hostile.slice(0, 200) } };
  const view = sampleView(
    {
      status: 'unknown',
      awaiting: null,
      decisions: [
        sampleDecision({ ...said, decisionId: 'a', verb: 'ask' }),
        sampleDecision({ ...said, decisionId: 'b', verb: 'override' }),
        sampleDecision({ ...said, decisionId: 'c', verb: 'deny', reason: 'too_late', counted: false }),
        sampleDecision({ ...said, decisionId: 'd', verb: 'settle' }),
      ],
    },
    [sampleAction({ title: hostile.slice(0, 300), args: { text: hostile } })],
  );
  it.each([
    ['the outcome', renderOutcome(view, 1, names)],
    ['the question', renderQuestion(view, 'a')],
    ['the answer', renderNote(view, { about: 'answer', decisionId: 'a' }, null)],
    ['the override', renderNote(view, { about: 'override', decisionId: 'b' }, null)],
    ['the objection', renderNote(view, { about: 'objection', decisionId: 'c' }, null)],
    [
      'the page',
      renderPage(
        view,
        ['group:x'],
        new Map(),
        Array.from({ length: 60 }, () => 'U0ADA'),
      ),
    ],
    ...[NOTED, QUESTIONED, SETTLED].map((each) => ['a card of the document', card(each)] as const),
  ])('%s keeps Slack’s limits and carries no markup, whatever people write', (_what, rendered) => {
    expect(messageProblems(rendered ?? { text: '', blocks: [] })).toEqual([]);
    expect(JSON.stringify(rendered)).not.toMatch(/<[!@#]|\u202e/);
  });
});
