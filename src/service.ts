import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { NativeConnection, Runtime, type Worker } from '@temporalio/worker';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import { Registry as MetricsRegistry } from 'prom-client';
import type { Registry } from './activities/registry.js';
import { createApp } from './api/app.js';
import { createOidcProvider } from './api/oidc/provider.js';
import { findWebFiles } from './api/web/web-files.js';
import { meteredIntake } from './api/metered-intake.js';
import type { Channel } from './channels/channel.js';
import type { ChannelProbe } from './channels/probe.js';
import { createDispatcher, type Dispatcher } from './channels/dispatcher.js';
import { createPush, type Push } from './channels/push/push.js';
import { newVapidPrivateKey, vapidOf, vapidSubject } from './channels/push/vapid.js';
import { createSlack, type Slack } from './channels/slack/slack.js';
import { guardedFetch } from './channels/webhook/guarded-fetch.js';
import { createWebhookProbe } from './channels/webhook/webhook-probe.js';
import { createWebhook, type WebhookDeps } from './channels/webhook/webhook.js';
import type { ServiceConfig } from './config.js';
import { workflowIdOf } from './contracts/ids.js';
import { firstStart, type FirstStart } from './first-start.js';
import { createFeed, type Feed } from './intake/feed.js';
import { createIntake } from './intake/create-intake.js';
import type { IntakeDeps } from './intake/deps.js';
import type { Intake } from './intake/intake.js';
import { compareOrWarn } from './intake/compare-stores.js';
import { startReconciler } from './intake/reconcile.js';
import { startRelay } from './intake/send.js';
import { createTemporal } from './intake/temporal.js';
import { definitionOf } from './ledger/definitions.js';
import { openLedger, type Db } from './ledger/ledger.js';
import { migrate } from './ledger/migrate.js';
import { settleSetting } from './ledger/settings.js';
import { loadPolicies } from './load-policies.js';
import { createArgsChecker } from './moves/args-schema.js';
import type { MoveDeps } from './moves/deps.js';
import { createMoveNews } from './moves/move-news.js';
import { argsProblems } from './moves/plan-revision.js';
import { loadRequestView, type Links } from './moves/request-view.js';
import { loadRegistry } from './load-registry.js';
import { createWorker } from './workers/create-worker.js';
import { registerAll } from './workers/register.js';
import { VERSION } from './version.js';

/** Where the build puts the dashboard, seen from the sources and from what they are compiled to. */
const WEB_DIR = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../dist/web' : '../web', import.meta.url));
/** How long a caller may hold a permit before its effect counts as unknown. */
const PERMIT_LEASE_MS = 15 * 60_000;
/** With the heartbeat timeout (15 s) a dead worker's effect is settled or shown as unknown within 60 s. */
const EFFECT_LEASE_MS = 20_000;
/** Machines' clocks differ by seconds; a minute is already a broken one. */
const CLOCK_AHEAD_MS = 60_000;
/** Taken while one process migrates and makes the first keys; the others wait. */
const START_LOCK = 0x73746172;

export interface Roles {
  api: boolean;
  worker: boolean;
}

export interface Extras {
  workflowBundlePath?: string;
  log: Logger;
  /** Whether this service is all that its process does, so that the SDK's native log may go to `log` too. */
  ownsProcess?: boolean;
  /** Actions and agents of this worker; default: the module that the configuration names, else the examples. */
  registry?: Registry;
  /** Says something in the terminal of whoever runs this on a machine of their own. */
  tellOperator?: (text: string) => void;
  /** Milliseconds since 1970; tests skip days with it. */
  clock?: () => number;
  permitLeaseMs?: number;
  effectLeaseMs?: number;
  /** How far a run's clock may be ahead of ours; tests skip days. */
  clockAheadMs?: number;
}

export interface RunningService {
  /** Base of links, without a trailing slash. */
  url: string;
  firstStart: FirstStart | null;
  intake: Intake;
  db: Db;
  /** Null without the worker role. */
  worker: Worker | null;
  /** Takes no new work, finishes what runs within the grace, closes connections. */
  stop(): Promise<void>;
}

/** Wires one process of Countersign: everything is made here and handed on as arguments. */
export async function startService(config: ServiceConfig, roles: Roles, extras: Extras): Promise<RunningService> {
  const { log, clock = Date.now, permitLeaseMs = PERMIT_LEASE_MS, effectLeaseMs = EFFECT_LEASE_MS, clockAheadMs = CLOCK_AHEAD_MS } = extras;
  const registry = extras.registry ?? (await loadRegistry(config.registryPath));
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of stops.splice(0).toReversed())
      await step().catch((error: unknown) => log.warn({ err: error }, 'a part did not stop cleanly'));
  };
  if (extras.ownsProcess && roles.worker) installTemporalLogger(log);
  try {
    const db = openLedger({ url: config.database.url, maxConnections: 12 });
    stops.push(() => db.destroy());
    // Doors and worker in one process have connections of their own: a click does not queue behind the moves of a busy worker.
    const workDb = roles.api && roles.worker ? openLedger({ url: config.database.url, maxConnections: 12 }) : db;
    if (workDb !== db) stops.push(() => workDb.destroy());
    const { first, webhookSecret, vapidPrivateKey } = await prepareLedger(db, config, roles, registry, log, clock());

    const { address, namespace, connection: tls } = config.temporal;
    // No interceptors, which are the SDK's retries: the outbox and the reconciler try again, and a retry that is due after `close` throws where
    // nobody can catch it.
    const connection = await Connection.connect({ ...tls, address, interceptors: [] });
    stops.push(() => connection.close());
    const client = new Client({ connection, namespace });

    let dispatcher: Dispatcher | null = null;
    const news = createMoveNews();
    const feed = createFeed(db, log);
    const onMove = (requestId: string): void => {
      news.tell(requestId);
      feed.wake();
      dispatcher?.wake();
    };
    const moves: MoveDeps = {
      db,
      defaultReviewers: [...config.defaultReviewers],
      onMove,
      nextMove: (id, withinMs) => news.next(id, withinMs),
    };
    const links: Links = linksOf(config);
    const temporal = createTemporal(client, (history) => historyToJSON(history as Parameters<typeof historyToJSON>[0]));
    const intakeDeps: IntakeDeps = { moves, temporal, links, log, clock, taskQueue: config.taskQueue, permitLeaseMs };
    const metrics = new MetricsRegistry();
    const intake = meteredIntake(createIntake(intakeDeps), metrics);
    const push = pushOf(config, db, vapidPrivateKey, clock);
    const slack = createSlack({ config, db, intake, checkArgs: createArgsChecker(), log, clock });

    const webhookDeps: WebhookDeps = { secret: webhookSecret, pager: config.pager, allowPrivate: config.allowPrivateCallbacks, clock };
    // Before anything here can claim an effect or give a permit.
    await compareOrWarn(intakeDeps);
    const relay = startRelay(intakeDeps);
    stops.push(() => relay.stop());
    let worker: Worker | null = null;
    if (roles.worker) {
      const webhook = createWebhook(webhookDeps);
      const channels: Channel[] = [...(slack ? [slack.channel] : []), ...(push ? [push.channel] : []), webhook];
      dispatcher = createDispatcher({
        db: workDb,
        channels,
        loadView: async (id) => (await loadRequestView(workDb, id, links)) ?? null,
        defaultReviewers: config.defaultReviewers,
        log,
      });
      await dispatcher.start();
      stops.push(() => dispatcher?.stop() ?? Promise.resolve());
      const reconciler = startReconciler(intakeDeps);
      stops.push(() => reconciler.stop());
      worker = await startWorker(
        config,
        extras,
        { moves: { ...moves, db: workDb }, registry, log, clock, permitLeaseMs, effectLeaseMs, clockAheadMs },
        stops,
      );
    }
    if (roles.api)
      await startApi(
        {
          config,
          db,
          intake,
          feed,
          log,
          clock,
          metrics,
          tellOperator: extras.tellOperator ?? null,
          slack,
          push,
          connection,
          probes: [...(slack ? [slack.probe] : []), ...(push ? [push.probe] : []), createWebhookProbe(webhookDeps)],
        },
        stops,
      );
    return { url: config.publicUrl, firstStart: first, intake, db, worker, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepareLedger(db: Db, config: ServiceConfig, roles: Roles, registry: Registry, log: Logger, nowMs: number) {
  return db.connection().execute(async (one) => {
    // A session's lock on one connection: it ends with the process, so a start that dies blocks nobody.
    await sql`select pg_advisory_lock(${START_LOCK})`.execute(one);
    try {
      await migrate(db);
      const agent = registry.agents[0]?.name ?? 'example';
      const first = roles.api
        ? await firstStart(db, { adminKey: config.adminKey, demo: config.demo, agent, publicUrl: config.publicUrl, nowMs })
        : null;
      if (roles.worker) await registerAll(db, registry, nowMs);
      await loadPolicies(db, config.policiesDir, config.defaultReviewers, log);
      const secret = config.webhookSecret ?? (await settleSetting(db, 'webhook_secret', `whsec_${randomBytes(24).toString('base64')}`));
      const vapidPrivateKey = config.push?.privateKey ?? (await settleSetting(db, 'vapid_private_key', newVapidPrivateKey()));
      return { first, webhookSecret: String(secret), vapidPrivateKey: String(vapidPrivateKey) };
    } finally {
      await sql`select pg_advisory_unlock(${START_LOCK})`.execute(one);
    }
  });
}

function pushOf({ push, publicUrl, allowPrivateCallbacks }: ServiceConfig, db: Db, privateKey: string, clock: () => number): Push | null {
  if (push === null) return null;
  return createPush({ db, vapid: vapidOf(privateKey, vapidSubject(push.subject, publicUrl)), allowPrivate: allowPrivateCallbacks, clock });
}

function linksOf({ publicUrl, temporal }: ServiceConfig): Links {
  return (id) => ({
    self: `${publicUrl}/v1/requests/${id}`,
    page: `${publicUrl}/r/${id}`,
    temporal:
      temporal.uiUrl === null
        ? null
        : `${temporal.uiUrl}/namespaces/${temporal.namespace}/workflows/${encodeURIComponent(workflowIdOf(id))}`,
  });
}

type WorkerParts = {
  moves: MoveDeps;
  registry: Registry;
  log: Logger;
  clock: () => number;
  permitLeaseMs: number;
  effectLeaseMs: number;
  clockAheadMs: number;
};

async function startWorker(config: ServiceConfig, extras: Extras, parts: WorkerParts, stops: (() => Promise<unknown>)[]): Promise<Worker> {
  const { address, namespace, connection: tls } = config.temporal;
  const connection = await NativeConnection.connect({ ...tls, address });
  stops.push(() => connection.close());
  const worker = await createWorker({
    connection,
    namespace,
    workflowBundlePath: extras.workflowBundlePath ?? null,
    activities: {
      ...parts,
      taskQueue: config.taskQueue,
      identity: `${process.pid}@${hostname()}`,
      agentFetch: (url, options) => guardedFetch(url, { ...options, allowPrivate: config.allowPrivateCallbacks }),
    },
  });
  const running = worker.run();
  running.catch((error: unknown) => parts.log.fatal({ err: error }, 'the worker ended'));
  stops.push(async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await running;
  });
  return worker;
}

interface ApiParts {
  config: ServiceConfig;
  db: Db;
  intake: Intake;
  feed: Feed;
  log: Logger;
  clock: () => number;
  metrics: MetricsRegistry;
  slack: Slack | null;
  push: Push | null;
  connection: Connection;
  probes: readonly ChannelProbe[];
  tellOperator: ((text: string) => void) | null;
}

async function startApi(
  { config, db, intake, feed, log, clock, metrics, slack, push, connection, probes, tellOperator }: ApiParts,
  stops: (() => Promise<unknown>)[],
): Promise<void> {
  const app = createApp({
    db,
    intake,
    feed,
    log,
    clock,
    metrics,
    config: {
      publicUrl: config.publicUrl,
      temporalUiUrl: config.temporal.uiUrl,
      namespace: config.temporal.namespace,
      version: VERSION,
      stepUpAfterMs: config.stepUpAfterMs,
      requestsPerMinute: config.requestsPerMinute,
    },
    web: await findWebFiles(WEB_DIR),
    oidc: config.oidc && createOidcProvider(config.oidc, config.publicUrl, log, clock),
    tellOperator,
    push,
    slackRouter: slack?.router ?? null,
    argsProblems: async (type, version, args) => argsProblems(await definitionOf(db, type, version), type, args),
    channels: probes,
    defaultReviewers: config.defaultReviewers,
    readiness: [
      { name: 'ledger', check: async () => void (await sql`select 1`.execute(db)) },
      {
        name: 'temporal',
        optional: true,
        check: async () => void (await connection.withDeadline(Date.now() + 2_000, () => connection.workflowService.getSystemInfo({}))),
      },
    ],
  });
  const server = createServer(app);
  await listen(server, config.port, config.host);
  stops.push(() => close(server));
  // First of all: streams would keep the server open until they are cut off.
  stops.push(() => Promise.resolve(feed.stop()));
  if (slack) {
    await slack.start();
    stops.push(() => slack.stop());
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

/** What is being answered may finish; long polls and slow clients are cut off after this, milliseconds. */
const CLOSE_GRACE_MS = 3_000;

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** The SDK's own log goes where ours goes; once per process, before the first worker. */
function installTemporalLogger(log: Logger): void {
  Runtime.install({
    logger: {
      log: (level, message, meta) =>
        log[level === 'TRACE' ? 'trace' : (level.toLowerCase() as 'debug' | 'info' | 'warn' | 'error')]({ sdk: true, ...meta }, message),
      trace: (message, meta) => log.trace(meta, message),
      debug: (message, meta) => log.debug(meta, message),
      info: (message, meta) => log.info(meta, message),
      warn: (message, meta) => log.warn(meta, message),
      error: (message, meta) => log.error(meta, message),
    },
  });
}
