import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/ledger/embedded/embedded-postgres.js';
import { recordedProcess } from '../../src/processes/pid-file.js';
import { freePort } from '../../src/processes/ports.js';
import { stopProcess } from '../../src/processes/stop-process.js';
import { startDevServer } from '../../temporal/dev-server.js';
import { TIME_SKIPPING } from '../../temporal/dynamic-config.js';
import { findTemporalCli } from '../../temporal/find-temporal-cli.js';

/**
 * The servers of one test run, run as a program of its own because jest's global setup cannot load TypeScript modules:
 *   start-servers.ts start <owner pid>   prints one line of JSON: { folder, temporalAddress?, databaseUrl? }; the servers stay up
 *   start-servers.ts stop <folder>       stops them and removes the folder
 * A run's folder is named after the run's process, so that the next run can tell and reap what a crashed one left.
 */
const PREFIX = 'countersign-test-';

async function start(ownerPid: number): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    if (!isAlive(Number(name.slice(PREFIX.length).split('-')[0]))) await stop(join(tmpdir(), name));
  }
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${ownerPid}-`));
  // Root's PostgreSQL runs as another user, who must be able to enter; else its data would lie, and stay, elsewhere.
  chmodSync(folder, 0o755);
  const { COUNTERSIGN_TEST_TEMPORAL_ADDRESS: address, COUNTERSIGN_TEST_DATABASE_URL: url } = process.env;
  const temporalAddress = address ?? (await startTemporal(folder));
  const databaseUrl = url ?? (await startPostgres(folder));
  process.stdout.write(JSON.stringify({ folder, temporalAddress, databaseUrl }) + '\n');
}

async function startTemporal(folder: string): Promise<string> {
  const cli = await findTemporalCli({
    configuredPath: process.env['TEMPORAL_CLI'] ?? null,
    searchPath: process.env['PATH'] ?? '',
    cacheDir: process.env['COUNTERSIGN_CACHE_DIR'] ?? join(homedir(), '.cache', 'countersign'),
    report: (line) => process.stderr.write(line + '\n'),
  });
  const server = await startDevServer({
    cli,
    dbFile: join(folder, 'temporal.db'),
    port: await freePort(),
    uiPort: null,
    namespace: 'default',
    logFile: join(folder, 'temporal.log'),
    pidFile: join(folder, 'temporal.pid'),
    dynamicConfig: TIME_SKIPPING,
  });
  return server.address;
}

async function startPostgres(folder: string): Promise<string> {
  const dataDir = join(folder, 'database');
  mkdirSync(dataDir);
  // Thrown away afterwards: what a power cut would do to it is of no interest, and the disk is shared with other tests.
  const server = await startEmbeddedPostgres({ dataDir, port: await freePort(), database: 'countersign', settings: { fsync: 'off' } });
  return server.url;
}

async function stop(folder: string): Promise<void> {
  const temporal = recordedProcess(join(folder, 'temporal.pid'));
  // In memory of nobody: killed at once is soon enough for a thrown-away database.
  if (temporal) await stopProcess(temporal, { signal: 'SIGKILL', graceMs: 5000 });
  const postgres = recordedProcess(join(folder, 'database', 'postgres.pid'));
  // SIGQUIT is the immediate shutdown, which still takes the server's own children down; five seconds are ample for that.
  if (postgres) await stopProcess(postgres, { signal: 'SIGQUIT', graceMs: 5000 });
  rmSync(folder, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const [verb, argument] = process.argv.slice(2);
if (verb === 'start') await start(Number(argument));
else if (verb === 'stop' && argument) await stop(argument);
else throw new Error(`start <pid> | stop <folder>, not ${verb}`);
// The clients used above keep idle timers.
process.exit(0);
