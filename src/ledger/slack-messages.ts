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
