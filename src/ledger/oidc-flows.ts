import type { DbOrTx } from './ledger.js';
import { hashSecret } from './secrets.js';

/** Long enough for a second factor that has to be looked for; short enough that a forgotten tab opens nothing. */
export const OIDC_FLOW_MS = 10 * 60_000;

/** Why somebody is on the way to the provider, and who they are here where they are somebody already. */
export type OidcPurpose =
  | { kind: 'sign_in' }
  | { kind: 'renew'; personId: string }
  | { kind: 'link'; personId: string }
  /** Back again: the account that is to be linked waits for the person's word. */
  | { kind: 'confirm'; personId: string; subject: string };

export interface OidcFlow {
  purpose: OidcPurpose;
  nextPath: string;
  createdAt: Date;
}

/** Remembers a way that begins. `secret` comes back once; `browser` is the cookie of the browser that may bring it. */
export async function insertOidcFlow(
  db: DbOrTx,
  keys: { secret: string; browser: string },
  { purpose, nextPath, createdAt }: OidcFlow,
): Promise<void> {
  await db
    .insertInto('oidc_flows')
    .values({
      hash: hashSecret(keys.secret),
      browser: hashSecret(keys.browser),
      purpose: purpose.kind,
      person_id: purpose.kind === 'sign_in' ? null : purpose.personId,
      subject: purpose.kind === 'confirm' ? purpose.subject : null,
      next_path: nextPath,
      created_at: createdAt,
      expires_at: new Date(createdAt.getTime() + OIDC_FLOW_MS),
    })
    .execute();
}

/** Uses a way up: of two that come back with it at once, one gets it. Null where it is unknown, used, over, or another browser's. */
export async function takeOidcFlow(db: DbOrTx, keys: { secret: string; browser: string }, nowMs: number): Promise<OidcFlow | null> {
  const row = await db
    .deleteFrom('oidc_flows')
    .where('hash', '=', hashSecret(keys.secret))
    .where('browser', '=', hashSecret(keys.browser))
    .where('expires_at', '>', new Date(nowMs))
    .returningAll()
    .executeTakeFirst();
  if (!row) return null;
  const { purpose, person_id: personId, subject, next_path: nextPath, created_at: createdAt } = row;
  return { purpose: purposeOf(purpose, personId ?? '', subject ?? ''), nextPath, createdAt };
}

function purposeOf(kind: OidcPurpose['kind'], personId: string, subject: string): OidcPurpose {
  switch (kind) {
    case 'sign_in':
      return { kind };
    case 'confirm':
      return { kind, personId, subject };
    case 'renew':
    case 'link':
      return { kind, personId };
  }
}
