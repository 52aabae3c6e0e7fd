import { timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { findSession, type Session } from '../../ledger/sessions.js';
import type { ApiDeps } from '../deps.js';
import { ProblemError } from '../problem.js';
import { sessionToken } from './cookies.js';
import type { FormBody } from './form-body.js';

/** Who looks at the page; null: nobody is signed in. */
export async function visitorOf(req: Request, deps: Pick<ApiDeps, 'db' | 'clock' | 'config'>): Promise<Session | null> {
  const token = sessionToken(req, deps.config.publicUrl);
  return token === null ? null : findSession(deps.db, token, deps.clock());
}

/**
 * Refuses forms that another site sent. Browsers name the origin with every POST; where one is missing (an old browser, a tool) the form's
 * token alone decides.
 */
export function requireSameOrigin(req: Request): void {
  const { origin, host } = req.headers;
  const site = req.headers['sec-fetch-site'];
  const foreign = (site !== undefined && site !== 'same-origin') || (origin !== undefined && hostOf(origin) !== host);
  if (foreign) throw new ProblemError('bad_origin', 'This was sent from another site. Open the page here and decide on it.');
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** Refuses a form that was not made for this session. */
export function requireCsrf(session: Session, form: FormBody): void {
  requireCsrfToken(session, form.get('csrf') ?? '');
}

/** Refuses whatever does not carry the token of this session: another site, or a page that was opened by somebody else. */
export function requireCsrfToken(session: Session, token: string): void {
  const given = Buffer.from(token);
  const wanted = Buffer.from(session.csrf);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new ProblemError('bad_origin', 'This belongs to another session. Reload the page and decide again; nothing was recorded.');
  }
}
