import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { createDispatcher } from '../../src/channels/dispatcher.js';
import { createSlackClient } from '../../src/channels/slack/client.js';
import { createSlackChannel } from '../../src/channels/slack/slack-channel.js';
import { createWebhook } from '../../src/channels/webhook/webhook.js';
import type { RequestView } from '../../src/contracts/view.js';
import { insertAbsence } from '../../src/ledger/absences.js';
import { addNotice, type Notice } from '../../src/ledger/notices.js';
import { addPerson, addRequestRow, openTestLedger, type LedgerFixture } from '../support/ledger-fixture.js';
import { sampleAwaiting, sampleDecision, sampleView } from '../support/sample-views.js';
import { BOT_TOKEN, startSlackEmulator, type SlackEmulator } from '../support/slack-emulator.js';
import { startWebhookReceiver } from '../support/webhook-receiver.js';

const secretOf = (text: string) => `whsec_${Buffer.from(text.padEnd(32, '.')).toString('base64')}`;
const pagerSecret = secretOf('the pager');
const log = pino({ level: 'silent' });
let ledger: LedgerFixture;
let slack: SlackEmulator;
let pager: Awaited<ReturnType<typeof startWebhookReceiver>>;
let view: RequestView;
let place: string;
let pagePlace: string;
let count = 0;

beforeAll(async () => {
  ledger = await openTestLedger();
  slack = await startSlackEmulator();
  pager = await startWebhookReceiver();
  place = slack.channels['approvals'] ?? '';
  pagePlace = slack.channels['finance'] ?? '';
  await ledger.db.insertInto('groups').values({ id: 'leads', slack_channel: place }).execute();
  await addPerson(ledger.db, 'ada', { tenant: slack.team, subject: slack.users['ada'] ?? '' }, ['leads']);
  await addPerson(ledger.db, 'bob', { tenant: slack.team, subject: slack.users['bob'] ?? '' });
});
afterAll(async () => {
  await pager.close();
  await slack.close();
  await ledger.close();
});
beforeEach(async () => {
  count += 1;
  view = sampleView({
    id: `req_01jp${String(count).padStart(22, '0')}`,
    decisions: [sampleDecision({ by: { id: 'cyd', name: 'Cyd' }, comment: 'not for the pager' })],
    awaiting: sampleAwaiting({ asked: ['group:leads', 'person:bob'] }),
  });
  pager.clear();
  await ledger.db.deleteFrom('deliveries').execute();
  await addRequestRow(ledger.db, view);
});

const notice = (kind: Notice['kind'], refs: string[]) =>
  ledger.db.transaction().execute((tx) => addNotice(tx, { requestId: view.id, move: view.move, kind, refs }));
function drain({ allowPrivate = true, url = pager.url } = {}) {
  const client = createSlackClient({ botToken: BOT_TOKEN, apiUrl: slack.apiUrl, log });
  const slackChannel = createSlackChannel({
    client,
    db: ledger.db,
    teamId: () => slack.team,
    fallbackChannel: null,
    pageChannel: pagePlace,
    log,
  });
  const webhook = createWebhook({ secret: secretOf('callbacks'), pager: { url, secret: pagerSecret }, allowPrivate, clock: Date.now });
  return createDispatcher({
    db: ledger.db,
    channels: [slackChannel, webhook],
    loadView: () => Promise.resolve(view),
    defaultReviewers: [],
    log,
  }).drainOnce();
}
const due = () =>
  ledger.db
    .updateTable('deliveries')
    .set({ next_attempt_at: sql<Date>`now() - interval '1 second'` })
    .execute();
const messagesAt = async (where: string) =>
  (await slack.messages(where)).filter(({ metadata }) => metadata?.event_payload['request'] === view.id);
const rows = () => ledger.db.selectFrom('deliveries').selectAll().where('kind', '=', 'page').orderBy('channel').execute();

describe('paging', () => {
  it('rings in the paging channel, asks everybody meant alone and at their places, and calls the pager', async () => {
    await notice('page', ['group:leads', 'person:bob']);
    await drain();
    const [ring, ...others] = await messagesAt(pagePlace);
    expect(others).toEqual([]);
    expect(JSON.stringify(ring)).toContain('Nobody has decided');
    for (const name of ['ada', 'bob']) expect(JSON.stringify(ring)).toContain(slack.users[name]);
    for (const where of [place, slack.users['ada'] ?? '', slack.users['bob'] ?? ''])
      expect(JSON.stringify(await messagesAt(where))).toContain('countersign.approve');
    expect(pager.taken()).toHaveLength(1);
  });

  it('tells the pager what waits, signed with the pager’s own secret, and nothing of what people said or what would run', async () => {
    await notice('page', ['group:leads']);
    await drain();
    const [call] = pager.taken();
    if (!call) throw new Error('no call');
    const heard = new Webhook(pagerSecret).verify(call.body, call.headers as Record<string, string>);
    expect(heard).toMatchObject({
      type: 'request.paged',
      data: {
        id: view.id,
        status: 'pending',
        type: 'payments.refund',
        paged: ['group:leads'],
        filled: 0,
        need: 2,
        links: { page: view.links.page },
      },
    });
    expect(() => new Webhook(secretOf('callbacks')).verify(call.body, call.headers as Record<string, string>)).toThrow();
    expect(call.body).not.toMatch(/not for the pager|12500|Goods arrived/);
    expect(JSON.stringify(await messagesAt(pagePlace))).not.toMatch(/not for the pager|12500|Goods arrived/);
  });

  it('rings again for every step, and each ring once however often it is tried', async () => {
    await notice('page', ['group:leads']);
    pager.misbehave('lost');
    slack.proxy.fail('api/chat.postMessage', { kind: 'lost' });
    await drain();
    await due();
    await drain();
    await due();
    await drain();
    expect(new Set(pager.taken().map(({ id }) => id)).size).toBe(1);
    expect(await messagesAt(pagePlace)).toHaveLength(1);
    await notice('page', ['group:leads']);
    await drain();
    expect(new Set(pager.taken().map(({ id }) => id)).size).toBe(2);
    expect(await messagesAt(pagePlace)).toHaveLength(2);
  });

  it('obeys the pager’s "wait" without holding up Slack', async () => {
    await notice('page', ['group:leads']);
    pager.misbehave({ status: 429, headers: { 'retry-after': '60' } });
    await drain();
    expect(pager.taken()).toEqual([]);
    expect((await rows()).map(({ channel, shown_move: shown, error }) => [channel, shown >= 0, error])).toEqual([
      ['slack', true, null],
      ['webhook', false, 'pager answered 429'],
    ]);
  });

  it('never calls a private address unless that is allowed, follows no redirect, and shows the address to nobody', async () => {
    await notice('page', ['group:leads']);
    await drain({ allowPrivate: false });
    expect(pager.taken()).toEqual([]);
    const refused = (await rows()).find(({ channel }) => channel === 'webhook');
    expect(refused).toMatchObject({ failed: true, target: 'pager', error: expect.stringContaining('not a public address') });
    pager.misbehave({ status: 302, headers: { location: 'http://127.0.0.1/' } });
    await notice('page', ['group:leads']);
    await drain();
    expect((await rows()).filter(({ channel }) => channel === 'webhook').at(-1)).toMatchObject({ failed: true });
    expect(pager.taken()).toEqual([]);
    expect(JSON.stringify(await rows())).not.toContain('/hook');
  });

  it('does not ring whoever is away', async () => {
    const [now, hour] = [Date.now(), 3_600_000];
    const window = { from: new Date(now - hour), until: new Date(now + hour) };
    const absence = { personId: 'ada', delegateId: 'bob', ...window, note: null, madeBy: 'test' };
    const { id } = await ledger.db.transaction().execute((tx) => insertAbsence(tx, absence, now));
    await notice('page', ['group:leads']);
    await drain();
    await ledger.db.deleteFrom('absences').where('id', '=', id).execute();
    expect(await messagesAt(slack.users['ada'] ?? '')).toEqual([]);
    expect(await messagesAt(slack.users['bob'] ?? '')).toHaveLength(1);
    const [ring] = await messagesAt(pagePlace);
    expect(JSON.stringify(ring)).not.toContain(slack.users['ada']);
  });

  it('wakes nobody for what is decided meanwhile', async () => {
    await notice('page', ['group:leads']);
    view = { ...view, status: 'rejected', awaiting: null };
    await drain();
    expect(pager.taken()).toEqual([]);
    expect(await messagesAt(pagePlace)).toEqual([]);
  });
});
