import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { parse } from 'yaml';
import { renderDoctorReport, runSlackDoctor } from '../../src/channels/slack/doctor.js';
import { BOT_SCOPES } from '../../src/channels/slack/scopes.js';
import type { SlackConfig } from '../../src/config.js';
import { addPerson, openTestLedger, type LedgerFixture } from '../support/ledger-fixture.js';
import { MANIFEST_SCOPES, slackConfig, startSlackEmulator, type SlackEmulator } from '../support/slack-emulator.js';

let ledger: LedgerFixture;
let slack: SlackEmulator;
beforeAll(async () => {
  ledger = await openTestLedger();
  slack = await startSlackEmulator();
  await addPerson(ledger.db, 'ada', { tenant: slack.team, subject: slack.users['ada'] ?? '' });
  await ledger.db
    .insertInto('groups')
    .values({ id: 'finance', slack_channel: slack.channels['finance'] ?? '' })
    .execute();
});
afterAll(async () => {
  await slack.close();
  await ledger.close();
});
beforeEach(() => slack.proxy.header('x-oauth-scopes', MANIFEST_SCOPES.join(',')));

async function examine(over: Partial<SlackConfig> = {}) {
  const config = { slack: slackConfig(slack.apiUrl, over) };
  return runSlackDoctor({ config, db: ledger.db, log: pino({ level: 'silent' }) });
}

describe('the doctor', () => {
  it('finds a good installation good', async () => {
    const report = await examine();
    expect(report).toMatchObject({ ok: true });
    expect(report.findings.every(({ status }) => status === 'ok')).toBe(true);
    expect(renderDoctorReport(report)).toContain('Slack is ready.');
  });

  it('changes nothing and posts nothing', async () => {
    const before = slack.proxy.calls.length;
    await examine();
    const called = new Set(slack.proxy.calls.slice(before).map(({ path }) => path.replace('api/', '')));
    expect([...called].sort()).toEqual(['auth.test', 'conversations.info', 'users.info']);
  });

  it('says what is missing where nothing is configured', async () => {
    const report = await runSlackDoctor({ config: { slack: null }, db: ledger.db, log: pino({ level: 'silent' }) });
    expect(report).toMatchObject({ ok: false, findings: [{ fix: expect.stringContaining('slack/manifest.yaml') }] });
  });

  it.each([
    ['a workspace that is not the pinned one', { teamId: 'T0OTHER' }, 'SLACK_TEAM_ID=T000000001'],
    ['an app that is not the pinned one', { appId: 'A0OTHER' }, 'SLACK_APP_ID=A0COUNTER'],
    ['a Socket Mode token that does not work', { appToken: 'xapp-wrong' }, 'connections:write'],
    ['a fallback channel that is not there', { channel: 'C0NOWHERE' }, 'invite the app'],
    ['a paging channel that is not there', { pageChannel: 'C0NOWHERE' }, 'invite the app'],
  ])('names the fix for %s', async (_what, over, fix) => {
    const report = await examine(over);
    expect(report.ok).toBe(false);
    expect(renderDoctorReport(report)).toContain(fix);
  });

  it('names the fix for a wrong token, and asks no further', async () => {
    slack.proxy.fail('api/auth.test', { kind: 'answer', status: 200, body: '{"ok":false,"error":"invalid_auth"}' });
    const report = await examine();
    expect(report.findings).toHaveLength(1);
    expect(renderDoctorReport(report)).toContain('SLACK_BOT_TOKEN');
  });

  it('names scopes that are missing, and what for', async () => {
    slack.proxy.header('x-oauth-scopes', 'chat:write,commands');
    const text = renderDoctorReport(await examine());
    expect(text).toContain('users:read (refuse guests');
    expect(text).toContain('Slack is not ready.');
  });

  it('only warns where the scopes for importing people are missing: cards and clicks need none of them', async () => {
    slack.proxy.header('x-oauth-scopes', Object.keys(BOT_SCOPES).join(','));
    const report = await examine();
    expect(report.ok).toBe(true);
    expect(renderDoctorReport(report)).toContain('usergroups:read (import user groups)');
  });

  it('names channels that the app is not in, and archived ones', async () => {
    for (const [state, words] of [
      [{ is_member: false }, '/invite'],
      [{ is_archived: true }, 'archived'],
    ] as const) {
      slack.proxy.rewrite('api/conversations.info', (answer) => ({ ...answer, channel: { ...(answer['channel'] as object), ...state } }));
      expect(renderDoctorReport(await examine())).toContain(words);
    }
    slack.proxy.rewrite('api/conversations.info', null);
  });

  it('warns of shared channels and of names instead of ids', async () => {
    slack.proxy.rewrite('api/conversations.info', (answer) => ({
      ...answer,
      channel: { ...(answer['channel'] as object), is_ext_shared: true },
    }));
    const report = await examine({ channel: '#approvals' });
    slack.proxy.rewrite('api/conversations.info', null);
    expect(report.ok).toBe(true);
    expect(report.findings.filter(({ status }) => status === 'warning')).toHaveLength(2);
  });

  it('names people without an account, and accounts that may not decide', async () => {
    await addPerson(ledger.db, 'nobody');
    await addPerson(ledger.db, 'bob', { tenant: slack.team, subject: slack.users['bob'] ?? '' });
    await addPerson(ledger.db, 'gone', { tenant: slack.team, subject: 'U0GONE' });
    slack.proxy.rewrite('api/users.info', (answer, args) =>
      args['user'] === slack.users['bob'] ? { ...answer, user: { ...(answer['user'] as object), is_restricted: true } } : answer,
    );
    const { findings } = await examine();
    slack.proxy.rewrite('api/users.info', null);
    const about = (id: string) => findings.find(({ text }) => text.includes(`(${id})`));
    expect(about('nobody')).toMatchObject({
      status: 'warning',
      fix: `countersign people link nobody slack:${slack.team}/U… (their Slack member id)`,
    });
    expect(about('bob')).toMatchObject({ status: 'error', text: expect.stringContaining('Guests') });
    expect(about('gone')).toMatchObject({ status: 'error', fix: expect.stringContaining('identity') });
    expect(about('ada')).toMatchObject({ status: 'ok' });
  });
});

describe('slack/manifest.yaml', () => {
  const source = readFileSync('slack/manifest.yaml', 'utf8');
  const socket = parse(source) as Record<string, never>;
  /** The same with the comments for HTTP taken at their word. */
  const http = parse(
    source.replace(/# ((?:request_)?url: )/g, '$1').replace('socket_mode_enabled: true', 'socket_mode_enabled: false'),
  ) as Record<string, never>;

  it('asks for exactly the scopes that the code uses', () => {
    expect(socket['oauth_config']).toEqual({ scopes: { bot: MANIFEST_SCOPES } });
  });

  it.each([
    ['Socket Mode', socket, true],
    ['HTTP', http, false],
  ])('sets up buttons, dialogs and the command for %s', (_how, manifest, socketMode) => {
    expect(manifest).toMatchObject({
      features: { slash_commands: [{ command: '/approvals' }], app_home: { messages_tab_enabled: true } },
      settings: {
        interactivity: { is_enabled: true },
        socket_mode_enabled: socketMode,
        token_rotation_enabled: false,
        org_deploy_enabled: false,
      },
    });
  });

  it('points Slack at the endpoints that exist, over HTTP', () => {
    expect(http).toMatchObject({
      features: { slash_commands: [{ url: 'https://approvals.example.com/slack/commands' }] },
      settings: { interactivity: { request_url: 'https://approvals.example.com/slack/interactions' } },
    });
  });
});
