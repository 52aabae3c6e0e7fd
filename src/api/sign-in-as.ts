import type { Request, Response } from 'express';
import { deleteExpired, replaceSession, type Proof } from '../ledger/sessions.js';
import type { ApiDeps } from './deps.js';
import { localPath } from './local-path.js';
import { forgetPath, rememberedPath, sessionToken, setSessionCookie } from './pages/cookies.js';

/** Signs a person in with this browser, in place of whoever was, and sends it to where it wanted to go. */
export async function signInAs(
  req: Request,
  res: Response,
  deps: Pick<ApiDeps, 'db' | 'clock' | 'config' | 'log'>,
  signedIn: { personId: string; nextPath: string; proof: Proof; by: 'link' | 'oidc' },
): Promise<void> {
  const { db, clock, log } = deps;
  const { publicUrl } = deps.config;
  const { personId, proof, by } = signedIn;
  const token = await replaceSession(db, { personId, before: sessionToken(req, publicUrl), proof }, clock());
  await deleteExpired(db, clock());
  setSessionCookie(res, token, publicUrl);
  log.info({ signedIn: personId, by }, 'signed in');
  // A link from the command line leads to the start page; who was on the way to a request lands there.
  const wanted = localPath(signedIn.nextPath);
  const next = wanted === '/' ? localPath(rememberedPath(req, publicUrl) ?? '/') : wanted;
  forgetPath(res, publicUrl);
  res.set('cache-control', 'no-store').redirect(303, next);
}
