import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createSlackClient } from '../../src/channels/slack/client.js';
import { createSlackProbe } from '../../src/channels/slack/slack-probe.js';
import { createLoadWorkspace } from '../../src/channels/slack/workspace.js';
import { BOT_TOKEN, slackConfig, startSlackEmulator, type SlackEmulator } from '../support/slack-emulator.js';

let slack: SlackEmulator;
let nowMs = 0;
beforeAll(async () => {
  slack = await startSlackEmulator();
});
afterAll(() => slack.close());

function probe() {
  const client = createSlackClient({ botToken: BOT_TOKEN, apiUrl: slack.apiUrl, log: pino({ level: 'silent' }) });
  const config = slackConfig(slack.apiUrl, { channel: slack.channels['finance'] ?? null });
  return createSlackProbe({ client, config, workspace: createLoadWorkspace(client, { teamId: null, appId: null }), clock: () => nowMs });
}
const posted = () => slack.proxy.calls.filter(({ path }) => path === 'api/chat.postMessage').map(({ args }) => args['channel']);
const signal = new AbortController().signal;

describe('looking at Slack', () => {
  it('asks Slack whether it works, not more often than every 15 seconds, and says what to repair', async () => {
    const { check, about, test } = probe();
    expect([about, test.places.length, JSON.stringify(test).includes(BOT_TOKEN)]).toEqual(['Clicks arrive by HTTP.', 1, false]);
    expect(await check()).toMatchObject({ state: 'working', fix: null });
    slack.proxy.fail('api/auth.test', { kind: 'answer', status: 200, body: '{"ok":false,"error":"token_revoked"}' });
    expect(await check()).toMatchObject({ state: 'working' });
    nowMs += 15_000;
    expect(await check()).toMatchObject({ state: 'failing', fix: expect.stringContaining('install the app again') });
    slack.proxy.fail('api/auth.test', { kind: 'refused' });
    nowMs += 15_000;
    expect(await check()).toMatchObject({ state: 'failing' });
  });

  it('sends a test to whoever asks, by their account in this workspace alone', async () => {
    const own = { channel: 'slack' as const, tenant: slack.team, subject: slack.users['ada'] ?? '' };
    const { send } = probe();
    const to = (identities: (typeof own)[]) => send({ kind: 'self', personId: 'ada', identities }, signal);
    expect(await to([{ ...own, tenant: 'TELSEWHERE' }])).toMatchObject({ result: 'failed', target: null });
    expect(posted()).toEqual([]);
    expect(await to([own])).toMatchObject({ result: 'arrived', target: own.subject });
    expect(posted()).toEqual([own.subject]);
  });

  it('sends to a place by its id, and says what Slack refused', async () => {
    const { send } = probe();
    const to = (target: string) => send({ kind: 'place', target }, signal);
    const before = posted().length;
    expect(await to('#finance')).toMatchObject({ result: 'failed', error: expect.stringContaining('no id') });
    expect(posted()).toHaveLength(before);
    expect(await to(slack.channels['finance'] ?? '')).toMatchObject({ result: 'arrived' });
    slack.proxy.fail('api/chat.postMessage', { kind: 'answer', status: 200, body: '{"ok":false,"error":"not_in_channel"}' });
    expect(await to('C0123456789')).toMatchObject({ result: 'failed', fix: expect.stringContaining('/invite') });
  });
});
