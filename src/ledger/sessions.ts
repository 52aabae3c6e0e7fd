import type { Permission, Role } from '../contracts/principal.js';
import type { DbOrTx } from './ledger.js';
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
  proof: Proof = { authenticatedAt: new Date(nowMs), idToken: null },
): Promise<{ token: string; expiresAt: Date }> {
  const token = newSecret();
  const expiresAt = new Date(nowMs + SESSION_MS);
  await db
    .insertInto('sessions')
    .values({
      hash: hashSecret(token),
      person_id: personId,
      csrf: newSecret(),
      created_at: new Date(nowMs),
      expires_at: expiresAt,
      authenticated_at: proof.authenticatedAt,
      id_token: proof.idToken,
    })
    .execute();
  return { token, expiresAt };
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
  await db.deleteFrom('sessions').where('hash', '=', hashSecret(token)).execute();
}

/** Signs a person out everywhere: when they are deactivated, or ask for it. */
export async function deleteSessionsOf(db: DbOrTx, personId: string): Promise<void> {
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
