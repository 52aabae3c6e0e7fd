import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { LedgerTables } from './schema.js';

export type Db = Kysely<LedgerTables>;
export type Tx = Transaction<LedgerTables>;
/** Either: queries that need no lock take it. */
export type DbOrTx = Db | Tx;

export interface LedgerOptions {
  url: string;
  /** Connections held at most; bursts wait in line, so that a click stays under Slack's 3 s. */
  maxConnections?: number;
}

/** Opens a pool on the ledger's PostgreSQL (15 or newer). Nothing is read or written yet; call `migrate` first. */
export function openLedger({ url, maxConnections = 10 }: LedgerOptions): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    // A click must be answered within 3 s: rather refuse than queue longer.
    connectionTimeoutMillis: 5_000,
    // Locks are held for single-digit milliseconds; a statement that runs this long is stuck and must fail closed.
    statement_timeout: 15_000,
    application_name: 'countersign',
  });
  // A connection that breaks fails its query, and an idle one is replaced; without listeners Node would end the process for either.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<LedgerTables>({ dialect: new PostgresDialect({ pool }) });
}
