import { sql } from 'kysely';
import type { Json } from '../contracts/json.js';
import { json } from './json-column.js';
import type { DbOrTx, Tx } from './ledger.js';
import { ONE } from './together.js';

export interface OutboxItem {
  id: string;
  requestId: string;
  /** `open`: a further request that follows from this one. */
  kind: 'start' | 'signal' | 'cancel' | 'open';
  payload: Json;
  attempts: number;
}

/** Promises a message to Temporal, in the transaction whose news it carries. Returns the row's id. */
export async function addToOutbox(tx: Tx, item: NewOutboxItem): Promise<string> {
  // Who wrote it sends it at once; the relay takes over only what is still here after a moment.
  const row = await insertion(tx, item, 2).returning('id').executeTakeFirstOrThrow();
  return row.id;
}

/** The same for `together`, for what nobody sends but the relay. */
export function outboxStatement(tx: Tx, item: NewOutboxItem) {
  return insertion(tx, item, 0).returning(ONE);
}

type NewOutboxItem = Omit<OutboxItem, 'id' | 'attempts'>;

function insertion(tx: Tx, { requestId, kind, payload }: NewOutboxItem, afterSeconds: number) {
  return tx
    .insertInto('outbox')
    .values({ request_id: requestId, kind, payload: json(payload), next_attempt_at: sql`now() + make_interval(secs => ${afterSeconds})` });
}

/**
 * Takes due messages for `leaseMs`: another relay sees them again only after that, so a relay that dies loses nothing. Oldest first, and
 * of one request only the oldest, so that a start is never overtaken by its signals.
 */
export async function takeFromOutbox(db: DbOrTx, limit: number, leaseMs: number): Promise<OutboxItem[]> {
  const rows = await sql<{ id: string; request_id: string; kind: OutboxItem['kind']; payload: Json; attempts: number }>`
    update outbox set attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => ${leaseMs / 1000})
    where id in (
      select id from outbox o
      where done_at is null and next_attempt_at <= now()
        and not exists (select 1 from outbox earlier where earlier.request_id = o.request_id and earlier.done_at is null and earlier.id < o.id)
      order by id limit ${limit} for update skip locked)
    returning id, request_id, kind, payload, attempts`.execute(db);
  return rows.rows.map((row) => ({ id: row.id, requestId: row.request_id, kind: row.kind, payload: row.payload, attempts: row.attempts }));
}

export async function outboxDone(db: DbOrTx, id: string): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ done_at: sql`now()`, error: null })
    .where('id', '=', id)
    .execute();
}

/** Tries again after `afterMs`. */
export async function outboxFailed(db: DbOrTx, id: string, error: string, afterMs: number): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ error, next_attempt_at: sql`now() + make_interval(secs => ${afterMs / 1000})` })
    .where('id', '=', id)
    .execute();
}

/** Messages that wait, and the age of the oldest in seconds: for /metrics and /readyz. */
export async function outboxLag(db: DbOrTx): Promise<{ waiting: number; oldestSeconds: number }> {
  const row = await db
    .selectFrom('outbox')
    .select([sql<string>`count(*)`.as('waiting'), sql<number | null>`extract(epoch from now() - min(created_at))::float`.as('oldest')])
    .where('done_at', 'is', null)
    .executeTakeFirstOrThrow();
  return { waiting: Number(row.waiting), oldestSeconds: row.oldest ?? 0 };
}
