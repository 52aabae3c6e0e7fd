import { sql } from 'kysely';
import type { ChannelName } from '../contracts/decision.js';
import type { DbOrTx } from './ledger.js';

export interface ChannelActivity {
  lastDelivery: { at: Date; target: string; requestId: string } | null;
  lastError: { at: Date; target: string; requestId: string; error: string } | null;
  /** Messages that do not show the newest state yet. */
  waiting: number;
  /** Given up. */
  failed: number;
}

/** Keeps the channel's newest error: the row of the delivery forgets it as soon as an attempt arrives. */
export async function noteChannelError(
  db: DbOrTx,
  { channel, target, requestId }: { channel: ChannelName; target: string; requestId: string },
  error: string,
): Promise<void> {
  const what = { target, request_id: requestId, error, at: sql<Date>`now()` };
  await db
    .insertInto('channel_errors')
    .values({ channel, ...what })
    .onConflict((conflict) => conflict.column('channel').doUpdateSet(what))
    .execute();
}

export async function channelActivity(db: DbOrTx, channel: ChannelName): Promise<ChannelActivity> {
  const [delivered, error, counts] = await Promise.all([
    db
      .selectFrom('deliveries')
      .select(['updated_at as at', 'target', 'request_id as requestId'])
      .where('channel', '=', channel)
      // The condition of the index deliveries_arrived.
      .where(sql<boolean>`shown_move >= wanted_move and error is null and message is not null`)
      .orderBy('updated_at', 'desc')
      .limit(1)
      .executeTakeFirst(),
    db
      .selectFrom('channel_errors')
      .select(['at', 'target', 'request_id as requestId', 'error'])
      .where('channel', '=', channel)
      .executeTakeFirst(),
    sql<{ waiting: string; failed: string }>`
      select (select count(*) from deliveries where channel = ${channel} and shown_move < wanted_move and not failed) as waiting,
        (select count(*) from deliveries where channel = ${channel} and failed) as failed`.execute(db),
  ]);
  return {
    lastDelivery: delivered ?? null,
    lastError: error ?? null,
    waiting: Number(counts.rows[0]?.waiting ?? 0),
    failed: Number(counts.rows[0]?.failed ?? 0),
  };
}
