import { join } from 'node:path';
import { connectTemporal } from '../../../temporal/connect.js';
import { startDevServer } from '../../../temporal/dev-server.js';
import { findTemporalCli } from '../../../temporal/find-temporal-cli.js';
import { setupNamespace } from '../../../temporal/setup-namespace.js';
import {
  withServers,
  type Config,
  type EmbeddedDatabase,
  type EmbeddedTemporal,
  type ServiceConfig,
  type TemporalServer,
} from '../../config.js';
import { startEmbeddedPostgres } from '../../ledger/embedded/embedded-postgres.js';
import { checkDatabase } from './check-database.js';

/** A server that this process answers for. */
export interface OwnServer {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Ends it at once, without loss. */
  readonly killSignal: NodeJS.Signals;
  stop(): Promise<void>;
}

export interface Servers {
  readonly config: ServiceConfig;
  /** In the order in which they are stopped, after the service. */
  readonly own: readonly OwnServer[];
}

interface Part {
  readonly address: string;
  readonly uiUrl: string | null;
  readonly own: OwnServer | null;
}

/** Starts, takes over or checks the two servers, side by side; if one fails, the other is stopped again. */
export async function startServers(config: Config, searchPath: string, report: (line: string) => void): Promise<Servers> {
  const { temporal, database } = config;
  const parts = await Promise.allSettled([
    temporal.kind === 'server' ? useTemporal(temporal) : startTemporal(config, temporal, searchPath, report),
    database.kind === 'server'
      ? checkDatabase(database.url).then(() => ({ address: database.url, uiUrl: null, own: null }))
      : startDatabase(config, database, report),
  ]);
  const [temporalPart, databasePart] = parts;
  const own = parts.flatMap((part) => (part.status === 'fulfilled' && part.value.own !== null ? [part.value.own] : []));
  if (temporalPart.status === 'rejected' || databasePart.status === 'rejected') {
    for (const server of own) await server.stop();
    const failed = parts.find((part) => part.status === 'rejected');
    throw failed?.reason;
  }
  const servers = {
    databaseUrl: databasePart.value.address,
    temporalAddress: temporalPart.value.address,
    temporalUiUrl: temporalPart.value.uiUrl,
  };
  return { config: withServers(config, servers), own };
}

async function useTemporal(server: TemporalServer): Promise<Part> {
  const connection = await connectTemporal(server.address, server.connection);
  try {
    await setupNamespace(connection, server.namespace);
  } finally {
    await connection.close();
  }
  return { address: server.address, uiUrl: server.uiUrl, own: null };
}

async function startTemporal(
  config: Config,
  temporal: EmbeddedTemporal,
  searchPath: string,
  report: (line: string) => void,
): Promise<Part> {
  const cli = await findTemporalCli({ configuredPath: temporal.cliPath, searchPath, cacheDir: config.cacheDir, report });
  const logFile = join(config.dataDir, 'temporal.log');
  const server = await startDevServer({
    cli,
    dbFile: join(config.dataDir, 'temporal.db'),
    port: temporal.port,
    uiPort: temporal.uiPort,
    namespace: temporal.namespace,
    logFile,
    pidFile: join(config.dataDir, 'temporal.pid'),
  });
  if (server.reused) report('Temporal was still running: took it over.');
  return {
    address: server.address,
    uiUrl: server.uiUrl,
    own: { name: 'Temporal', pid: server.pid, logFile, killSignal: 'SIGKILL', stop: server.stop },
  };
}

async function startDatabase(config: Config, database: EmbeddedDatabase, report: (line: string) => void): Promise<Part> {
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir, port: database.port, database: 'countersign' });
  if (server.reused) report('PostgreSQL was still running: took it over.');
  const logFile = join(config.dataDir, 'postgres.log');
  return {
    address: server.url,
    uiUrl: null,
    own: { name: 'PostgreSQL', pid: server.pid, logFile, killSignal: 'SIGQUIT', stop: server.stop },
  };
}
