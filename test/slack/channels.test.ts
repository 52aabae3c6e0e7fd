import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { createSlackClient } from '../../src/channels/slack/client.js';
import { createSlackChannel } from '../../src/channels/slack/slack-channel.js';
import { createWebhook } from '../../src/channels/webhook/webhook.js';
import { channelContract } from '../support/channel-contract.js';
import { openTestLedger } from '../support/ledger-fixture.js';
import { digestOf, sampleDecision, sampleView } from '../support/sample-views.js';
import { BOT_TOKEN, startSlackEmulator } from '../support/slack-emulator.js';
import { startWebhookReceiver } from '../support/webhook-receiver.js';

const log = pino({ level: 'silent' });
const resolution = {
  outcome: 'approved' as const,
  by: 'people' as const,
  people: ['ada'],
  reason: 'enough',
  revision: 1,
  digest: digestOf(1),
  at: '2026-03-02T10:20:00Z',
  answer: null,
};
const failing = (status: number, headers: Record<string, string> = {}) => ({ kind: 'answer' as const, status, headers, body: '{}' });

channelContract('slack', async () => {
  const ledger = await openTestLedger();
  const slack = await startSlackEmulator();
  const channel = createSlackChannel({
    client: createSlackClient({ botToken: BOT_TOKEN, apiUrl: slack.apiUrl, log }),
    db: ledger.db,
    teamId: () => slack.team,
    fallbackChannel: null,
    pageChannel: null,
    log,
  });
  const target = slack.channels['approvals'] ?? '';
  let since = '0';
  return {
    channel,
    target,
    kind: 'card',
    views: [sampleView(), sampleView({ decisions: [sampleDecision({ comment: 'looks right' })], move: 2 })],
    onlySecond: 'looks right',
    limit: (seconds) => slack.proxy.fail('api/chat.postMessage', failing(429, { 'retry-after': String(seconds) })),
    serverError: () => slack.proxy.fail('api/chat.postMessage', failing(500)),
    loseAnswer: () => slack.proxy.fail('api/chat.postMessage', { kind: 'lost' }),
    refuse: () => slack.proxy.fail('api/chat.postMessage', { kind: 'answer', status: 200, body: '{"ok":false,"error":"not_in_channel"}' }),
    shown: async () => (await slack.messages(target)).filter(({ ts }) => ts > since).map(({ blocks }) => JSON.stringify(blocks)),
    reset: async () => {
      since = (await slack.messages(target))[0]?.ts ?? '0';
    },
    close: async () => {
      await slack.close();
      await ledger.close();
    },
  };
});

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes....').toString('base64')}`;

channelContract('webhook', async () => {
  const there = await startWebhookReceiver();
  return {
    channel: createWebhook({ secret, pager: null, allowPrivate: true, clock: Date.now }),
    target: there.url,
    kind: 'callback',
    views: [sampleView({ status: 'approved', resolution }), sampleView({ status: 'executed', resolution, move: 3 })],
    onlySecond: 'request.ended',
    limit: (seconds) => there.misbehave({ status: 429, headers: { 'retry-after': String(seconds) } }),
    serverError: () => there.misbehave({ status: 500, headers: {} }),
    loseAnswer: () => there.misbehave('lost'),
    refuse: () => there.misbehave({ status: 302, headers: { location: 'http://127.0.0.1/' } }),
    // A repeat carries the id of the first: that is one message for a receiver.
    shown: () => Promise.resolve([...new Map(there.taken().map(({ id, body }) => [id, body])).values()]),
    reset: () => Promise.resolve(there.clear()),
    close: async () => void (await there.close()),
  };
});

const delivery = (target: string) => ({
  id: 'd',
  kind: 'callback' as const,
  topic: '',
  refs: [],
  target,
  message: null,
  card: null,
  attempts: 1,
  createdAt: new Date(),
});
const signal = new AbortController().signal;

it('signs callbacks so that the standard library verifies them, and only them', async () => {
  const there = await startWebhookReceiver();
  await createWebhook({ secret, pager: null, allowPrivate: true, clock: Date.now }).deliver(
    delivery(there.url),
    sampleView({ status: 'rejected', resolution, input: { private: 'x' } }),
    signal,
  );
  await there.close();
  expect(there.taken().map(({ id }) => id)).toEqual([`${sampleView().id}.resolved`, `${sampleView().id}.ended.rejected`]);
  for (const { body, headers } of there.taken()) {
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
      data: { id: sampleView().id, status: 'rejected' },
    });
    expect(() => new Webhook(secret).verify(`${body} `, headers as Record<string, string>)).toThrow();
    expect(body).not.toContain('private');
  }
});

it('says nothing before a request is resolved', async () => {
  const there = await startWebhookReceiver();
  const result = await createWebhook({ secret, pager: null, allowPrivate: true, clock: Date.now }).deliver(
    delivery(there.url),
    sampleView(),
    signal,
  );
  await there.close();
  expect(result).toEqual({ kind: 'delivered', message: { sent: [] } });
  expect(there.taken()).toEqual([]);
});

it('tells of the end again once an unknown outcome is settled', async () => {
  const there = await startWebhookReceiver();
  const webhook = createWebhook({ secret, pager: null, allowPrivate: true, clock: Date.now });
  const first = await webhook.deliver(delivery(there.url), sampleView({ status: 'unknown', resolution }), signal);
  if (first.kind !== 'delivered') throw new Error(first.error);
  await webhook.deliver({ ...delivery(there.url), message: first.message }, sampleView({ status: 'executed', resolution }), signal);
  await there.close();
  expect(there.taken().map(({ id }) => id.split('.').slice(1).join('.'))).toEqual(['resolved', 'ended.unknown', 'ended.executed']);
});

it('remembers what was taken when the second message fails', async () => {
  const there = await startWebhookReceiver();
  const webhook = createWebhook({ secret, pager: null, allowPrivate: true, clock: Date.now });
  let calls = 0;
  const flaky = createWebhook({
    secret,
    pager: null,
    allowPrivate: true,
    clock: () => {
      // The clock is read for each message; the second one meets a failing receiver.
      calls += 1;
      if (calls === 3) there.misbehave({ status: 503, headers: {} });
      return Date.now();
    },
  });
  const first = await flaky.deliver(delivery(there.url), sampleView({ status: 'executed', resolution }), signal);
  expect(first).toMatchObject({ kind: 'later', message: { sent: [`${sampleView().id}.resolved`] } });
  if (first.kind !== 'later') throw new Error('unreachable');
  await webhook.deliver({ ...delivery(there.url), message: first.message }, sampleView({ status: 'executed', resolution }), signal);
  await there.close();
  expect(there.taken().map(({ id }) => id.split('.')[1])).toEqual(['resolved', 'ended']);
});

it('never calls a private address unless that is allowed', async () => {
  const there = await startWebhookReceiver();
  const result = await createWebhook({ secret, pager: null, allowPrivate: false, clock: Date.now }).deliver(
    delivery(there.url),
    sampleView({ status: 'executed', resolution }),
    signal,
  );
  await there.close();
  expect(result).toEqual({ kind: 'failed', error: expect.stringContaining('not a public address') });
  expect(there.taken()).toEqual([]);
});
