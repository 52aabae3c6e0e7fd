import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../src/ledger/embedded/embedded-postgres.js';
import { freePort } from '../src/processes/ports.js';
import { startDevServer } from '../temporal/dev-server.js';
import { findTemporalCli } from '../temporal/find-temporal-cli.js';

export interface Servers {
  temporalAddress: string;
  databaseUrl: string;
  temporalPid: number;
  postgresPid: number;
  stop(): Promise<void>;
}

/** Both servers of one run, as `npm start` starts them: write-ahead logs, and fsync where PostgreSQL has it by default. */
export async function startServers(report: (line: string) => void): Promise<Servers> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  // Root's PostgreSQL runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of stops.splice(0)) await step();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const cli = await findTemporalCli({
      configuredPath: process.env['TEMPORAL_CLI'] ?? null,
      searchPath: process.env['PATH'] ?? '',
      cacheDir: process.env['COUNTERSIGN_CACHE_DIR'] ?? join(homedir(), '.cache', 'countersign'),
      report,
    });
    const temporal = await startDevServer({
      cli,
      dbFile: join(folder, 'temporal.db'),
      port: await freePort(),
      uiPort: null,
      namespace: 'default',
      logFile: join(folder, 'temporal.log'),
      pidFile: join(folder, 'temporal.pid'),
    });
    stops.push(() => temporal.stop());
    const dataDir = join(folder, 'database');
    mkdirSync(dataDir);
    const postgres = await startEmbeddedPostgres({ dataDir, port: await freePort(), database: 'countersign' });
    stops.push(() => postgres.stop());
    return { temporalAddress: temporal.address, databaseUrl: postgres.url, temporalPid: temporal.pid, postgresPid: postgres.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
