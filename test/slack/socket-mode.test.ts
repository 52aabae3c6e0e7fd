import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createSlack, type Slack } from '../../src/channels/slack/slack.js';
import { sampleView } from '../support/sample-views.js';
import { fakeIntake, type FakeIntake } from '../support/fake-intake.js';
import { startFakeSocketMode, type FakeSocketMode } from '../support/fake-socket-mode.js';
import { APP_TOKEN, clickPayload, slackConfig, submitPayload } from '../support/slack-emulator.js';
import { startSlackHarness, type SlackHarness } from '../support/slack-harness.js';

let h: SlackHarness;
let slackEnd: FakeSocketMode;
let product: Slack | null;
let intake: FakeIntake;
let down = false;

beforeAll(async () => {
  h = await startSlackHarness();
  slackEnd = await startFakeSocketMode(h.slack.apiUrl);
  intake = fakeIntake(() => h.view);
  const { decide } = intake;
  intake.decide = (...args) => (down ? Promise.reject(new Error('down')) : decide(...args));
  product = createSlack({
    config: { slack: slackConfig(slackEnd.apiUrl, { signingSecret: null, appToken: APP_TOKEN }) },
    db: h.ledger.db,
    intake,
    checkArgs: () => [],
    log: pino({ level: 'silent' }),
    clock: Date.now,
  });
  await product?.start();
  await slackEnd.connected();
});
afterAll(async () => {
  await product?.stop();
  await slackEnd.close();
  await h.close();
});

const click = async (user: string, actionTs?: string) => {
  const message = await h.ask();
  return clickPayload(h.slack, {
    user: h.slack.users[user] ?? '',
    channel: h.slack.channels['approvals'] ?? '',
    message,
    action: 'approve',
    ...(actionTs ? { actionTs } : {}),
  });
};

it('needs no HTTP endpoint', () => expect(product?.router).toBeNull());

it('carries clicks through the same door, and counts a redelivery once', async () => {
  const payload = await click('ada');
  expect(await slackEnd.send('interactive', payload)).toBeDefined();
  expect(await slackEnd.send('interactive', payload)).toBeDefined();
  expect(intake.decideCalls).toBe(2);
  expect(intake.decisions).toHaveLength(1);
  expect(intake.decisions[0]).toMatchObject({ personId: 'ada', requestId: sampleView({ id: h.view.id }).id });
});

it('does not acknowledge what was not recorded', async () => {
  down = true;
  expect(await slackEnd.send('interactive', await click('ada'), 500)).toBeUndefined();
  down = false;
});

it('answers dialogs', async () => {
  const submission = submitPayload(h.slack, {
    user: h.slack.users['ada'] ?? '',
    view: { id: 'V1', callback_id: 'countersign.reject', private_metadata: 'forged' },
    values: {},
  });
  expect(await slackEnd.send('interactive', submission)).toMatchObject({ payload: { response_action: 'update' } });
});

it('refuses another workspace here too', async () => {
  const before = intake.decisions.length;
  await slackEnd.send('interactive', { ...(await click('ada')), team: { id: 'T0OTHER' } });
  expect(intake.decisions).toHaveLength(before);
});
