import type { DbOrTx } from './ledger.js';
import { hashSecret, newSecret } from './secrets.js';

/** Long enough to change devices, short enough that a forgotten message opens nothing. */
export const SIGN_IN_LINK_MS = 15 * 60_000;

/** A link that signs this person in once. `token` is told once and not kept; `nextPath` is where they land. */
export async function createSignInLink(
  db: DbOrTx,
  link: { personId: string; nextPath: string },
  nowMs: number,
): Promise<{ token: string; expiresAt: Date }> {
  const token = newSecret();
  const expiresAt = new Date(nowMs + SIGN_IN_LINK_MS);
  await db
    .insertInto('sign_in_links')
    .values({ hash: hashSecret(token), person_id: link.personId, next_path: link.nextPath, expires_at: expiresAt })
    .execute();
  return { token, expiresAt };
}

export type LinkState =
  { kind: 'usable'; personName: string; nextPath: string } | { kind: 'used' } | { kind: 'expired' } | { kind: 'unknown' };

/** Looks at a link without using it: whoever merely fetches it (a mail scanner, a preview) changes nothing. */
export async function peekSignInLink(db: DbOrTx, token: string, nowMs: number): Promise<LinkState> {
  const row = await db
    .selectFrom('sign_in_links as link')
    .innerJoin('people', 'people.id', 'link.person_id')
    .where('link.hash', '=', hashSecret(token))
    .select(['people.name', 'people.active', 'link.next_path', 'link.used_at', 'link.expires_at'])
    .executeTakeFirst();
  if (!row || !row.active) return { kind: 'unknown' };
  if (row.used_at) return { kind: 'used' };
  if (row.expires_at.getTime() <= nowMs) return { kind: 'expired' };
  return { kind: 'usable', personName: row.name, nextPath: row.next_path };
}

/** Uses a link up: of two that try at once, one gets it. Null if it is unknown, used or over. */
export async function consumeSignInLink(db: DbOrTx, token: string, nowMs: number): Promise<{ personId: string; nextPath: string } | null> {
  const now = new Date(nowMs);
  const row = await db
    .updateTable('sign_in_links as link')
    .from('people')
    .whereRef('people.id', '=', 'link.person_id')
    .where('people.active', '=', true)
    .where('link.hash', '=', hashSecret(token))
    .where('link.used_at', 'is', null)
    .where('link.expires_at', '>', now)
    .set({ used_at: now })
    .returning(['link.person_id', 'link.next_path'])
    .executeTakeFirst();
  return row ? { personId: row.person_id, nextPath: row.next_path } : null;
}
