import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { openLedger, type Db } from '../../src/ledger/ledger.js';
import { createTestDatabase } from '../support/servers.js';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openLedger({ url: database.url, maxConnections: 2 });
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

describe('statements that are prepared once per connection', () => {
  it('are prepared by the server under a name, and answer as before', async () => {
    await db.connection().execute(async (one) => {
      for (const n of [1, 2]) expect((await sql<{ n: number }>`select ${n}::int as n`.execute(one)).rows).toEqual([{ n }]);
      const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(one);
      expect(rows.filter(({ statement }) => statement === 'select $1::int as n')).toHaveLength(1);
    });
  });

  it('survive a migration under a running process: one statement fails, all later ones get new names', async () => {
    await sql`create table grown (id int)`.execute(db);
    await sql`insert into grown values (1)`.execute(db);
    const look = (on: Db) => sql`select * from grown where id = ${1}`.execute(on);
    await db.connection().execute(async (one) => {
      await db.connection().execute(async (other) => {
        await Promise.all([look(one), look(other)]);
        await sql`alter table grown add column more text`.execute(one);
        await expect(look(one)).rejects.toThrow('cached plan must not change result type');
        expect((await look(one)).rows).toEqual([{ id: 1, more: null }]);
        expect((await look(other)).rows).toEqual([{ id: 1, more: null }]);
      });
    });
  });
});
