import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Starts one Temporal dev server and one PostgreSQL for the whole run, unless the environment names some; test files read the addresses through servers.ts. */
export default function globalSetup(): Promise<void> {
  const { COUNTERSIGN_TEST_TEMPORAL_ADDRESS: temporal, COUNTERSIGN_TEST_DATABASE_URL: database } = process.env;
  if (temporal && database) return Promise.resolve();
  const output = execFileSync(process.execPath, [...PROGRAM, 'start', String(process.pid)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const started = JSON.parse(output.trim().split('\n').at(-1) ?? '') as { folder: string; temporalAddress: string; databaseUrl: string };
  process.env['COUNTERSIGN_TEST_FOLDER'] = started.folder;
  process.env['COUNTERSIGN_TEST_TEMPORAL_ADDRESS'] = started.temporalAddress;
  process.env['COUNTERSIGN_TEST_DATABASE_URL'] = started.databaseUrl;
  return Promise.resolve();
}

const PROGRAM = ['--import', './test/support/ts-loader.mjs', join('test', 'support', 'start-servers.ts')];
