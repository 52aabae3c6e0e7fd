import type { Router } from 'express';
import type { Logger } from 'pino';
import type { SlackConfig } from '../../config.js';
import type { Intake } from '../../intake/intake.js';
import type { Db } from '../../ledger/ledger.js';
import { forgetReplays } from '../../ledger/slack-replays.js';
import type { Channel } from '../channel.js';
import type { ChannelProbe } from '../probe.js';
import { createAccounts } from './accounts.js';
import { createBoltApp } from './bolt-app.js';
import { createSlackClient } from './client.js';
import { createDoor } from './door.js';
import type { CheckArgs } from './door-deps.js';
import { HttpReceiver } from './http-receiver.js';
import { createSeal } from './seal.js';
import { createSlackChannel } from './slack-channel.js';
import { describeSlackError } from './slack-error.js';
import { createSlackProbe } from './slack-probe.js';
import { closeSocketMode, createSocketModeReceiver } from './socket-mode.js';
import { FRESH_MS } from './verify-request.js';
import { createWhisper } from './whisper.js';
import { createLoadWorkspace } from './workspace.js';

export interface SlackDeps {
  config: { readonly slack: SlackConfig | null };
  db: Db;
  intake: Intake;
  /** Problems of edited arguments against the action's JSON Schema. */
  checkArgs: CheckArgs;
  log: Logger;
  /** Milliseconds since 1970. */
  clock: () => number;
}

export interface Slack {
  channel: Channel;
  probe: ChannelProbe;
  /** Slack's HTTP endpoints, to mount at `/slack` before any body parser; null where only Socket Mode is configured. */
  router: Router | null;
  /** Opens the socket where Socket Mode is configured. A process that only delivers need not call it. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

// Replays stay known for longer than a signature is fresh on either side of our clock.
const REPLAYS_KEPT_MS = 4 * FRESH_MS;
const SWEEP_EVERY_MS = 600_000;

/** Slack, both ways; null where no bot token is configured. */
export function createSlack({ config, db, intake, checkArgs, log, clock }: SlackDeps): Slack | null {
  if (config.slack === null) return null;
  const { botToken, signingSecret, appToken, apiUrl, channel: fallbackChannel, pageChannel, teamId, appId } = config.slack;
  const client = createSlackClient({ botToken, apiUrl, log });
  const workspace = createLoadWorkspace(client, { teamId, appId });
  const whisper = createWhisper(client, log);
  let knownTeam = teamId;
  let stopped = false;
  let sweep: NodeJS.Timeout | null = null;

  const door = createDoor({
    db,
    client,
    intake,
    workspace,
    accounts: createAccounts(client, async () => (await workspace()).teamId, clock),
    whisper,
    // Every process of the deployment has the bot token, and nobody else does.
    seal: createSeal(botToken, clock),
    checkArgs,
    log,
    stopping: () => stopped,
  });

  const http = signingSecret === null ? null : new HttpReceiver({ db, signingSecret, clock, log, unavailable: door.unavailable });
  if (http) createBoltApp({ receiver: http, botToken, door, log });
  const socket = appToken === null ? null : createSocketModeReceiver({ appToken, apiUrl, log });
  const socketApp = socket ? createBoltApp({ receiver: socket, botToken, door, log }) : null;

  /** Asks in the background where nobody has yet: a worker of its own never gets a click. */
  function currentTeam(): string | null {
    if (knownTeam === null) void learnTeam();
    return knownTeam;
  }

  async function learnTeam(): Promise<void> {
    try {
      knownTeam = (await workspace()).teamId;
    } catch (error) {
      log.warn({ error: describeSlackError(error) }, 'Slack did not say which workspace this is; will ask again');
    }
  }

  return {
    probe: createSlackProbe({ client, config: config.slack, workspace, clock }),
    channel: createSlackChannel({ client, db, teamId: currentTeam, fallbackChannel, pageChannel, log }),
    router: http?.router ?? null,
    start: async () => {
      await learnTeam();
      sweep = setInterval(() => {
        forgetReplays(db, REPLAYS_KEPT_MS).catch((error: unknown) => log.warn({ err: error }, 'old Slack signatures not removed'));
      }, SWEEP_EVERY_MS);
      sweep.unref();
      // Not awaited: the service must come up while Slack is down; Bolt keeps trying what may pass.
      void socketApp?.start().then(
        () => log.info('Slack Socket Mode connected'),
        (error: unknown) =>
          log.error({ error: describeSlackError(error) }, 'Slack Socket Mode is not connected; run `countersign slack doctor`'),
      );
    },
    stop: async () => {
      stopped = true;
      if (sweep !== null) clearInterval(sweep);
      if (socket !== null) await closeSocketMode(socket);
    },
  };
}
