import { pino } from 'pino';
import type { Countersign } from '../../../client/src/countersign.js';
import { createSlackClient } from '../../channels/slack/client.js';
import { loadRoster } from '../../channels/slack/roster.js';
import { IMPORT_SCOPES } from '../../channels/slack/scopes.js';
import { describeSlackError, SLACK_FIXES, slackErrorCode } from '../../channels/slack/slack-error.js';
import { ConfigError, loadSlackAccess } from '../../config.js';
import { EXIT } from '../exit-codes.js';
import { badInput, CliError } from '../failure.js';
import type { Io } from '../io.js';
import { applyStep } from './apply-import.js';
import { planImport, type ImportPlan } from './plan-import.js';

export interface ImportOptions {
  /** Only these user groups and their members; null: everybody and all user groups. */
  handles: readonly string[] | null;
  dryRun: boolean;
  wait: (ms: number) => Promise<void>;
}

/** Reads Slack, compares with the service, and changes the service unless it is a dry run. Answers what it did or would do. */
export async function runImport(
  io: Pick<Io, 'env' | 'signal'>,
  client: Countersign,
  { handles, dryRun, wait }: ImportOptions,
): Promise<ImportPlan> {
  const access = accessIn(io.env);
  const slack = createSlackClient({ botToken: access.botToken, apiUrl: access.apiUrl, log: pino({ level: 'silent' }) });
  const roster = await asking(async () => {
    const test = await slack.auth.test();
    const teamId = test.team_id;
    if (teamId === undefined) throw new CliError(EXIT.failure, 'slack', 'Slack did not name the workspace of the bot token');
    if (access.teamId !== null && access.teamId !== teamId)
      throw badInput(`SLACK_TEAM_ID is ${access.teamId}, but the token belongs to ${teamId}`);
    refuseWithoutScopes(test.response_metadata?.scopes);
    return loadRoster(slack, teamId, { handles, wait });
  });
  const unknown = handles?.filter((handle) => !roster.userGroups.some((group) => group.handle === handle)) ?? [];
  if (unknown.length > 0) throw badInput(`--group: there is no user group @${unknown.join(', @')} in this workspace`);
  const people = await collect(client.people.list({ signal: io.signal }));
  const groups = await collect(client.groups.list({ signal: io.signal }));
  const plan = planImport(roster, people, groups, handles !== null);
  if (!dryRun) for (const step of plan.steps) await applyStep(client, step, io.signal);
  return plan;
}

function accessIn(env: Io['env']) {
  try {
    const access = loadSlackAccess(env);
    if (access !== null) return access;
  } catch (error) {
    throw error instanceof ConfigError ? badInput(error.message) : error;
  }
  throw badInput('SLACK_BOT_TOKEN: set it to the "xoxb-…" token of the app’s OAuth page', 'countersign slack doctor checks the rest.');
}

/** Without addresses nobody could tell that an account belongs to somebody who is here already, and one human would get two votes. */
function refuseWithoutScopes(granted: readonly string[] | undefined): void {
  if (granted === undefined || granted.length === 0) return;
  const missing = Object.keys(IMPORT_SCOPES).filter((scope) => !granted.includes(scope));
  if (missing.length > 0)
    throw badInput(
      `the bot token lacks ${missing.join(' and ')}`,
      'Paste slack/manifest.yaml into the app’s manifest page and install the app again.',
    );
}

async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CliError) throw error;
    const code = describeSlackError(error);
    const fix = slackErrorCode(error) === undefined ? undefined : SLACK_FIXES[code];
    throw new CliError(EXIT.failure, 'slack', `Slack: ${code}; nothing was changed`, fix);
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
