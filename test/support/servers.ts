import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** `host:port` of the run's Temporal server: it knows the search attributes, and can skip time. Use a task queue of your own. */
export function temporalAddress(): string {
  return fromEnvironment('COUNTERSIGN_TEST_TEMPORAL_ADDRESS');
}

/** The PostgreSQL servers that SQL must work on: the embedded one, and the oldest version where COUNTERSIGN_TEST_POSTGRES_15 names one, as in CI. */
export function databaseServers(): readonly { name: string; server: string }[] {
  const oldest = process.env['COUNTERSIGN_TEST_POSTGRES_15'];
  const own = { name: 'the embedded PostgreSQL', server: fromEnvironment('COUNTERSIGN_TEST_DATABASE_URL') };
  return oldest ? [own, { name: 'PostgreSQL 15', server: oldest }] : [own];
}

/** A new, empty database on the run's PostgreSQL, or on another `server`. Drop it in `afterAll`; open sessions are ended by that. */
export async function createTestDatabase(
  server = fromEnvironment('COUNTERSIGN_TEST_DATABASE_URL'),
): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await run(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(server, `drop database if exists ${name} with (force)`) };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: it comes from test/support/global-setup.ts, which the service project runs`);
  return value;
}
