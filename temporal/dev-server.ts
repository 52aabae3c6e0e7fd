import { poll } from '../src/processes/poll.js';
import { forgetProcess, recordedProcess, type RecordedProcess } from '../src/processes/pid-file.js';
import { isPortFree, requireFreePort } from '../src/processes/ports.js';
import { identityOf } from '../src/processes/process-identity.js';
import { lastLine, spawnServer } from '../src/processes/spawn-server.js';
import { StartError } from '../src/processes/start-error.js';
import { stopProcess } from '../src/processes/stop-process.js';
import { Connection } from '@temporalio/client';
import { TEMPORAL_CLI_VERSION } from './cli-version.js';
import { DYNAMIC_CONFIG } from './dynamic-config.js';
import { SEARCH_ATTRIBUTES } from './search-attributes.js';
import { setRetention, setupNamespace } from './setup-namespace.js';

export interface DevServerOptions {
  /** Path of the `temporal` command. */
  readonly cli: string;
  /** The database file; null keeps everything in memory. */
  readonly dbFile: string | null;
  readonly port: number;
  /** Null: no UI. */
  readonly uiPort: number | null;
  readonly namespace: string;
  readonly logFile: string;
  readonly pidFile: string;
  /** Further `key=json` values of the dynamic configuration. */
  readonly dynamicConfig?: readonly string[];
}

export interface DevServer {
  /** `host:port` of the frontend. */
  readonly address: string;
  readonly uiUrl: string | null;
  readonly pid: number;
  /** True if it had outlived an earlier parent. */
  readonly reused: boolean;
  stop(): Promise<void>;
}

/** Starts the dev server, or takes over the one that an earlier process left behind with the same settings; one with other settings is stopped first. */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const args = argsOf(options);
  const settings = [TEMPORAL_CLI_VERSION, ...args].join(' ');
  const left = recordedProcess(options.pidFile);
  if (left !== null) {
    if (left.settings === settings && (await isReady(options, left))) return handle(options, left, true);
    await stop(options, left);
  }
  // A server that was killed gives its port back a moment after it has gone, record and all.
  await poll(async () => (await isPortFree(options.port)) || undefined, { everyMs: 50, withinMs: 2_000 });
  await requireFreePort(options.port, 'Temporal', 'COUNTERSIGN_TEMPORAL_PORT');
  if (options.uiPort !== null) await requireFreePort(options.uiPort, 'Temporal UI', 'COUNTERSIGN_TEMPORAL_UI_PORT');
  const started = spawnServer({ command: options.cli, args, logFile: options.logFile, pidFile: options.pidFile, settings });
  if (!(await isReady(options, started))) {
    const why = lastLine(options.logFile);
    await stop(options, started);
    throw new StartError(`The Temporal dev server did not come up: ${why || 'it wrote nothing'} (log: ${options.logFile}).`);
  }
  return handle(options, started, false);
}

function argsOf(options: DevServerOptions): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(options.port), '--log-level', 'error'],
    ...(options.uiPort === null ? ['--headless'] : ['--ui-port', String(options.uiPort), '--ui-disable-news-fetch']),
    // On SQLite's own defaults the server does a tenth of the round trips per second.
    ...(options.dbFile === null
      ? []
      : ['--db-filename', options.dbFile, '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal']),
    ...(options.namespace === 'default' ? [] : ['--namespace', options.namespace]),
    ...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ...[...DYNAMIC_CONFIG, ...(options.dynamicConfig ?? [])].flatMap((value) => ['--dynamic-config-value', value]),
  ];
}

/** Up, with its namespace, search attributes and retention in place; false if it died or took too long. */
async function isReady(options: DevServerOptions, server: RecordedProcess): Promise<boolean> {
  // It takes 0.3 s on an idle machine; a minute allows for a busy one and for a long database file.
  const ready = await poll(
    async () => {
      if (identityOf(server.pid) !== server.identity) return false;
      return (await prepared(options)) ? true : undefined;
    },
    { everyMs: 50, withinMs: 60_000 },
  );
  return ready === true;
}

async function prepared(options: DevServerOptions): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    // Short, because the caller asks again: at first nobody listens yet. No interceptors, which are the SDK's retries: one that is due after
    // the connection was given up throws where nobody can catch it.
    connection = await Connection.connect({ address: `127.0.0.1:${options.port}`, connectTimeout: 1000, interceptors: [] });
    await setRetention(connection, options.namespace);
    await setupNamespace(connection, options.namespace);
    return true;
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}

function handle(options: DevServerOptions, server: RecordedProcess, reused: boolean): DevServer {
  return {
    address: `127.0.0.1:${options.port}`,
    uiUrl: options.uiPort === null ? null : `http://localhost:${options.uiPort}`,
    pid: server.pid,
    reused,
    stop: () => stop(options, server),
  };
}

async function stop(options: DevServerOptions, server: RecordedProcess): Promise<void> {
  // It closes its database within a second; killed after ten it still has a sound one, thanks to the write-ahead log.
  await stopProcess(server, { signal: 'SIGTERM', graceMs: 10_000 });
  forgetProcess(options.pidFile);
}
