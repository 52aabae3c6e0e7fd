import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, hasServers, loadConfig, loadSlackAccess, withServers } from './config.js';

function fileWith(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'secret');
  writeFileSync(file, content);
  return file;
}

describe('loadConfig', () => {
  it('gives the documented defaults for an empty environment', () => {
    const config = loadConfig({ HOME: '/home/ada' });
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 3400,
      dataDir: join(process.cwd(), '.countersign'),
      cacheDir: '/home/ada/.cache/countersign',
      publicUrl: 'http://localhost:3400',
      database: { kind: 'embedded', port: 5439 },
      temporal: { kind: 'embedded', port: 7233, uiPort: 8233, namespace: 'default', cliPath: null },
      defaultReviewers: ['group:reviewers'],
      taskQueue: 'countersign',
      slack: null,
      adminKey: null,
      allowPrivateCallbacks: false,
      demo: true,
    });
  });

  it('uses configured servers, and no demo data in a configured database', () => {
    const config = loadConfig({ TEMPORAL_ADDRESS: 'temporal:7233', TEMPORAL_NAMESPACE: 'approvals', DATABASE_URL: 'postgres://u:p@db/x' });
    expect(config.temporal).toMatchObject({ kind: 'server', address: 'temporal:7233', namespace: 'approvals' });
    expect(config.database).toEqual({ kind: 'server', url: 'postgres://u:p@db/x' });
    expect(config.demo).toBe(false);
    expect(hasServers(config)).toBe(true);
  });

  it('turns TLS on for an API key, as the SDK does', () => {
    const config = loadConfig({ TEMPORAL_ADDRESS: 'ns.tmprl.cloud:7233', TEMPORAL_API_KEY_FILE: fileWith('key\n') });
    expect(config.temporal).toMatchObject({ connection: { apiKey: 'key', tls: true } });
  });

  it('reads a secret from its file without the trailing newline', () => {
    expect(loadConfig({ DATABASE_URL_FILE: fileWith('postgres://u@db/x\n') }).database).toEqual({
      kind: 'server',
      url: 'postgres://u@db/x',
    });
  });

  it('takes an empty value as not set', () => {
    expect(loadConfig({ DATABASE_URL: '', COUNTERSIGN_PORT: '' })).toMatchObject({ port: 3400, database: { kind: 'embedded' } });
  });

  it.each([
    ['COUNTERSIGN_PORT', { COUNTERSIGN_PORT: '99999' }],
    ['COUNTERSIGN_PORT', { COUNTERSIGN_PORT: '34oo' }],
    ['COUNTERSIGN_URL', { COUNTERSIGN_URL: 'ftp://x' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgres://x', DATABASE_URL_FILE: '/x' }],
    ['DATABASE_URL_FILE', { DATABASE_URL_FILE: '/does/not/exist' }],
    ['SLACK_BOT_TOKEN', { SLACK_SIGNING_SECRET: 's' }],
    ['SLACK_SIGNING_SECRET', { SLACK_BOT_TOKEN: 'xoxb-1' }],
    ['TEMPORAL_ADDRESS', { TEMPORAL_ADDRESS: 'http://localhost:7233' }],
    ['COUNTERSIGN_DEFAULT_REVIEWERS', { COUNTERSIGN_DEFAULT_REVIEWERS: 'ada' }],
    ['COUNTERSIGN_LOG_LEVEL', { COUNTERSIGN_LOG_LEVEL: 'loud' }],
    ['COUNTERSIGN_ALLOW_PRIVATE_CALLBACKS', { COUNTERSIGN_ALLOW_PRIVATE_CALLBACKS: 'yes' }],
    ['COUNTERSIGN_WEBHOOK_SECRET', { COUNTERSIGN_WEBHOOK_SECRET: 'short' }],
    ['COUNTERSIGN_VAPID_PRIVATE_KEY', { COUNTERSIGN_VAPID_PRIVATE_KEY: 'short' }],
    ['COUNTERSIGN_VAPID_SUBJECT', { COUNTERSIGN_VAPID_SUBJECT: 'operators@example.com' }],
    ['COUNTERSIGN_PAGE_SECRET', { COUNTERSIGN_PAGE_URL: 'https://pager.example/x' }],
    ['COUNTERSIGN_PAGE_SECRET', { COUNTERSIGN_PAGE_URL: 'https://pager.example/x', COUNTERSIGN_PAGE_SECRET: 'short' }],
    ['COUNTERSIGN_PAGE_URL', { COUNTERSIGN_PAGE_SECRET: `whsec_${'a'.repeat(32)}` }],
    ['COUNTERSIGN_PAGE_URL', { COUNTERSIGN_PAGE_URL: 'ftp://pager.example' }],
    ['SLACK_BOT_TOKEN', { COUNTERSIGN_SLACK_PAGE_CHANNEL: 'C1' }],
  ])('says in one line what is wrong with %s', (name, env) => {
    const failure = (() => {
      try {
        return loadConfig(env);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as Error).message).toMatch(new RegExp(`^${name}: .+$`));
  });

  it('keeps the pager’s address to the letter', () => {
    const secret = `whsec_${'a'.repeat(32)}`;
    const url = 'https://pager.example/hooks/key/';
    expect(loadConfig({ COUNTERSIGN_PAGE_URL: url, COUNTERSIGN_PAGE_SECRET: secret }).pager).toEqual({ url, secret });
    expect(loadConfig({}).pager).toBeNull();
  });

  it('sends notifications unless told not to', () => {
    const [key, subject] = ['A'.repeat(43), 'mailto:operators@example.com'];
    expect(loadConfig({}).push).toEqual({ privateKey: null, subject: null });
    expect(loadConfig({ COUNTERSIGN_VAPID_PRIVATE_KEY: key, COUNTERSIGN_VAPID_SUBJECT: subject }).push).toEqual({
      privateKey: key,
      subject,
    });
    expect(loadConfig({ COUNTERSIGN_PUSH: 'false' }).push).toBeNull();
  });

  it('never repeats a secret in its error', () => {
    expect(() => loadConfig({ COUNTERSIGN_ADMIN_KEY: 'hunter2' })).toThrow(/^(?!.*hunter2)/);
  });
});

describe('withServers', () => {
  it('points at the servers that were started and keeps configured ones', () => {
    const started = { databaseUrl: 'postgres://a@b/c', temporalAddress: '127.0.0.1:7233', temporalUiUrl: 'http://localhost:8233' };
    expect(withServers(loadConfig({}), started)).toMatchObject({
      database: { url: 'postgres://a@b/c' },
      temporal: { address: '127.0.0.1:7233', uiUrl: 'http://localhost:8233' },
    });
    expect(withServers(loadConfig({ TEMPORAL_ADDRESS: 'far:7233' }), started).temporal.address).toBe('far:7233');
  });
});

describe('loadSlackAccess', () => {
  it('needs the bot token alone, also from a file, and nothing else of the service', () => {
    expect(loadSlackAccess({ HOME: '/home/ada', TEMPORAL_ADDRESS: 'not an address' })).toBeNull();
    expect(loadSlackAccess({ SLACK_BOT_TOKEN: 'xoxb-1' })).toEqual({ botToken: 'xoxb-1', apiUrl: null, teamId: null });
    const file = fileWith('xoxb-2\n');
    expect(loadSlackAccess({ SLACK_BOT_TOKEN_FILE: file, SLACK_TEAM_ID: 'T1' })).toEqual({
      botToken: 'xoxb-2',
      apiUrl: null,
      teamId: 'T1',
    });
  });

  it('refuses what is wrong', () => {
    expect(() => loadSlackAccess({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_TEAM_ID: 'finance' })).toThrow(ConfigError);
    expect(() => loadSlackAccess({ SLACK_BOT_TOKEN_FILE: '/nowhere' })).toThrow('SLACK_BOT_TOKEN_FILE');
  });
});
