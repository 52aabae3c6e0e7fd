import { sql } from 'kysely';
import type { DbOrTx } from './ledger.js';

/**
 * True the first time these bytes are seen, on whichever replica: the primary key decides between two that arrive at once.
 * `signatureHash` is a hash of the signature, so that the table gives nobody a signature to replay.
 */
export async function isFirstSight(db: DbOrTx, signatureHash: string): Promise<boolean> {
  const inserted = await db
    .insertInto('slack_replays')
    .values({ signature_hash: signatureHash })
    .onConflict((conflict) => conflict.doNothing())
    .returning('signature_hash')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Forgets what is older than the given age: the freshness check refuses it by then. Returns how many rows went. */
export async function forgetReplays(db: DbOrTx, olderThanMs: number): Promise<number> {
  const result = await db
    .deleteFrom('slack_replays')
    .where('seen_at', '<', sql<Date>`now() - make_interval(secs => ${olderThanMs / 1000})`)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
