import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NOT_COUNTED_REASONS, NOT_COUNTED_TEXT } from '../../src/contracts/decision.js';
import type { RequestView } from '../../src/contracts/view.js';
import { digestOf, sampleAwaiting, sampleDecision, samplePlan, sampleStage } from '../support/sample-views.js';
import { receipt } from '../support/fake-intake.js';
import { startSlackHarness, type SlackHarness } from '../support/slack-harness.js';
import type { SlackMessage } from '../support/slack-emulator.js';
import { until } from '../support/until.js';

let h: SlackHarness;
let place: string;
beforeAll(async () => {
  h = await startSlackHarness();
  place = h.slack.channels['approvals'] ?? '';
});
afterAll(() => h.close());

let seen = 0;
beforeEach(() => {
  seen = h.slack.whispers().length;
});
async function whispered(user: string): Promise<string> {
  const own = () =>
    h.slack
      .whispers()
      .slice(seen)
      .find((each) => each.user === h.slack.users[user]);
  await until(() => own() !== undefined);
  return own()?.text ?? '';
}
const decided = () => h.intake.decisions.map(({ personId, body }) => ({ personId, ...body }));
const bound = { revision: 1, digest: digestOf(1) };
const user = (name: string) => ({ user: h.slack.users[name] ?? '' });
const errors = (json: Record<string, unknown>) => (json['errors'] ?? {}) as Record<string, string>;
const title = (json: Record<string, unknown>) => (json['view'] as { title: { text: string } }).title.text;
async function permit(person: string, ...permissions: ('assign' | 'override')[]) {
  await h.ledger.db.updateTable('people').set({ permissions }).where('id', '=', person).execute();
}

describe('more choices', () => {
  it.each(['abstain', 'retract', 'escalate', 'release'] as const)('record %s at once, bound to what the card showed', async (verb) => {
    await h.ask({
      plan: samplePlan({ stages: [sampleStage({ ladder: [{ afterMs: 60_000, do: 'add', to: ['group:leads'], repeat: null }] })] }),
      awaiting: sampleAwaiting({ claims: [{ by: { id: 'ada', name: 'Ada' }, until: '2026-03-02T11:00:00Z' }] }),
      decisions: [sampleDecision()],
    });
    const { json } = await h.choose('ada', verb, 'a word');
    expect(json).toEqual({ response_action: 'clear' });
    expect(decided()).toEqual([expect.objectContaining({ personId: 'ada', verb, ...bound })]);
    expect(decided()[0]?.comment).toBe(verb === 'release' ? undefined : 'a word');
  });

  it('hand over to the person behind a chosen account', async () => {
    await h.ask();
    const { next } = await h.choose('ada', 'delegate');
    expect(errors((await h.submit('ada', next, { to: user('eve') })).json)).toEqual({ to: expect.stringContaining('not linked') });
    expect(errors((await h.submit('ada', next, {})).json)).toEqual({ to: expect.any(String) });
    expect((await h.submit('ada', next, { to: user('bob'), comment: 'You know them' })).json).toEqual({ response_action: 'clear' });
    expect(decided()).toEqual([
      expect.objectContaining({ personId: 'ada', verb: 'delegate', to: 'bob', comment: 'You know them', ...bound }),
    ]);
  });

  it('hand over from the card’s own menu', async () => {
    await h.ask();
    await h.submit('ada', await h.open('ada', 'more', 'Hand over'), { to: user('bob') });
    expect(decided()).toEqual([expect.objectContaining({ verb: 'delegate', to: 'bob' })]);
  });

  it('move the deadline and stop reminders within the policy’s bounds', async () => {
    await h.ask();
    const extend = await h.choose('ada', 'extend');
    await h.submit('ada', extend.next, { for: { option: '30m' }, comment: 'Waiting for the bank' });
    const snooze = await h.choose('bob', 'snooze');
    await h.submit('bob', snooze.next, { for: { option: '14400000ms' } });
    expect(decided()).toEqual([
      expect.objectContaining({ personId: 'ada', verb: 'extend', for: '30m', comment: 'Waiting for the bank' }),
      expect.objectContaining({ personId: 'bob', verb: 'snooze', for: '14400000ms' }),
    ]);
  });

  it('reassign, and are offered it only with the permission', async () => {
    await h.ask();
    const without = await h.open('ada', 'more', 'More choices');
    expect(JSON.stringify(without.blocks)).not.toContain('reassign');
    await permit('ada', 'assign');
    const { next } = await h.choose('ada', 'reassign');
    await h.submit('ada', next, { from: { option: 'group:finance' }, to: user('bob') });
    await permit('ada');
    expect(decided()).toEqual([expect.objectContaining({ verb: 'reassign', from: 'group:finance', to: 'bob', ...bound })]);
  });

  it('leave it to the reducer to refuse what was not offered', async () => {
    await h.ask();
    h.override({ receipt: (_id, decisionId) => Promise.resolve(receipt(decisionId, false, 'reassign_not_permitted')) });
    const { next } = await h.choose('bob', 'reassign');
    await h.submit('bob', next, { from: { option: 'group:finance' }, to: user('ada') });
    expect(await whispered('bob')).toBe(NOT_COUNTED_TEXT.reassign_not_permitted);
  });

  it('deny for good', async () => {
    await h.ask();
    const { next } = await h.choose('ada', 'deny');
    await h.submit('ada', next, { comment: 'Fraud' });
    expect(decided()).toEqual([expect.objectContaining({ verb: 'deny', comment: 'Fraud', ...bound })]);
  });

  it('override with a reason, through the door for it', async () => {
    await h.ask();
    await permit('ada', 'override');
    const asked: unknown[] = [];
    h.override({
      override: (...args) => {
        asked.push(args);
        return Promise.resolve(receipt('d', false, 'duplicate'));
      },
    });
    const { next } = await h.choose('ada', 'override');
    expect(errors((await h.submit('ada', next, { what: { option: 'approved' } })).json)).toEqual({ comment: expect.any(String) });
    await h.submit('ada', next, { what: { option: 'approved' }, comment: 'The courier waits' });
    await permit('ada');
    expect(asked).toEqual([
      [
        { kind: 'person', personId: 'ada' },
        h.view.id,
        { resolution: 'approved', digest: digestOf(1), reason: 'The courier waits', decisionId: expect.stringMatching(/^slack:/) },
        { channel: 'slack' },
      ],
    ]);
    expect(await whispered('ada')).toBe(NOT_COUNTED_TEXT.duplicate);
  });

  it('count once when a submission is delivered again', async () => {
    await h.ask();
    const { next } = await h.choose('ada', 'delegate');
    for (const later of [0, 1, 2]) await h.submit('ada', next, { to: user('bob') }, later);
    expect(h.intake.decideCalls).toBe(3);
    expect(h.intake.decisions).toHaveLength(1);
  });

  it('are sealed for their person, dialog by dialog', async () => {
    await h.ask();
    const { next } = await h.choose('ada', 'delegate');
    for (const [who, forged] of [
      ['bob', next],
      ['ada', { ...next, callback_id: 'countersign.override' }],
      ['ada', { ...next, private_metadata: next.private_metadata.replace('"modal":"delegate"', '"modal":"settle"') }],
    ] as const) {
      expect(JSON.stringify((await h.submit(who, forged, { to: user('bob') })).json)).toContain('Nothing was recorded');
    }
    expect(h.intake.decisions).toEqual([]);
  });

  it('end with a sentence where the card has changed meanwhile', async () => {
    await h.ask();
    const first = await h.open('ada', 'more', 'More choices');
    h.view = { ...h.view, revision: 2, digest: digestOf(2) };
    const { json } = await h.submit('ada', first, { choice: { option: 'delegate' } });
    expect(title(json)).toBe('Not possible');
    expect(JSON.stringify(json)).toContain(NOT_COUNTED_TEXT.stale_revision);
  });
});

it.each(NOT_COUNTED_REASONS)('%s is told to the one who clicked, in a sentence', async (reason) => {
  await h.ask();
  h.override({ receipt: (_id, decisionId) => Promise.resolve(receipt(decisionId, false, reason)) });
  await h.click('ada', 'more', { option: 'Take it' });
  expect(await whispered('ada')).toBe(NOT_COUNTED_TEXT[reason]);
});

describe('the veto window', () => {
  const window: Partial<RequestView> = {
    status: 'approved',
    awaiting: null,
    runFrom: '2026-03-02T10:50:00Z',
    resolution: {
      outcome: 'approved',
      by: 'people',
      people: ['bob'],
      reason: 'approved by bob',
      ...bound,
      at: '2026-03-02T10:20:00Z',
      answer: null,
    },
  };

  it('leaves a live way to say no, and to take a vote back', async () => {
    await h.ask();
    await h.rewrite(window);
    expect((await h.submit('ada', await h.open('ada', 'deny'), { comment: 'Stop' })).json).toEqual({ response_action: 'clear' });
    await h.click('bob', 'retract');
    expect(decided()).toEqual([
      expect.objectContaining({ personId: 'ada', verb: 'deny', comment: 'Stop', ...bound }),
      expect.objectContaining({ personId: 'bob', verb: 'retract', ...bound }),
    ]);
  });

  it('is over once the effect may start: the buttons are gone, and an older card’s are refused before a dialog opens', async () => {
    await h.ask();
    const card = await h.rewrite(window);
    expect(JSON.stringify(await h.rewrite({ status: 'executed', runFrom: null }))).not.toContain('countersign.');
    await h.click('ada', 'deny', { message: card });
    expect(await whispered('ada')).toBe(NOT_COUNTED_TEXT.already_closed);
  });
});

describe('an unknown outcome', () => {
  const unknown: Partial<RequestView> = { status: 'unknown', awaiting: null };
  async function card(): Promise<SlackMessage> {
    await h.ask();
    const message = await h.tell('unknown', ['group:finance'], unknown, { place, kind: 'outcome' });
    if (!message) throw new Error('no outcome card');
    return message;
  }

  it.each(['happened', 'did_not_happen', 'compensate'])('is settled as %s, with evidence', async (verdict) => {
    const message = await card();
    const dialog = await h.open('ada', 'settle', undefined, { message, channel: place });
    expect(errors((await h.submit('ada', dialog, { what: { option: verdict }, comment: ' ' })).json)).toEqual({
      comment: expect.any(String),
    });
    expect(h.intake.decisions).toEqual([]);
    expect((await h.submit('ada', dialog, { what: { option: verdict }, comment: 'Seen in the statement' })).json).toEqual({
      response_action: 'clear',
    });
    expect(decided()).toEqual([
      expect.objectContaining({ personId: 'ada', verb: 'settle', answer: verdict, comment: 'Seen in the statement', ...bound }),
    ]);
  });

  it('that was settled meanwhile opens no dialog', async () => {
    const message = await card();
    h.view = { ...h.view, status: 'executed' };
    await h.click('ada', 'settle', { message, channel: place });
    expect(await whispered('ada')).toBe(NOT_COUNTED_TEXT.not_unknown);
  });
});

describe('a question to the requester', () => {
  const asked: Partial<RequestView> = {
    agent: null,
    decisions: [sampleDecision({ decisionId: 'q1', verb: 'ask', comment: 'Which carrier was it?' })],
    awaiting: sampleAwaiting({ questions: ['q1'] }),
  };
  async function card(): Promise<{ message: SlackMessage; channel: string }> {
    await h.ask(asked);
    await h.ledger.db.updateTable('requests').set({ requester_id: 'bob', agent: null }).where('id', '=', h.view.id).execute();
    const home = h.slack.users['bob'] ?? '';
    const message = await h.tell('question', [], {}, { place: home, kind: 'question' });
    if (!message) throw new Error('no question');
    return { message, channel: await h.slack.direct(home) };
  }

  it('is answered in a dialog, and goes through the door for answers', async () => {
    const at = await card();
    const answered: unknown[] = [];
    h.override({
      answerQuestion: (...args) => {
        answered.push(args);
        return Promise.resolve({ kind: 'ok', value: { decisionId: 'q1' } });
      },
    });
    const dialog = await h.open('bob', 'reply', undefined, at);
    expect(JSON.stringify(dialog.blocks)).toContain('Which carrier was it?');
    expect(errors((await h.submit('bob', dialog, { comment: ' ' })).json)).toEqual({ comment: expect.any(String) });
    expect((await h.submit('bob', dialog, { comment: 'The yellow one' })).json).toEqual({ response_action: 'clear' });
    expect(answered).toEqual([[{ kind: 'person', personId: 'bob' }, h.view.id, { decisionId: 'q1', answer: 'The yellow one' }]]);
    expect(h.intake.decisions).toEqual([]);
  });

  it('says in the dialog what the door refuses', async () => {
    const at = await card();
    h.override({
      answerQuestion: () =>
        Promise.resolve({ kind: 'refused', status: 409, code: 'already_answered', message: 'The question was answered already.' }),
    });
    const { json } = await h.submit('bob', await h.open('bob', 'reply', undefined, at), { comment: 'The yellow one' });
    expect(JSON.stringify(json)).toContain('answered already');
  });

  it('cannot be answered from a message that asks none, whatever its button says', async () => {
    const message = await h.ask(asked);
    const forged = (payload: { actions: object[] }) => ({
      ...payload,
      actions: payload.actions.map((each) => ({ ...each, value: `reply ${h.view.id} 1 ${digestOf(1)}` })),
    });
    await h.click('ada', 'approve', { message, change: forged });
    expect(await whispered('ada')).toContain('needs no answer');
  });

  it('needs none once the request is over', async () => {
    const at = await card();
    h.view = { ...h.view, status: 'cancelled', awaiting: null };
    await h.click('bob', 'reply', at);
    await until(() => h.slack.whispers().length > seen);
    expect(h.slack.whispers().at(-1)?.text).toContain('needs no answer');
  });
});

it('a question’s answer comes back to the thread in which it was asked, and only there', async () => {
  const card = await h.ask();
  await h.submit('ada', await h.open('ada', 'more', 'Ask in thread'), { comment: 'Which carrier?' });
  const decisionId = h.intake.decisions[0]?.body.decisionId ?? '';
  await h.tell('rewrite', []);
  expect(await h.slack.thread(place, card.ts)).toHaveLength(2);
  await h.ledger.db
    .insertInto('decisions')
    .values({
      request_id: h.view.id,
      seq: 1,
      decision_id: decisionId,
      person_id: 'ada',
      verb: 'ask',
      ...bound,
      comment: 'Which carrier?',
      args: null,
      answer: 'The yellow one',
      channel: 'slack',
      facts: '{}',
      counted: true,
      reason: null,
      on_behalf_of: null,
      at: new Date(),
    })
    .execute();
  const answered = sampleDecision({ decisionId, verb: 'ask', comment: 'Which carrier?', answer: 'The yellow one' });
  await h.tell('rewrite', [], { decisions: [answered] });
  await h.tell('rewrite', []);
  const thread = await h.slack.thread(place, card.ts);
  expect(thread).toHaveLength(3);
  expect(JSON.stringify(thread[2])).toContain('The yellow one');
  expect(JSON.stringify(thread[2])).toContain(h.slack.users['ada']);
});
