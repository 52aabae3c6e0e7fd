import { sql } from 'kysely';
import type { Db, DbOrTx } from './ledger.js';
import { newId } from './new-id.js';

/** One browser of a person that takes push messages. */
export interface PushSubscription {
  id: string;
  personId: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  /** The key of ours that the browser was subscribed to. */
  vapidKey: string;
}

export interface PushDevice {
  id: string;
  label: string;
  createdAt: Date;
  /** When the push service last took a message for it; null: never yet. */
  takenAt: Date | null;
}

export interface NewSubscription extends Omit<PushSubscription, 'id'> {
  label: string;
  /** Hash of the session that it was made in: signing out there ends it. */
  sessionHash: string | null;
}

/** More than anybody carries about; the oldest goes. */
const MOST_DEVICES = 20;

/**
 * A browser says where it is reached; again whenever the application is opened, which changes nothing but its session. Where somebody else had
 * used that browser it is theirs no more, and gets a new id: what was on its way to them is not shown to the next.
 */
export async function saveSubscription(db: Db, made: NewSubscription): Promise<PushDevice> {
  return db.transaction().execute(async (tx) => {
    await tx
      .deleteFrom('push_subscriptions')
      .where('endpoint', '=', made.endpoint)
      .where((where) => where.or([where('person_id', '<>', made.personId), where('vapid_key', '<>', made.vapidKey)]))
      .execute();
    const { label, p256dh, auth, sessionHash: session_hash } = made;
    const row = await tx
      .insertInto('push_subscriptions')
      .values({
        id: newId('psh'),
        person_id: made.personId,
        endpoint: made.endpoint,
        vapid_key: made.vapidKey,
        ...{ label, p256dh, auth, session_hash },
      })
      .onConflict((conflict) => conflict.column('endpoint').doUpdateSet({ label, p256dh, auth, session_hash }))
      .returning(DEVICE)
      .executeTakeFirstOrThrow();
    const kept = tx
      .selectFrom('push_subscriptions')
      .select('id')
      .where('person_id', '=', made.personId)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(MOST_DEVICES);
    await tx.deleteFrom('push_subscriptions').where('person_id', '=', made.personId).where('id', 'not in', kept).execute();
    return row;
  });
}

const DEVICE = ['id', 'label', 'created_at as createdAt', 'taken_at as takenAt'] as const;

export async function listDevices(db: DbOrTx, personId: string): Promise<PushDevice[]> {
  return db
    .selectFrom('push_subscriptions')
    .select(DEVICE)
    .where('person_id', '=', personId)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
}

/** Undefined where it was removed, or its person is not active any more. */
export async function findSubscription(db: DbOrTx, id: string): Promise<PushSubscription | undefined> {
  return db
    .selectFrom('push_subscriptions')
    .innerJoin('people', 'people.id', 'push_subscriptions.person_id')
    .select([
      'push_subscriptions.id',
      'push_subscriptions.person_id as personId',
      'endpoint',
      'p256dh',
      'auth',
      'push_subscriptions.vapid_key as vapidKey',
    ])
    .where('push_subscriptions.id', '=', id)
    .where('people.active', '=', true)
    .executeTakeFirst();
}

/** How many browsers take messages, of how many people. */
export async function countDevices(db: DbOrTx): Promise<{ browsers: number; people: number }> {
  const { rows } = await sql<{ browsers: string; people: string }>`
    select count(*) as browsers, count(distinct person_id) as people from push_subscriptions`.execute(db);
  return { browsers: Number(rows[0]?.browsers ?? 0), people: Number(rows[0]?.people ?? 0) };
}

export async function noteTaken(db: DbOrTx, id: string): Promise<void> {
  await db
    .updateTable('push_subscriptions')
    .set({ taken_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
}

/** False where this person has no such browser. */
export async function deleteSubscription(db: DbOrTx, personId: string, id: string): Promise<boolean> {
  const result = await db.deleteFrom('push_subscriptions').where('person_id', '=', personId).where('id', '=', id).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** A session that was renewed goes on under another id. */
export async function moveSubscriptions(db: DbOrTx, from: string, to: string): Promise<void> {
  await db.updateTable('push_subscriptions').set({ session_hash: to }).where('session_hash', '=', from).execute();
}

/** Whoever signs out of a browser is not rung there any more. */
export async function deleteSubscriptionsOfSession(db: DbOrTx, sessionHash: string): Promise<void> {
  await db.deleteFrom('push_subscriptions').where('session_hash', '=', sessionHash).execute();
}

/** Signed out everywhere: a phone that was lost shows nothing any more. */
export async function deleteSubscriptionsOf(db: DbOrTx, personId: string): Promise<void> {
  await db.deleteFrom('push_subscriptions').where('person_id', '=', personId).execute();
}
