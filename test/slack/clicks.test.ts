import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { digestOf, sampleAction, samplePlan, sampleQuestion } from '../support/sample-views.js';
import { receipt } from '../support/fake-intake.js';
import { startSlackHarness, type SlackHarness } from '../support/slack-harness.js';
import type { clickPayload } from '../support/slack-emulator.js';
import { until } from '../support/until.js';
import { NOT_COUNTED_TEXT } from '../../src/contracts/decision.js';
import { VIEWER_TEXT } from '../../src/contracts/viewer.js';

let h: SlackHarness;
beforeAll(async () => {
  h = await startSlackHarness();
});
afterAll(() => h.close());
beforeEach(() => {
  h.logged.length = 0;
});

/** The next thing said privately to that person. */
async function whispered(user: string): Promise<string> {
  const id = h.slack.users[user];
  const before = seen;
  await until(() =>
    h.slack
      .whispers()
      .slice(before)
      .some((each) => each.user === id),
  );
  const text =
    h.slack
      .whispers()
      .slice(before)
      .find((each) => each.user === id)?.text ?? '';
  seen = h.slack.whispers().length;
  return text;
}
let seen = 0;
beforeEach(() => {
  seen = h.slack.whispers().length;
});

describe('a click', () => {
  it('is one decision of the person behind the account, bound to what the card showed', async () => {
    await h.ask();
    expect((await h.click('ada', 'approve')).status).toBe(200);
    expect(h.intake.decisions).toEqual([
      {
        personId: 'ada',
        requestId: h.view.id,
        body: {
          verb: 'approve',
          revision: 1,
          digest: digestOf(1),
          decisionId: expect.stringMatching(/^slack:T000000001:U\w+:1700000000\.\d+$/),
        },
      },
    ]);
    expect(h.slack.whispers().slice(seen)).toEqual([]);
  });

  it('is acknowledged only after the decision is committed', async () => {
    await h.ask();
    const order: string[] = [];
    h.override({
      decide: async (_person, _request, body) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        order.push('committed');
        return receipt(body.decisionId, true);
      },
    });
    await h.click('ada', 'approve').then(() => order.push('acknowledged'));
    expect(order).toEqual(['committed', 'acknowledged']);
  });

  it('counts once however often it is delivered', async () => {
    await h.ask();
    const ts = '1700000009.000001';
    // Each delivery of the same click has a signature of its own, as Slack's retries do.
    for (const extra of ['a', 'b', 'c']) await h.click('ada', 'approve', { actionTs: ts, change: (payload) => ({ ...payload, extra }) });
    expect(h.intake.decideCalls).toBe(3);
    expect(h.intake.decisions).toHaveLength(1);
  });

  it('tells only the person who clicked why it did not count', async () => {
    await h.ask();
    h.override({ receipt: (_id, decisionId) => Promise.resolve(receipt(decisionId, false, 'self_approval')) });
    await h.click('bob', 'approve');
    expect(await whispered('bob')).toBe(NOT_COUNTED_TEXT.self_approval);
  });

  it('is told as recorded while it is not yet counted, and followed until it is', async () => {
    await h.ask();
    let asked = 0;
    h.override({
      receipt: (_id, decisionId) => {
        asked += 1;
        return Promise.resolve(asked < 3 ? receipt(decisionId, null) : receipt(decisionId, false, 'already_closed'));
      },
    });
    await h.click('ada', 'approve');
    await until(() => h.slack.whispers().length === seen + 2);
    expect(
      h.slack
        .whispers()
        .slice(seen)
        .map(({ text }) => text),
    ).toEqual([expect.stringContaining('recorded, but not yet counted'), NOT_COUNTED_TEXT.already_closed]);
  });

  it('is visibly not recorded when the record cannot be reached', async () => {
    await h.ask();
    h.override({ decide: () => Promise.reject(new Error('connection refused')) });
    expect((await h.click('ada', 'approve')).status).toBe(503);
    expect(await whispered('ada')).toContain('Not recorded');
  });

  it('says what the door to requests refuses', async () => {
    await h.ask();
    h.override({
      decide: () => Promise.resolve({ kind: 'refused', status: 429, code: 'too_many_requests', message: 'Too many decisions at once.' }),
    });
    expect((await h.click('ada', 'approve')).status).toBe(200);
    expect(await whispered('ada')).toBe('Too many decisions at once.');
  });

  it('takes it from the menu', async () => {
    await h.ask();
    await h.click('ada', 'more', { option: 'Take it' });
    expect(h.intake.decisions[0]?.body.verb).toBe('claim');
  });

  it('still escalates from a card that an earlier version posted', async () => {
    const card = await h.ask();
    const old = (payload: ReturnType<typeof clickPayload>) => ({
      ...payload,
      actions: payload.actions.map((each) => ({ ...each, selected_option: { value: `escalate ${h.view.id} 1 ${digestOf(1)}` } })),
    });
    await h.click('ada', 'more', { message: card, option: 'Take it', change: old });
    expect(h.intake.decisions[0]?.body.verb).toBe('escalate');
  });

  it('answers a question with the option’s own name', async () => {
    const question = sampleQuestion({ question: 'Which?', options: [{ name: 'left' }, { name: 'right', title: 'To the right' }] });
    await h.ask({ type: question.type }, [question.action ?? sampleAction()]);
    await h.click('ada', 'option1');
    expect(h.intake.decisions[0]?.body).toMatchObject({ verb: 'answer', answer: 'right' });
  });

  it('rewrites the card for everybody when it moves, without live buttons at the end', async () => {
    await h.ask();
    const card = await h.rewrite({ status: 'rejected', awaiting: null });
    expect(JSON.stringify(card.blocks)).not.toContain('countersign.');
    expect(JSON.stringify(card.blocks)).toContain('Rejected');
  });
});

it('a click that overtakes the record of the card’s own post is taken all the same', async () => {
  await h.ask();
  const rows = h.ledger.db.updateTable('deliveries').where('request_id', '=', h.view.id);
  const { message } = await h.ledger.db
    .selectFrom('deliveries')
    .select('message')
    .where('request_id', '=', h.view.id)
    .executeTakeFirstOrThrow();
  await rows.set({ message: null }).execute();
  const clicked = h.click('ada', 'approve');
  await rows.set({ message: JSON.stringify(message) }).execute();
  expect((await clicked).status).toBe(200);
  expect(h.intake.decisions).toHaveLength(1);
});

describe('a click that must change nothing', () => {
  const nothing = async (answer: Promise<{ status: number }>, reason: string) => {
    expect((await answer).status).toBe(200);
    expect(h.intake.decisions).toEqual([]);
    await until(() => h.logged.some((each) => each.reason === reason));
  };

  it('is one by an account that nobody linked, which is told how to be', async () => {
    await h.ask();
    await nothing(h.click('eve', 'approve'), 'not_linked');
    expect(await whispered('eve')).toContain('not linked');
  });

  it.each([
    ['a bot', { is_bot: true }, 'bot'],
    ['a guest', { is_restricted: true }, 'guest'],
    ['a stranger', { is_stranger: true }, 'stranger'],
    ['a member of another workspace', { team_id: 'T0OTHER' }, 'stranger'],
    ['a deactivated account', { deleted: true }, 'deactivated'],
  ])('is one by %s, though it is linked', async (_who, flags, reason) => {
    await h.ask();
    const id = `U0${reason.toUpperCase()}${Object.keys(flags)[0]?.length}`;
    await h.ledger.db.insertInto('people').values({ id, name: id, email: null, permissions: [] }).execute();
    await h.ledger.db
      .insertInto('identities')
      .values({ channel: 'slack', tenant: h.slack.team, subject: id, person_id: id, linked_by: 'test' })
      .execute();
    h.slack.proxy.rewrite('api/users.info', (answer, args) =>
      args['user'] === id ? { ok: true, user: { id, team_id: h.slack.team, ...flags } } : answer,
    );
    await nothing(h.click(id, 'approve'), reason);
    h.slack.proxy.rewrite('api/users.info', null);
  });

  it('is one by a person who was deactivated here', async () => {
    await h.ask();
    await h.ledger.db.updateTable('people').set({ active: false }).where('id', '=', 'bob').execute();
    await nothing(h.click('bob', 'approve'), 'not_linked');
    await h.ledger.db.updateTable('people').set({ active: true }).where('id', '=', 'bob').execute();
  });

  it('is one by a viewer: no dialog opens, and what is said without one reaches a door that refuses it', async () => {
    await h.ask();
    await h.ledger.db.updateTable('people').set({ viewer: true }).where('id', '=', 'bob').execute();
    const opened = h.slack.views().length;
    await h.click('bob', 'reject');
    expect(await whispered('bob')).toContain(VIEWER_TEXT);
    expect(h.slack.views()).toHaveLength(opened);
    h.override({ decide: () => Promise.resolve({ kind: 'refused', status: 403, code: 'viewer', message: VIEWER_TEXT }) });
    await h.click('bob', 'approve');
    expect(await whispered('bob')).toContain(VIEWER_TEXT);
    await h.ledger.db.updateTable('people').set({ viewer: false }).where('id', '=', 'bob').execute();
  });

  it('is one linked to the same user id in another workspace', async () => {
    await h.ask();
    await h.ledger.db.insertInto('people').values({ id: 'twin', name: 'ada', email: null, permissions: [] }).execute();
    await h.ledger.db
      .insertInto('identities')
      .values({ channel: 'slack', tenant: 'T0OTHER', subject: h.slack.users['eve'] ?? '', person_id: 'twin', linked_by: 'test' })
      .execute();
    await nothing(h.click('eve', 'approve'), 'not_linked');
  });

  it.each([
    ['another workspace', (payload: object) => ({ ...payload, team: { id: 'T0OTHER' } })],
    ['another app', (payload: object) => ({ ...payload, api_app_id: 'A0OTHER' })],
    [
      'an account of another workspace in a shared channel',
      (payload: { user: object }) => ({ ...payload, user: { ...payload.user, team_id: 'T0OTHER' } }),
    ],
    ['no workspace', (payload: object) => ({ ...payload, team: null })],
  ])('is one from %s', async (_where, change) => {
    await h.ask();
    await nothing(h.click('ada', 'approve', { change }), 'other_workspace');
    expect(
      h.slack
        .whispers()
        .slice(seen)
        .filter(({ user }) => user === h.slack.users['ada']),
    ).toEqual([]);
  });

  it('is one on a button copied to a message that we did not deliver', async () => {
    await h.ask();
    await nothing(
      h.click('ada', 'approve', {
        change: (payload) => ({ ...payload, container: { ...payload.container, message_ts: '1700000000.999999' } }),
      }),
      'not_our_card',
    );
    expect(await whispered('ada')).toContain('not on a card');
  });

  it('is one whose value names another request than the card does', async () => {
    const first = await h.ask();
    const other = h.view.id;
    await h.ask();
    const forged = { ...first, ts: (await h.slack.messages(h.slack.channels['approvals'] ?? ''))[0]?.ts ?? '' };
    await nothing(h.click('ada', 'approve', { message: forged }), 'not_our_card');
    expect(other).not.toBe(h.view.id);
  });

  it.each(['', 'approve', 'override x 1 y', '{"verb":"approve"}'])('is one with the forged value %j', async (value) => {
    await h.ask();
    await nothing(
      h.click('ada', 'approve', {
        change: (payload) => ({ ...payload, actions: payload.actions.map((action) => ({ ...action, value })) }),
      }),
      'forged_value',
    );
  });

  it('is one of another form than Slack’s', async () => {
    await h.ask();
    await nothing(h.click('ada', 'approve', { change: (payload) => ({ ...payload, user: 'U1' }) }), 'malformed');
  });

  it('is one while Slack does not say who the account is: nobody is let through unchecked', async () => {
    await h.ask();
    await h.ledger.db.insertInto('people').values({ id: 'zoe', name: 'zoe', email: null, permissions: [] }).execute();
    await h.ledger.db
      .insertInto('identities')
      .values({ channel: 'slack', tenant: h.slack.team, subject: 'U0ZOE', person_id: 'zoe', linked_by: 'test' })
      .execute();
    h.slack.proxy.fail('api/users.info', { kind: 'answer', status: 500, body: '{}' });
    expect((await h.click('U0ZOE', 'approve')).status).toBe(503);
    expect(h.intake.decisions).toEqual([]);
  });

  it('leaves a stale card’s decision to the reducer, which refuses and records it', async () => {
    const card = await h.ask();
    await h.rewrite({ revision: 2, digest: digestOf(2) });
    await h.click('ada', 'approve', { message: card });
    expect(h.intake.decisions[0]?.body).toMatchObject({ revision: 1, digest: digestOf(1) });
  });
});

describe('dialogs', () => {
  async function define() {
    await h.ledger.db
      .insertInto('action_definitions')
      .values({
        type: 'payments.refund',
        version: '1',
        args_schema: JSON.stringify({
          type: 'object',
          properties: {
            amount: { type: 'number', maximum: 50_000 },
            currency: { enum: ['EUR', 'USD'] },
            order: { type: 'string' },
            reason: { type: 'string' },
          },
          required: ['amount', 'currency', 'order', 'reason'],
          additionalProperties: false,
        }),
        title: null,
        description: null,
        risk_floor: 'low',
        effect: 'once',
        executes: true,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  /** The values that an unchanged edit dialog would send. */
  const asShown = (view: { blocks: Record<string, unknown>[] }) =>
    Object.fromEntries(
      view.blocks.flatMap((block) => {
        const element = block['element'] as { initial_value?: string; initial_option?: { value: string } } | undefined;
        if (!element) return [];
        return [
          [String(block['block_id']), element.initial_option ? { option: element.initial_option.value } : (element.initial_value ?? '')],
        ];
      }),
    );

  /** The input of that argument. */
  const fieldOf = (view: { blocks: Record<string, unknown>[] }, key: string) =>
    String(view.blocks.find((block) => (block['label'] as { text?: string } | undefined)?.text === key)?.['block_id']);

  it('send back with the reason', async () => {
    await h.ask();
    const view = await h.open('ada', 'reject');
    const answer = await h.submit('ada', view, { way: { option: 'reject' }, preset: { option: '0' }, comment: 'which carrier?' });
    expect(answer.json).toEqual({ response_action: 'clear' });
    expect(h.intake.decisions[0]).toMatchObject({
      personId: 'ada',
      body: { verb: 'reject', comment: 'Not enough information: which carrier?', revision: 1, digest: digestOf(1) },
    });
  });

  it('deny for good', async () => {
    await h.ask();
    await h.submit('ada', await h.open('ada', 'reject'), { way: { option: 'deny' }, comment: '' });
    expect(h.intake.decisions[0]?.body).toMatchObject({ verb: 'deny' });
  });

  it('say at the field what is missing, and take the corrected submission', async () => {
    await h.ask();
    const view = await h.open('ada', 'reject');
    expect((await h.submit('ada', view, { way: { option: 'reject' } })).json).toEqual({
      response_action: 'errors',
      errors: { comment: expect.any(String) },
    });
    expect((await h.submit('ada', view, { way: { option: 'reject' }, comment: 'too much' })).json).toEqual({ response_action: 'clear' });
    expect(h.intake.decisions).toHaveLength(1);
  });

  it('count once when a submission is delivered again', async () => {
    await h.ask();
    const view = await h.open('ada', 'reject');
    for (const later of [0, 1, 2]) await h.submit('ada', view, { way: { option: 'deny' } }, later);
    expect(h.intake.decideCalls).toBe(3);
    expect(h.intake.decisions).toHaveLength(1);
  });

  it('edit the arguments by the action’s schema', async () => {
    await define();
    await h.ask();
    const view = await h.open('ada', 'edit');
    expect((await h.submit('ada', view, { ...asShown(view), [fieldOf(view, 'amount')]: '9000', comment: 'less' })).json).toEqual({
      response_action: 'clear',
    });
    expect(h.intake.decisions[0]?.body).toMatchObject({ verb: 'edit', comment: 'less', args: { ...sampleAction().args, amount: 9_000 } });
  });

  it('show schema problems at the field and record nothing', async () => {
    await define();
    await h.ask();
    const view = await h.open('ada', 'edit');
    expect((await h.submit('ada', view, { ...asShown(view), [fieldOf(view, 'amount')]: '90000' })).json).toEqual({
      response_action: 'errors',
      errors: { [fieldOf(view, 'amount')]: expect.stringContaining('50000') },
    });
    expect(h.intake.decisions).toEqual([]);
  });

  it('ask for words where the policy does', async () => {
    await h.ask({ plan: samplePlan({ requireComment: ['approve'] }) });
    const view = await h.open('ada', 'approve');
    expect(h.intake.decisions).toEqual([]);
    await h.submit('ada', view, { comment: 'checked the invoice' });
    expect(h.intake.decisions[0]?.body).toMatchObject({ verb: 'approve', comment: 'checked the invoice' });
  });

  it('answer a question', async () => {
    const question = sampleQuestion({ question: 'Ship it?', suggestedResponse: 'Yes' });
    await h.ask({ type: question.type }, [question.action ?? sampleAction()]);
    await h.submit('ada', await h.open('ada', 'answer'), { comment: 'Yes, on Monday' });
    expect(h.intake.decisions[0]?.body).toMatchObject({ verb: 'answer', answer: 'Yes, on Monday' });
  });

  it('ask in the card’s thread and on the record, where the agent is asked too', async () => {
    const card = await h.ask();
    await h.submit('ada', await h.open('ada', 'more', 'Ask in thread'), { comment: 'Who saw <!here> the photographs?' });
    const [, reply] = await h.slack.thread(h.slack.channels['approvals'] ?? '', card.ts);
    expect(JSON.stringify(reply)).toContain('ada asks');
    expect(JSON.stringify(reply)).not.toContain('<!here>');
    expect(h.intake.decisions.map(({ body }) => [body.verb, body.comment])).toEqual([['ask', 'Who saw <!here> the photographs?']]);
  });

  it('do not open for a revision that is no longer the present one', async () => {
    const card = await h.ask();
    await h.rewrite({ revision: 2, digest: digestOf(2) });
    const before = h.slack.views().length;
    await h.click('ada', 'reject', { message: card });
    expect(await whispered('ada')).toBe(NOT_COUNTED_TEXT.stale_revision);
    expect(h.slack.views()).toHaveLength(before);
  });

  it('refuse an edit of a revision that was replaced while the dialog was open', async () => {
    await define();
    await h.ask();
    const view = await h.open('ada', 'edit');
    h.view = { ...h.view, revision: 2, digest: digestOf(2) };
    expect(JSON.stringify((await h.submit('ada', view, { ...asShown(view), [fieldOf(view, 'amount')]: '1' })).json)).toContain(
      NOT_COUNTED_TEXT.stale_revision,
    );
    expect(h.intake.decisions).toEqual([]);
  });

  it('change nothing when they were opened by somebody else, altered, or never opened', async () => {
    await h.ask();
    const view = await h.open('ada', 'reject');
    const values = { way: { option: 'deny' } };
    for (const [user, forged] of [
      ['bob', view],
      ['ada', { ...view, private_metadata: view.private_metadata.replace('"revision":1', '"revision":2') }],
      ['ada', { ...view, callback_id: 'countersign.approve' }],
      ['ada', { id: 'V1', callback_id: 'countersign.reject', private_metadata: JSON.stringify({ requestId: h.view.id }) }],
    ] as const) {
      expect(JSON.stringify((await h.submit(user, forged, values)).json)).toContain('Nothing was recorded');
    }
    expect(h.intake.decisions).toEqual([]);
  });

  it('say in the dialog that nothing was recorded when the record cannot be reached', async () => {
    await h.ask();
    const view = await h.open('ada', 'reject');
    h.override({ decide: () => Promise.reject(new Error('down')) });
    expect(JSON.stringify((await h.submit('ada', view, { way: { option: 'deny' } })).json)).toContain('Not recorded');
  });

  it('tell the person when Slack does not open them', async () => {
    await h.ask();
    await h.click('ada', 'reject', { trigger: 'expired' });
    expect(await whispered('ada')).toContain('could not be opened');
  });
});
