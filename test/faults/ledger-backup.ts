import pg from 'pg';

export interface LedgerBackup {
  /** Keeps the database as it is now. Nobody may be connected. */
  take(): Promise<void>;
  /** Puts it back to that moment; sessions that are open are ended. */
  restore(): Promise<void>;
  drop(): Promise<void>;
}

/** One backup of the database of this URL, as `pg_dump` and `pg_restore` would make and restore it. */
export function ledgerBackup(url: () => string): LedgerBackup {
  const database = () => new URL(url()).pathname.slice(1);
  const onServer = async (statement: string): Promise<void> => {
    const server = new URL(url());
    server.pathname = '/postgres';
    const client = new pg.Client({ connectionString: server.href });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  return {
    take: () => onServer(`create database ${database()}_backup template ${database()}`),
    async restore() {
      await onServer(`drop database ${database()} with (force)`);
      await onServer(`create database ${database()} template ${database()}_backup`);
    },
    drop: () => onServer(`drop database if exists ${database()}_backup with (force)`),
  };
}
