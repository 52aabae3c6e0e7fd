import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { SlackConfig } from '../../config.js';
import type { Db } from '../../ledger/ledger.js';
import { createSlackClient } from './client.js';
import { error, ok, warning, type Finding } from './finding.js';
import { checkChannels, checkPeople } from './doctor-places.js';
import { APP_TOKEN_SCOPE, BOT_SCOPES, IMPORT_SCOPES } from './scopes.js';
import { describeSlackError, SLACK_FIXES } from './slack-error.js';

export type { Finding };
export interface DoctorReport {
  /** False if at least one finding is an error. */
  ok: boolean;
  findings: Finding[];
}
export interface DoctorDeps {
  config: { readonly slack: SlackConfig | null };
  db: Db;
  log: Logger;
}

/** Checks everything that Slack needs to work and says what to repair. Changes nothing, posts nothing. */
export async function runSlackDoctor({ config, db, log }: DoctorDeps): Promise<DoctorReport> {
  const { slack } = config;
  if (slack === null) {
    return report([
      error('token', 'Slack is not configured.', 'create the app from slack/manifest.yaml, install it, and set SLACK_BOT_TOKEN'),
    ]);
  }
  const client = createSlackClient({ botToken: slack.botToken, apiUrl: slack.apiUrl, log });
  let test: Awaited<ReturnType<WebClient['auth']['test']>>;
  try {
    test = await client.auth.test();
  } catch (problem) {
    const code = describeSlackError(problem);
    return report([
      error('token', `Slack refused the bot token: ${code}.`, SLACK_FIXES[code] ?? 'check SLACK_BOT_TOKEN, SLACK_API_URL and the network'),
    ]);
  }
  const teamId = test.team_id ?? slack.teamId ?? '';
  return report([
    ok('token', `The bot token works: ${test.user ?? 'the app'} in ${test.team ?? teamId} (${teamId}).`),
    ...checkWorkspace(slack, teamId, test.app_id),
    checkScopes(test.response_metadata?.scopes),
    ...(await checkReceiving(slack, log)),
    ...(await checkChannels(client, db, slack)),
    ...(await checkPeople(client, db, teamId)),
  ]);
}

/** For people: one line for each finding, the fix below it. */
export function renderDoctorReport({ ok: fine, findings }: DoctorReport): string {
  const mark = { ok: '✓', warning: '!', error: '✗' } as const;
  const shown = findings.map(({ status, text, fix }) => `${mark[status]} ${text}${fix === null ? '' : `\n    → ${fix}`}`);
  return [...shown, '', fine ? 'Slack is ready.' : 'Slack is not ready.'].join('\n');
}

function checkWorkspace(slack: SlackConfig, teamId: string, appId: string | undefined): Finding[] {
  const findings: Finding[] = [];
  if (slack.teamId !== null && slack.teamId !== teamId) {
    findings.push(
      error(
        'workspace',
        `SLACK_TEAM_ID is ${slack.teamId}, but the token belongs to ${teamId}.`,
        `set SLACK_TEAM_ID=${teamId}, or use the token of the other workspace`,
      ),
    );
  }
  if (slack.appId !== null && appId !== undefined && slack.appId !== appId) {
    findings.push(
      error(
        'workspace',
        `SLACK_APP_ID is ${slack.appId}, but the token belongs to ${appId}.`,
        `set SLACK_APP_ID=${appId}, or use the token of the other app`,
      ),
    );
  }
  return findings;
}

function checkScopes(granted: readonly string[] | undefined): Finding {
  if (granted === undefined || granted.length === 0)
    return warning('scopes', 'Slack did not say which scopes the token has.', 'compare them with slack/manifest.yaml by hand');
  const missing = missingOf(BOT_SCOPES, granted);
  const fix = 'paste slack/manifest.yaml into the app’s manifest page and install the app again';
  if (missing !== null) return error('scopes', `Scopes are missing: ${missing}.`, fix);
  const forImport = missingOf(IMPORT_SCOPES, granted);
  return forImport === null
    ? ok('scopes', 'The token has all scopes.')
    : warning('scopes', `People cannot be imported from Slack, for want of scopes: ${forImport}.`, fix);
}

function missingOf(scopes: Readonly<Record<string, string>>, granted: readonly string[]): string | null {
  const missing = Object.entries(scopes).filter(([scope]) => !granted.includes(scope));
  return missing.length === 0 ? null : missing.map(([scope, what]) => `${scope} (${what})`).join(', ');
}

async function checkReceiving({ signingSecret, appToken, apiUrl }: SlackConfig, log: Logger): Promise<Finding[]> {
  const http =
    signingSecret === null
      ? []
      : [ok('receiving', 'Slack may call over HTTP (the signing secret is set; Slack gives no way to check it from here).')];
  if (appToken === null) return http;
  try {
    await createSlackClient({ botToken: appToken, apiUrl, log }).apps.connections.open();
    return [...http, ok('receiving', 'Socket Mode can connect.')];
  } catch (problem) {
    return [
      ...http,
      error(
        'receiving',
        `Socket Mode cannot connect: ${describeSlackError(problem)}.`,
        `set SLACK_APP_TOKEN to an app-level token ("xapp-…") with the scope ${APP_TOKEN_SCOPE}, and switch Socket Mode on`,
      ),
    ];
  }
}

function report(findings: Finding[]): DoctorReport {
  return { ok: findings.every(({ status }) => status !== 'error'), findings };
}
