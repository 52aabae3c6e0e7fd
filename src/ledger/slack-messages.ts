import { sql } from 'kysely';
import type { DbOrTx } from './ledger.js';

/** What has buttons. */
const CARDS = ['card', 'outcome', 'question'] as const;

/** What was delivered for that request as that Slack message: a button copied elsewhere is on nothing of ours. Null: nothing. */
export async function deliveredAt(
  db: DbOrTx,
  requestId: string,
  message: { channel: string; ts: string },
): Promise<{ kind: (typeof CARDS)[number]; topic: string } | null> {
  const row = await db
    .selectFrom('deliveries')
    .select(['kind', 'topic'])
    .where('request_id', '=', requestId)
    .where('channel', '=', 'slack')
    .where('kind', 'in', CARDS)
    .where(sql<boolean>`message->>'ts' = ${message.ts}`)
    .where(sql<boolean>`message->>'channel' = ${message.channel}`)
    .executeTakeFirst();
  const kind = CARDS.find((each) => each === row?.kind);
  return row && kind ? { kind, topic: row.topic } : null;
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
