import type { Request } from 'express';
import type { Principal } from '../contracts/principal.js';
import { principalOfKey } from '../ledger/keys.js';
import { hasPermission } from '../ledger/people.js';
import type { Session } from '../ledger/sessions.js';
import type { ApiDeps } from './deps.js';
import { requireCsrfToken, requireSameOrigin, visitorOf } from './pages/visitor.js';
import { ProblemError } from './problem.js';

const BEARER = /^Bearer (csk_[A-Za-z0-9_-]{20,200})$/i;
/** Methods that change nothing: another site can make a browser send them, and learns nothing from that. */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The header that carries the session's token with everything that changes something. */
const CSRF_HEADER = 'x-countersign-csrf';

export interface Caller {
  by: Principal;
  /** The session that the call came with; null: a key. */
  session: Session | null;
}

/**
 * Who calls: the principal of the `Authorization: Bearer csk_…` header, or whoever is signed in with this browser. A key that is sent decides
 * alone, also where it is wrong: the cookie is then not looked at. Throws 401 problems, and 403 for a call that another site may have made.
 */
export async function authenticate(req: Request, deps: Pick<ApiDeps, 'db' | 'clock' | 'config'>): Promise<Caller> {
  const header = req.headers.authorization;
  if (header !== undefined) return { by: await holderOf(header, deps), session: null };
  const session = await visitorOf(req, deps);
  if (!session)
    throw new ProblemError('missing_credentials', 'Send your key as "Authorization: Bearer csk_…", or sign in with this browser.');
  if (!SAFE.has(req.method)) {
    requireSameOrigin(req);
    const given = req.headers[CSRF_HEADER];
    requireCsrfToken(session, typeof given === 'string' ? given : '');
  }
  return { by: { kind: 'person', personId: session.person.id }, session };
}

async function holderOf(header: string, deps: Pick<ApiDeps, 'db' | 'clock'>): Promise<Principal> {
  const key = BEARER.exec(header)?.[1];
  const principal = key === undefined ? null : await principalOfKey(deps.db, key, deps.clock());
  if (!principal) throw new ProblemError('invalid_credentials', 'This key is unknown or revoked, or it is no "Bearer csk_…" key.');
  return principal;
}

/** Whether this principal administers: an admin key, or a person who holds the permission now. */
export async function isAdmin(by: Principal, deps: Pick<ApiDeps, 'db'>): Promise<boolean> {
  return by.kind === 'admin' || (by.kind === 'person' && (await hasPermission(deps.db, by.personId, 'admin')));
}

export async function requireAdmin(by: Principal, deps: Pick<ApiDeps, 'db'>): Promise<void> {
  if (!(await isAdmin(by, deps))) throw new ProblemError('forbidden', 'Only an administrator may do this: an admin key, or a manager.');
}
