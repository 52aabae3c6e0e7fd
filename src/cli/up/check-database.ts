import pg from 'pg';
import { StartError } from '../../processes/start-error.js';

const OLDEST_MAJOR = 15;

/** Says in one line why a configured database cannot be used, without its password; the migrations then find it sound. */
export async function checkDatabase(url: string): Promise<void> {
  const { hostname, port, pathname } = new URL(url);
  const where = `${hostname || 'localhost'}:${port || '5432'}${pathname}`;
  // One that answers at all answers in milliseconds; five seconds allow for TLS to another continent.
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  let version: number;
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
    version = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
  } catch (error) {
    throw new StartError(`The database at ${where} cannot be used (${reasonOf(error)}). Start it, or correct DATABASE_URL.`, {
      cause: error,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
  if (version < OLDEST_MAJOR)
    throw new StartError(`The database at ${where} is PostgreSQL ${version}; at least ${OLDEST_MAJOR} is needed.`);
}

/** Node reports one failure per address it tried: the first says it. */
function reasonOf(error: unknown): string {
  const first = error instanceof AggregateError ? (error.errors[0] as Error) : (error as Error);
  return first.message.split('\n')[0] ?? 'unknown error';
}
