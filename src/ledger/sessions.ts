import type { Permission, Role } from '../contracts/principal.js';
import type { Db, DbOrTx } from './ledger.js';
import { deleteSubscriptionsOf, deleteSubscriptionsOfSession, moveSubscriptions } from './push-subscriptions.js';
import { roleOf } from './roles.js';
import { hashSecret, newSecret } from './secrets.js';

/** A working day: whoever decides every morning signs in every morning. */
export const SESSION_MS = 12 * 3_600_000;

export interface Session {
  person: { id: string; name: string; role: Role; permissions: Permission[] };
  /** Carried by each form of this session; a form of another site does not know it. */
  csrf: string;
  signedInAt: Date;
  expiresAt: Date;
  /** When the person proved who they are; null: the provider did not say. */
  authenticatedAt: Date | null;
  /** Of the provider that the sign-in came from; null: a one-time link. */
  idToken: string | null;
}

/** How somebody has just proved who they are. */
export interface Proof {
  authenticatedAt: Date | null;
  idToken: string | null;
}

/** A new session, always with a new id, so that one planted before signing in is worth nothing. `token` goes into the cookie only. */
export async function createSession(
  db: DbOrTx,
  personId: string,
  nowMs: number,
  given: { proof?: Proof; csrf?: string | undefined } = {},
): Promise<{ token: string; expiresAt: Date }> {
  const token = newSecret();
  const expiresAt = new Date(nowMs + SESSION_MS);
  const { proof = { authenticatedAt: new Date(nowMs), idToken: null }, csrf = newSecret() } = given;
  await db
    .insertInto('sessions')
    .values({
      hash: hashSecret(token),
      person_id: personId,
      csrf,
      created_at: new Date(nowMs),
      expires_at: expiresAt,
      authenticated_at: proof.authenticatedAt,
      id_token: proof.idToken,
    })
    .execute();
  return { token, expiresAt };
}

/**
 * Signs a person in where a browser has brought the token of an earlier session, which ends. Of the same person that is a renewal: the forms of its
 * other tabs stay good, and its notifications go on. Answers the new token.
 */
export async function replaceSession(
  db: Db,
  { personId, before, proof }: { personId: string; before: string | null; proof: Proof },
  nowMs: number,
): Promise<string> {
  return db.transaction().execute(async (tx) => {
    const old = before === null ? null : await findSession(tx, before, nowMs);
    const renewed = old?.person.id === personId ? old : null;
    const { token } = await createSession(tx, personId, nowMs, { proof, csrf: renewed?.csrf });
    if (before !== null) {
      if (renewed) await moveSubscriptions(tx, hashSecret(before), hashSecret(token));
      await deleteSession(tx, before);
    }
    return token;
  });
}

/** Null for one that is unknown or over, or whose person was deactivated. */
export async function findSession(db: DbOrTx, token: string, nowMs: number): Promise<Session | null> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('people', 'people.id', 'sessions.person_id')
    .where('sessions.hash', '=', hashSecret(token))
    .where('sessions.expires_at', '>', new Date(nowMs))
    .where('people.active', '=', true)
    .select(['people.id', 'people.name', 'people.permissions', 'people.viewer', 'sessions.csrf'])
    .select(['sessions.created_at', 'sessions.expires_at', 'sessions.authenticated_at', 'sessions.id_token'])
    .executeTakeFirst();
  if (!row) return null;
  return {
    person: { id: row.id, name: row.name, role: roleOf(row), permissions: row.permissions },
    csrf: row.csrf,
    signedInAt: row.created_at,
    expiresAt: row.expires_at,
    authenticatedAt: row.authenticated_at,
    idToken: row.id_token,
  };
}

export async function deleteSession(db: DbOrTx, token: string): Promise<void> {
  await deleteSubscriptionsOfSession(db, hashSecret(token));
  await db.deleteFrom('sessions').where('hash', '=', hashSecret(token)).execute();
}

/** Signs a person out everywhere: when they are deactivated, or ask for it. */
export async function deleteSessionsOf(db: DbOrTx, personId: string): Promise<void> {
  await deleteSubscriptionsOf(db, personId);
  await db.deleteFrom('sessions').where('person_id', '=', personId).execute();
}

/** Forgets what is over; sign-in links are kept a day longer, so that a used one can say that it was used. */
export async function deleteExpired(db: DbOrTx, nowMs: number): Promise<void> {
  await db.deleteFrom('sessions').where('expires_at', '<', new Date(nowMs)).execute();
  await db.deleteFrom('oidc_flows').where('expires_at', '<', new Date(nowMs)).execute();
  await db
    .deleteFrom('sign_in_links')
    .where('expires_at', '<', new Date(nowMs - 86_400_000))
    .execute();
}
