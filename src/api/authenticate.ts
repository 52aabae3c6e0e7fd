import type { Request } from 'express';
import type { Principal } from '../contracts/principal.js';
import { principalOfKey } from '../ledger/keys.js';
import { hasPermission } from '../ledger/people.js';
import type { ApiDeps } from './deps.js';
import { ProblemError } from './problem.js';

const BEARER = /^Bearer (csk_[A-Za-z0-9_-]{20,200})$/i;

/** Who calls: the principal of the `Authorization: Bearer csk_…` header. Throws 401 problems. */
export async function authenticate(req: Request, deps: Pick<ApiDeps, 'db' | 'clock'>): Promise<Principal> {
  const header = req.headers.authorization;
  if (header === undefined) {
    throw new ProblemError('missing_credentials', 'Send your key as "Authorization: Bearer csk_…".');
  }
  const key = BEARER.exec(header)?.[1];
  const principal = key === undefined ? null : await principalOfKey(deps.db, key, deps.clock());
  if (!principal) throw new ProblemError('invalid_credentials', 'This key is unknown or revoked, or it is no "Bearer csk_…" key.');
  return principal;
}

/** Whether this principal administers: an admin key, or the key of a person who holds the permission now. */
export async function isAdmin(by: Principal, deps: Pick<ApiDeps, 'db'>): Promise<boolean> {
  return by.kind === 'admin' || (by.kind === 'person' && (await hasPermission(deps.db, by.personId, 'admin')));
}

export async function requireAdmin(by: Principal, deps: Pick<ApiDeps, 'db'>): Promise<void> {
  if (!(await isAdmin(by, deps))) throw new ProblemError('forbidden', 'Only an administrator may do this; use an admin key.');
}
