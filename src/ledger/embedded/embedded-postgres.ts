import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { forgetProcess, recordedProcess, type RecordedProcess } from '../../processes/pid-file.js';
import { poll } from '../../processes/poll.js';
import { requireFreePort } from '../../processes/ports.js';
import { identityOf } from '../../processes/process-identity.js';
import { lastLine, spawnServer } from '../../processes/spawn-server.js';
import { StartError } from '../../processes/start-error.js';
import { libraryEnvironment, nativeFolder } from './binaries.js';
import { DATABASE_USER, ensureCluster, passwordOf } from './cluster.js';
import { locate, type Locations } from './locations.js';
import { removeMistakenLock, runningPostmaster, stopPostmaster, untilReaped } from './postmaster.js';
import { serverUser } from './unprivileged-user.js';

/** SQLSTATE invalid_password: somebody else's server, or one whose password file was removed; asking again does not help. */
const WRONG_PASSWORD = '28P01';

export interface EmbeddedPostgresOptions {
  /** Absolute; the cluster lies in its `postgres` folder, or where that cannot be reached below /var/lib (noted in `postgres.json`). */
  readonly dataDir: string;
  readonly port: number;
  /** Made if missing. */
  readonly database: string;
  /** Further settings of the server, `name: value`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** With the password: not for logs. */
  readonly url: string;
  readonly pid: number;
  /** True if it had outlived an earlier parent. */
  readonly reused: boolean;
  stop(): Promise<void>;
}

/** Starts the PostgreSQL that npm brought on the data folder, or takes over the one that an earlier process left behind. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const user = serverUser();
  const locations = await locate(options.dataDir, nativeFolder(), user);
  const url = (database: string) =>
    `postgres://${DATABASE_USER}:${passwordOf(locations.passwordFile)}@127.0.0.1:${options.port}/${database}`;
  const args = argsOf(options, locations);
  const settings = [locations.native, ...args].join(' ');

  const left = recordedProcess(locations.pidFile) ?? runningPostmaster(locations.cluster);
  if (left !== null) {
    if (left.settings === settings && (await isReady(url('postgres'), left))) return running(left, true);
    await stop(locations, left);
  }
  await requireFreePort(options.port, 'PostgreSQL', 'COUNTERSIGN_POSTGRES_PORT');
  await ensureCluster(locations, user);
  await untilReaped(locations.cluster);
  removeMistakenLock(locations.cluster);
  const started = spawnServer({
    command: join(locations.native, 'bin', 'postgres'),
    args,
    env: libraryEnvironment(locations.native),
    cwd: '/',
    ...(user === null ? {} : { user }),
    logFile: locations.logFile,
    pidFile: locations.pidFile,
    settings,
  });
  if (!(await isReady(url('postgres'), started))) {
    const why = lastLine(locations.logFile);
    await stop(locations, started);
    throw new StartError(`The embedded PostgreSQL did not come up: ${why} (log: ${locations.logFile}).`);
  }
  return running(started, false);

  async function running(server: RecordedProcess, reused: boolean): Promise<EmbeddedPostgres> {
    try {
      await ensureDatabase(url('postgres'), options.database);
    } catch (error) {
      await stop(locations, server);
      throw error;
    }
    return { url: url(options.database), pid: server.pid, reused, stop: () => stop(locations, server) };
  }
}

function argsOf(options: EmbeddedPostgresOptions, locations: Locations): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    // A socket file in a shared folder would collide with another server's of the same port.
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...options.settings,
  };
  return ['-D', locations.cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Takes connections with our password; false if it died or took too long. */
async function isReady(url: string, server: RecordedProcess): Promise<boolean> {
  // 40 ms on an idle machine; recovery after a power cut reads up to a gigabyte of log, which a slow disk does in two minutes.
  const ready = await poll(
    async () => {
      if (identityOf(server.pid) !== server.identity) return false;
      return withClient(url, () => Promise.resolve(true)).catch((error: { code?: string }) =>
        error.code === WRONG_PASSWORD ? false : undefined,
      );
    },
    { everyMs: 30, withinMs: 120_000 },
  );
  return ready === true;
}

async function ensureDatabase(url: string, database: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(database)}`);
  });
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  // On loopback: milliseconds, or seconds on a machine that is busy with its start.
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function stop(locations: Locations, server: RecordedProcess): Promise<void> {
  await stopPostmaster(server);
  forgetProcess(locations.pidFile);
}
