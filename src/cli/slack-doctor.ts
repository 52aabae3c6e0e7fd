import { pino } from 'pino';
import { renderDoctorReport, runSlackDoctor, type DoctorReport } from '../channels/slack/doctor.js';
import { ConfigError, loadConfig, type Config } from '../config.js';
import { startEmbeddedPostgres } from '../ledger/embedded/embedded-postgres.js';
import { openLedger } from '../ledger/ledger.js';
import { StartError } from '../processes/start-error.js';
import { EXIT } from './exit-codes.js';
import { badInput, CliError } from './failure.js';

/** Runs the doctor against the ledger of this configuration: the running one, or the data folder's, started for as long as it takes. */
export async function runDoctor(env: Readonly<Record<string, string | undefined>>): Promise<{ report: DoctorReport; text: string }> {
  try {
    const config = loadConfig(env);
    return await withLedgerUrl(config, async (url) => {
      const db = openLedger({ url, maxConnections: 2 });
      try {
        const report = await runSlackDoctor({ config, db, log: pino({ level: 'silent' }) });
        return { report, text: renderDoctorReport(report) };
      } finally {
        await db.destroy();
      }
    });
  } catch (error) {
    if (error instanceof ConfigError) throw badInput(error.message);
    throw error instanceof StartError ? new CliError(EXIT.failure, 'start_failed', error.message) : error;
  }
}

async function withLedgerUrl<T>({ database, dataDir }: Config, use: (url: string) => Promise<T>): Promise<T> {
  if (database.kind === 'server') return use(database.url);
  const server = await startEmbeddedPostgres({ dataDir, port: database.port, database: 'countersign' });
  try {
    return await use(server.url);
  } finally {
    if (!server.reused) await server.stop();
  }
}
