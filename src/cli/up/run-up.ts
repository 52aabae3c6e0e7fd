import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { hasServers, type Config, type ServiceConfig } from '../../config.js';
import { takeInstanceLock } from '../../processes/instance-lock.js';
import { requireFreePort } from '../../processes/ports.js';
import { StartError } from '../../processes/start-error.js';
import type { Context } from '../context.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { killOnExit, waitForEnd } from './end.js';
import { startHealthServer } from './health-server.js';
import type { Roles } from './roles.js';
import { startServers, type OwnServer } from './servers.js';
import type { StartedService, StartService } from './service.js';
import { createShutdown, type Shutdown } from './shutdown.js';
import { welcome } from './welcome.js';

export interface UpOptions {
  readonly context: Context;
  readonly config: Config;
  readonly roles: Roles;
  /** Loaded while the servers start: its modules take a second. */
  readonly loadService: () => Promise<StartService>;
  /** Bundled at build time; null: the worker bundles at its start, which takes some seconds. */
  readonly workflowBundlePath: string | null;
}

/** Starts everything, says where it is, offers what waits, and stops everything when asked to end. */
export async function runUp(options: UpOptions): Promise<ExitCode> {
  const shutdown = createShutdown();
  const { say, io } = options.context;
  try {
    const startedAt = performance.now();
    const up = await start(options, shutdown);
    if (up === null) return EXIT.ok;
    const ended = waitForEnd(io.signal, up.own);
    await Promise.race([welcome(options.context, { ...up, roles: options.roles, tookMs: performance.now() - startedAt }), ended]);
    const end = await ended;
    if (end.kind === 'asked') return EXIT.ok;
    // A question that still stands would keep the process: nobody reads from here on.
    if ('unref' in io.stdin && typeof io.stdin.unref === 'function') io.stdin.unref();
    throw new StartError(
      `${end.server.name} has ended by itself (log: ${end.server.logFile}). Start again: nothing that was acknowledged is lost.`,
    );
  } finally {
    if (io.signal.aborted) say('Stopping …');
    const sound = await shutdown.run(say);
    if (io.signal.aborted && sound) say('Stopped.');
  }
}

interface Up {
  readonly config: ServiceConfig;
  readonly own: readonly OwnServer[];
  readonly service: StartedService;
}

/** Null: asked to end before it was up. */
async function start(options: UpOptions, shutdown: Shutdown): Promise<Up | null> {
  const { config, roles, context } = options;
  if (!hasServers(config)) {
    if (!roles.api || !roles.worker) {
      throw new StartError(
        'One role alone needs TEMPORAL_ADDRESS and DATABASE_URL: servers that start by themselves belong to `npm start`.',
      );
    }
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
    shutdown.add('The lock', takeInstanceLock(join(config.dataDir, 'lock'), `The data folder ${config.dataDir}`));
  }
  if (!roles.api && config.healthPort !== null) await requireFreePort(config.healthPort, 'health', 'COUNTERSIGN_HEALTH_PORT', config.host);
  if (roles.api) await requireFreePort(config.port, 'API', 'COUNTERSIGN_PORT', config.host);

  const loading = options.loadService();
  // Awaited below; if the servers fail first, its own failure is of no interest.
  loading.catch(() => undefined);
  const { config: serviceConfig, own } = await startServers(config, context.io.env['PATH'] ?? '', context.say);
  const callOff = killOnExit(process, own);
  shutdown.add('The exit hook', callOff);
  for (const server of own.toReversed()) shutdown.add(server.name, () => server.stop());
  if (options.context.io.signal.aborted) return null;

  const startService = await loading;
  const log = logOf(config, own);
  const { workflowBundlePath } = options;
  const service = await startService(serviceConfig, roles, {
    log,
    ownsProcess: true,
    // With configured servers this is a container's log, which others read.
    ...(own.length === 0 ? {} : { tellOperator: context.say }),
    ...(workflowBundlePath === null ? {} : { workflowBundlePath }),
  });
  shutdown.add('The service', () => service.stop());
  if (!roles.api && config.healthPort !== null) {
    shutdown.add('The health server', await startHealthServer({ host: config.host, port: config.healthPort }, service));
  }
  return { config: serviceConfig, own, service };
}

/** On a laptop the terminal belongs to the person, and the log is a file; with configured servers the log is what a container prints. */
function logOf(config: Config, own: readonly OwnServer[]): Logger {
  const options = { level: config.logLevel };
  return own.length === 0 ? pino(options) : pino(options, pino.destination({ dest: join(config.dataDir, 'countersign.log'), mode: 0o600 }));
}
