import { sql, type OperationNodeSource } from 'kysely';
import type { Tx } from './ledger.js';

/**
 * Runs several inserts and updates as one statement: one way to the server and back instead of one each. None sees what the others write, so
 * they must not touch the same rows. Each must have a `returning`; answers how many rows each of them returned.
 */
export async function together(tx: Tx, statements: readonly OperationNodeSource[]): Promise<number[]> {
  const named = statements.map((statement, index) => ({ statement, name: sql.raw(`part_${index}`) }));
  const parts = named.map(({ statement, name }) => sql`${name} as (${statement})`);
  const counts = named.map(({ name }) => sql`(select count(*)::int from ${name}) as ${name}`);
  const { rows } = await sql<Record<string, number>>`with ${sql.join(parts)} select ${sql.join(counts)}`.execute(tx);
  return statements.map((_, index) => rows[0]?.[`part_${index}`] ?? 0);
}

/** For `returning` where only the number of rows matters. */
export const ONE = sql.lit(1).as('one');
