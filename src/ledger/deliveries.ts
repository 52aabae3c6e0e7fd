import { sql, type ExpressionBuilder } from 'kysely';
import type { ChannelName } from '../contracts/decision.js';
import type { JsonObject } from '../contracts/json.js';
import type { ReviewerRef } from '../contracts/plan.js';
import { noteChannelError } from './channel-activity.js';
import { json } from './json-column.js';
import type { DbOrTx } from './ledger.js';
import { newId } from './new-id.js';
import type { LedgerTables } from './schema.js';
import type { DeliveriesTable } from './schema/channels.js';

export interface Place {
  requestId: string;
  channel: ChannelName;
  /** Where on the channel: a Slack channel or user id, an address, a URL. */
  target: string;
}

export type DeliveryKind = DeliveriesTable['kind'];

/** What shows the request's present state for as long as it is there. */
const KEPT_CURRENT = ['card', 'callback', 'outcome', 'question'] as const;

/** A delivery that this process leased; the lease's end is its fence. */
export interface LeasedDelivery extends Place {
  id: string;
  kind: DeliveryKind;
  topic: string;
  refs: readonly ReviewerRef[];
  message: JsonObject | null;
  /** Where the card of the same place is; what a reminder points at. */
  card: JsonObject | null;
  wantedMove: number;
  /** This one included. */
  attempts: number;
  createdAt: Date;
  leasedUntil: Date;
}

/** Nothing is shown yet: below the first move. */
const NOTHING_SHOWN = -1;

/**
 * Wants the request's one card at this place to show at least `move`. What had failed is tried again: a new move is a new reason, and an
 * operator may have repaired the channel. `seen` is false where no card had been shown there before.
 */
export async function wantCard(db: DbOrTx, place: Place, kind: 'card' | 'callback', move: number): Promise<{ seen: boolean }> {
  const row = await db
    .insertInto('deliveries')
    .values({ ...newRow(place, kind), wanted_move: move })
    .onConflict((conflict) =>
      conflict
        .columns(['request_id', 'channel', 'target'])
        .where('kind', 'in', ['card', 'callback'])
        .doUpdateSet({ wanted_move: sql`greatest(deliveries.wanted_move, excluded.wanted_move)`, ...triedAgain }),
    )
    .returning('message')
    .executeTakeFirstOrThrow();
  return { seen: row.message !== null };
}

/** Everything that shows the request shall show at least `move`. */
export async function raiseCards(db: DbOrTx, requestId: string, move: number): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ wanted_move: move, ...triedAgain })
    .where('request_id', '=', requestId)
    .where('kind', 'in', KEPT_CURRENT)
    .where('wanted_move', '<', move)
    .execute();
}

/** A message of its own at this place, once for each topic. Whether it is new. */
export async function addMessage(
  db: DbOrTx,
  place: Place,
  message: { kind: 'outcome' | 'question' | 'note' | 'page'; topic: string; refs?: readonly ReviewerRef[] },
  move: number,
): Promise<boolean> {
  const { kind, topic, refs = [] } = message;
  const added = await db
    .insertInto('deliveries')
    .values({ ...newRow(place, kind), topic, refs: [...refs], wanted_move: move })
    .onConflict((conflict) =>
      conflict
        .columns(['request_id', 'channel', 'target', 'kind', 'topic'])
        .where('kind', 'in', ['outcome', 'question', 'note', 'page'])
        .doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return added !== undefined;
}

const ANSWER = 'answer:';

/** The topic of the note that brings a question's answer to where it was asked. */
export function answerTopic(decisionId: string): string {
  return `${ANSWER}${decisionId}`;
}

/** A question was asked below the card that stands there: its answer is said there too, once it comes. Not where there is no such card. */
export async function expectAnswer(
  db: DbOrTx,
  requestId: string,
  card: { channel: string; ts: string },
  decisionId: string,
): Promise<void> {
  const place = await db
    .selectFrom('deliveries')
    .select(['channel', 'target'])
    .where('request_id', '=', requestId)
    .where('kind', '=', 'card')
    .where(sql<boolean>`message->>'channel' = ${card.channel}`)
    .where(sql<boolean>`message->>'ts' = ${card.ts}`)
    .executeTakeFirst();
  if (place) await addMessage(db, { requestId, ...place }, { kind: 'note', topic: answerTopic(decisionId) }, NOTHING_SHOWN);
}

/** Answers that have come since are due where their questions were asked. */
export async function raiseAnswers(db: DbOrTx, requestId: string, move: number): Promise<void> {
  await db
    .updateTable('deliveries')
    .from('decisions')
    .set({ wanted_move: move })
    .where('deliveries.request_id', '=', requestId)
    .where('deliveries.kind', '=', 'note')
    .where('deliveries.wanted_move', '=', NOTHING_SHOWN)
    .whereRef('decisions.request_id', '=', 'deliveries.request_id')
    .whereRef(sql`${ANSWER} || decisions.decision_id`, '=', 'deliveries.topic')
    .where('decisions.answer', 'is not', null)
    .execute();
}

/** One reminder at this place; it waits until the card that it points at is there. */
export async function addReminder(db: DbOrTx, place: Place, move: number): Promise<void> {
  await db
    .insertInto('deliveries')
    .values({ ...newRow(place, 'reminder'), wanted_move: move })
    .execute();
}

/** The same, not before `notBeforeMs`. Several that wait for the same morning become one. */
export async function addReminderLater(db: DbOrTx, place: Place, move: number, notBeforeMs: number): Promise<void> {
  const waiting = await db
    .selectFrom('deliveries')
    .select('id')
    .where('request_id', '=', place.requestId)
    .where('channel', '=', place.channel)
    .where('target', '=', place.target)
    .where('kind', '=', 'reminder')
    .where('failed', '=', false)
    .whereRef('shown_move', '<', 'wanted_move')
    .where('next_attempt_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  if (waiting) return;
  await db
    .insertInto('deliveries')
    .values({ ...newRow(place, 'reminder'), wanted_move: move, next_attempt_at: new Date(notBeforeMs) })
    .execute();
}

/** What deliveries are due by, milliseconds since 1970. */
export async function databaseNowMs(db: DbOrTx): Promise<number> {
  const { rows } = await sql<{ now: Date }>`select now() as now`.execute(db);
  return rows[0]?.now.getTime() ?? Date.now();
}

/** The card at the same place as `due`. */
function cardOf(where: ExpressionBuilder<LedgerTables & { due: DeliveriesTable }, 'due'>) {
  return where
    .selectFrom('deliveries as card')
    .select('card.id')
    .whereRef('card.request_id', '=', 'due.request_id')
    .whereRef('card.channel', '=', 'due.channel')
    .whereRef('card.target', '=', 'due.target')
    .where('card.kind', '=', 'card');
}

/**
 * Leases due deliveries of one channel, oldest due first. A reminder is due once its card shows the move that it calls for, or was given up; a
 * note too, where there is a card at all. Rows that another process leased are skipped; the database's clock decides, so that processes whose clocks differ do not take each other's work.
 */
export async function leaseDeliveries(db: DbOrTx, channel: ChannelName, limit: number, leaseMs: number): Promise<LeasedDelivery[]> {
  const due = db
    .selectFrom('deliveries as due')
    .select('due.id')
    .where('due.channel', '=', channel)
    .where('due.failed', '=', false)
    .whereRef('due.shown_move', '<', 'due.wanted_move')
    .where('due.next_attempt_at', '<=', sql<Date>`now()`)
    .where((where) => where.or([where('due.leased_until', 'is', null), where('due.leased_until', '<', sql<Date>`now()`)]))
    .where((where) =>
      where.or([
        where('due.kind', 'not in', ['reminder', 'note']),
        where.exists(
          cardOf(where).where((card) =>
            card.or([card('card.shown_move', '>=', card.ref('due.wanted_move')), card('card.failed', '=', true)]),
          ),
        ),
        where.and([where('due.kind', '=', 'note'), where.not(where.exists(cardOf(where)))]),
      ]),
    )
    .orderBy('due.next_attempt_at')
    .orderBy('due.id')
    .limit(limit)
    .forUpdate()
    .skipLocked();
  const rows = await db
    .updateTable('deliveries')
    // Whole milliseconds: the fence must survive the way through a JavaScript Date.
    .set({
      leased_until: sql<Date>`date_trunc('milliseconds', now() + make_interval(secs => ${leaseMs / 1000}))`,
      attempts: sql<number>`attempts + 1`,
    })
    .where('id', 'in', due)
    .returning((row) => [
      'deliveries.id',
      'deliveries.request_id',
      'deliveries.channel',
      'deliveries.target',
      'deliveries.kind',
      'deliveries.topic',
      'deliveries.refs',
      'deliveries.message',
      'deliveries.wanted_move',
      'deliveries.attempts',
      'deliveries.created_at',
      'deliveries.leased_until',
      row
        .selectFrom('deliveries as card')
        .select('card.message')
        .whereRef('card.request_id', '=', 'deliveries.request_id')
        .whereRef('card.channel', '=', 'deliveries.channel')
        .whereRef('card.target', '=', 'deliveries.target')
        .where('card.kind', '=', 'card')
        .as('card'),
    ])
    .execute();
  return rows.map((row) => ({
    id: row.id,
    requestId: row.request_id,
    channel: row.channel,
    target: row.target,
    kind: row.kind,
    topic: row.topic,
    refs: row.refs,
    message: row.message,
    card: row.card,
    wantedMove: row.wanted_move,
    attempts: row.attempts,
    createdAt: row.created_at,
    leasedUntil: row.leased_until as Date,
  }));
}

/** The move `shownMove` is on the surface. If the lease was lost meanwhile, the card may show an older move than recorded: it is due again. */
export async function recordDelivered(db: DbOrTx, leased: LeasedDelivery, shownMove: number, message: JsonObject): Promise<void> {
  const held = await db
    .updateTable('deliveries')
    .set({
      shown_move: shownMove,
      message: json(message),
      attempts: 0,
      error: null,
      leased_until: null,
      next_attempt_at: sql<Date>`now()`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', leased.id)
    .where('leased_until', '=', leased.leasedUntil)
    .executeTakeFirst();
  if (held.numUpdatedRows > 0n) return;
  await db
    .updateTable('deliveries')
    .set({ shown_move: sql<number>`least(shown_move, ${shownMove})` })
    .where('id', '=', leased.id)
    .execute();
}

/** Not yet: again after `afterMs`. `message` keeps what was reached on the way, null: nothing new. */
export async function recordLater(
  db: DbOrTx,
  leased: LeasedDelivery,
  later: { afterMs: number; error: string; message: JsonObject | null; countsAsAttempt: boolean },
): Promise<void> {
  await noteChannelError(db, leased, later.error);
  await db
    .updateTable('deliveries')
    .set({
      error: later.error,
      leased_until: null,
      attempts: later.countsAsAttempt ? leased.attempts : leased.attempts - 1,
      next_attempt_at: sql<Date>`now() + make_interval(secs => ${later.afterMs / 1000})`,
      updated_at: sql<Date>`now()`,
      ...(later.message === null ? {} : { message: json(later.message) }),
    })
    .where('id', '=', leased.id)
    .where('leased_until', '=', leased.leasedUntil)
    .execute();
}

/** Given up until a move raises it again or a process starts anew. */
export async function recordFailed(db: DbOrTx, leased: LeasedDelivery, error: string): Promise<void> {
  await noteChannelError(db, leased, error);
  await db
    .updateTable('deliveries')
    .set({ error, failed: true, leased_until: null, updated_at: sql<Date>`now()` })
    .where('id', '=', leased.id)
    .where('leased_until', '=', leased.leasedUntil)
    .execute();
}

/** Tries again what failed for requests that are still open: whoever restarts a process has often just repaired a token or a channel. */
export async function reviveFailed(db: DbOrTx, channels: readonly ChannelName[]): Promise<number> {
  if (channels.length === 0) return 0;
  const result = await db
    .updateTable('deliveries')
    .set({ failed: false, attempts: 0, next_attempt_at: sql<Date>`now()` })
    .where('failed', '=', true)
    .where('channel', 'in', [...channels])
    .where('request_id', 'in', (where) =>
      where
        .selectFrom('requests')
        .select('id')
        .where('status', 'in', ['proposing', 'pending', 'revising', 'approved', 'executing', 'unknown']),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

const triedAgain = {
  attempts: sql<number>`case when deliveries.failed then 0 else deliveries.attempts end`,
  next_attempt_at: sql<Date>`case when deliveries.failed then now() else deliveries.next_attempt_at end`,
  failed: false,
};

function newRow(place: Place, kind: DeliveryKind) {
  return {
    id: newId('dlv'),
    request_id: place.requestId,
    channel: place.channel,
    target: place.target,
    kind,
    message: null,
    shown_move: NOTHING_SHOWN,
    attempts: 0,
    leased_until: null,
    error: null,
  };
}
