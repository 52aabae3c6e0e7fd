import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import { createDispatcher } from '../../src/channels/dispatcher.js';
import { createSlackClient } from '../../src/channels/slack/client.js';
import { createSlackChannel } from '../../src/channels/slack/slack-channel.js';
import type { RequestView } from '../../src/contracts/view.js';
import { addNotice, type Notice } from '../../src/ledger/notices.js';
import { addPerson, addRequestRow, openTestLedger, type LedgerFixture } from '../support/ledger-fixture.js';
import { sampleDecision, sampleView } from '../support/sample-views.js';
import { BOT_TOKEN, startSlackEmulator, type SlackEmulator, type SlackMessage } from '../support/slack-emulator.js';
import { until } from '../support/until.js';

const log = pino({ level: 'silent' });
let ledger: LedgerFixture;
let slack: SlackEmulator;
let view: RequestView;
let count = 0;
let place: string;
let drain: () => Promise<number>;
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  ledger = await openTestLedger();
  slack = await startSlackEmulator();
  place = slack.channels['approvals'] ?? '';
  await ledger.db
    .insertInto('groups')
    .values([
      { id: 'finance', slack_channel: place },
      { id: 'leads', slack_channel: null },
    ])
    .execute();
  for (const name of ['ada', 'bob'])
    await addPerson(ledger.db, name, { tenant: slack.team, subject: slack.users[name] ?? '' }, ['finance', 'leads']);
});
afterAll(async () => {
  await slack.close();
  await ledger.close();
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});
beforeEach(async () => {
  count += 1;
  view = sampleView({ id: `req_01jf${String(count).padStart(22, '0')}` });
  await addRequestRow(ledger.db, view);
  await ledger.db.deleteFrom('deliveries').execute();
  drain = () => make().drainOnce();
});

function make(timeoutMs = 5_000) {
  const client = createSlackClient({ botToken: BOT_TOKEN, apiUrl: slack.apiUrl, log, timeoutMs });
  const channel = createSlackChannel({ client, db: ledger.db, teamId: () => slack.team, fallbackChannel: null, pageChannel: null, log });
  return createDispatcher({ db: ledger.db, channels: [channel], loadView: () => Promise.resolve(view), defaultReviewers: [], log });
}
const notice = (kind: Notice['kind'], refs: string[] = ['group:finance']) =>
  ledger.db.transaction().execute((tx) => addNotice(tx, { requestId: view.id, move: view.move, kind, refs }));
const cards = async (where = place): Promise<SlackMessage[]> =>
  (await slack.messages(where)).filter(({ metadata }) => metadata?.event_payload['request'] === view.id);
const row = async () =>
  ledger.db.selectFrom('deliveries').selectAll().where('request_id', '=', view.id).where('kind', '=', 'card').executeTakeFirstOrThrow();
const due = () =>
  ledger.db
    .updateTable('deliveries')
    .set({ next_attempt_at: sql<Date>`now() - interval '1 second'` })
    .execute();
const answer = (status: number, body: string, headers: Record<string, string> = {}) => ({ kind: 'answer' as const, status, body, headers });

describe('cards in Slack', () => {
  it('go to the group’s channel and are rewritten in place', async () => {
    await notice('ask');
    await drain();
    view = { ...view, decisions: [sampleDecision()], move: 2 };
    await notice('rewrite', []);
    await drain();
    expect(await cards()).toHaveLength(1);
    expect(JSON.stringify(await cards())).toContain('Ada Lovelace approved');
  });

  it('go to the members of a group without a channel, each directly', async () => {
    await notice('ask', ['group:leads']);
    await drain();
    for (const name of ['ada', 'bob']) expect(await cards(slack.users[name] ?? '')).toHaveLength(1);
    expect(await cards()).toEqual([]);
  });

  it('obey Retry-After', async () => {
    slack.proxy.fail('api/chat.postMessage', answer(429, '{"ok":false,"error":"ratelimited"}', { 'retry-after': '30' }));
    await notice('ask');
    await drain();
    const { next_attempt_at: next, updated_at: updated, failed, attempts } = await row();
    expect([next.getTime() - updated.getTime(), failed, attempts]).toEqual([30_000, false, 0]);
    await due();
    await drain();
    expect(await cards()).toHaveLength(1);
  });

  it.each([
    ['a 500', answer(500, 'oops')],
    ['a 503 that is no JSON', answer(503, '<html>')],
    ['an answer that is no JSON', answer(200, '<html>')],
    ['a broken connection', { kind: 'refused' as const }],
    ['Slack’s own trouble', answer(200, '{"ok":false,"error":"internal_error"}')],
  ])('survive %s', async (_what, fault) => {
    slack.proxy.fail('api/chat.postMessage', fault);
    await notice('ask');
    await drain();
    expect(await row()).toMatchObject({ failed: false, error: expect.stringContaining('Slack') });
    await due();
    await drain();
    expect(await cards()).toHaveLength(1);
  });

  it.each([
    ['is lost', { kind: 'lost' as const }],
    ['never comes', { kind: 'silent' as const }],
  ])('are not posted twice when the answer %s', async (_what, fault) => {
    slack.proxy.fail('api/chat.postMessage', fault);
    await notice('ask');
    await make(300).drainOnce();
    await due();
    await drain();
    expect(await cards()).toHaveLength(1);
    expect((await row()).message).toMatchObject({ ts: (await cards())[0]?.ts });
  });

  it('are not posted twice when a process died between posting and recording, also in direct messages', async () => {
    await notice('ask', ['person:ada']);
    await drain();
    await ledger.db.updateTable('deliveries').set({ message: null, shown_move: -1, attempts: 1 }).execute();
    await drain();
    expect(await cards(slack.users['ada'])).toHaveLength(1);
    expect(await row()).toMatchObject({ shown_move: 1 });
  });

  it('are posted all the same where the app may not look for them', async () => {
    slack.proxy.fail('api/chat.postMessage', { kind: 'lost' });
    slack.proxy.fail('api/conversations.history', answer(200, '{"ok":false,"error":"missing_scope"}'));
    await notice('ask');
    await drain();
    await due();
    await drain();
    expect(await cards()).toHaveLength(2);
  });

  it.each([
    ['channel_not_found', 'invite the app'],
    ['not_in_channel', '/invite'],
    ['invalid_auth', 'SLACK_BOT_TOKEN'],
    ['is_archived', 'archived'],
    ['some_new_error', 'some_new_error'],
  ])('fail with a fix on %s', async (code, fix) => {
    slack.proxy.fail('api/chat.postMessage', answer(200, JSON.stringify({ ok: false, error: code })));
    await notice('ask');
    await drain();
    expect(await row()).toMatchObject({ failed: true, error: expect.stringContaining(fix) });
  });

  it('come back when somebody deleted them, while they are still needed', async () => {
    await notice('ask');
    await drain();
    slack.proxy.fail('api/chat.update', answer(200, '{"ok":false,"error":"message_not_found"}'));
    view = { ...view, move: 2 };
    await notice('rewrite', []);
    await drain();
    expect(await cards()).toHaveLength(2);
    slack.proxy.fail('api/chat.update', answer(200, '{"ok":false,"error":"message_not_found"}'));
    view = { ...view, move: 3, status: 'executed', awaiting: null };
    await notice('rewrite', []);
    await drain();
    expect(await cards()).toHaveLength(2);
  });

  it('are not posted at all for a request that was over before', async () => {
    view = { ...view, status: 'cancelled', awaiting: null };
    await notice('ask');
    await drain();
    expect(await cards()).toEqual([]);
    expect(await row()).toMatchObject({ shown_move: 1, failed: false });
  });

  it('end at the newest state when an older rewrite is held up on the way', async () => {
    await notice('ask');
    await drain();
    let release: () => void = () => undefined;
    slack.proxy.fail('api/chat.update', { kind: 'held', release: new Promise((resolve) => (release = resolve)) });
    const [one, two] = [make(), make()];
    running.push(one, two);
    await one.start();
    await two.start();
    const sent = () => slack.proxy.calls.filter(({ path }) => path === 'api/chat.update').length;
    const before = sent();
    view = { ...view, move: 2, decisions: [sampleDecision({ comment: 'the older' })] };
    await notice('rewrite', []);
    await until(() => sent() === before + 1);
    view = { ...view, move: 3, decisions: [sampleDecision({ comment: 'the newest' })] };
    await notice('rewrite', []);
    await until(async () => (await row()).wanted_move === 3);
    expect(sent()).toBe(before + 1);
    release();
    await until(async () => (await row()).shown_move === 3);
    expect(JSON.stringify(await cards())).toContain('the newest');
  });

  it('call those who have not decided, in the card’s thread', async () => {
    await notice('ask');
    await drain();
    view = { ...view, move: 2, decisions: [sampleDecision({ by: { id: 'ada', name: 'Ada' } })] };
    await notice('remind');
    await drain();
    const [card, reminder] = await slack.thread(place, (await cards())[0]?.ts ?? '');
    expect(JSON.stringify(card)).toContain('Approval needed');
    expect(JSON.stringify(reminder)).toContain(slack.users['bob']);
    expect(JSON.stringify(reminder)).not.toContain(slack.users['ada']);
    expect(JSON.stringify(reminder)).not.toContain('countersign.approve');
  });

  it('call once even when the answer to the reminder is lost', async () => {
    await notice('ask');
    await drain();
    slack.proxy.fail('api/chat.postMessage', { kind: 'lost' });
    await notice('remind');
    await drain();
    await due();
    await drain();
    expect(await slack.thread(place, (await cards())[0]?.ts ?? '')).toHaveLength(2);
  });
});
