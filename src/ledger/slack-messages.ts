import { sql } from 'kysely';
import type { DbOrTx } from './ledger.js';

/** Whether that Slack message is a card which was delivered for that request: a button copied elsewhere is not. */
export async function isDeliveredCard(db: DbOrTx, requestId: string, message: { channel: string; ts: string }): Promise<boolean> {
  const row = await db
    .selectFrom('deliveries')
    .select('id')
    .where('request_id', '=', requestId)
    .where('channel', '=', 'slack')
    .where('kind', '=', 'card')
    .where(sql<boolean>`message->>'ts' = ${message.ts}`)
    .where(sql<boolean>`message->>'channel' = ${message.channel}`)
    .executeTakeFirst();
  return row !== undefined;
}

/** Where the cards of these requests are, one or more each; `target` tells whose direct message it is. */
export async function deliveredCards(
  db: DbOrTx,
  requestIds: readonly string[],
): Promise<{ requestId: string; target: string; channel: string; ts: string }[]> {
  if (requestIds.length === 0) return [];
  return db
    .selectFrom('deliveries')
    .select(['request_id as requestId', 'target', sql<string>`message->>'channel'`.as('channel'), sql<string>`message->>'ts'`.as('ts')])
    .where('request_id', 'in', [...requestIds])
    .where('channel', '=', 'slack')
    .where('kind', '=', 'card')
    .where(sql<boolean>`message->>'ts' is not null`)
    .orderBy('id')
    .execute();
}
