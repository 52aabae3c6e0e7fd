import { Router } from 'express';
import { deleteSession, deleteSessionsOf } from '../../ledger/sessions.js';
import type { ApiDeps } from '../deps.js';
import { clearSessionCookie, sessionToken } from './cookies.js';
import { readForm } from './form-body.js';
import { html } from './html.js';
import { sendPage } from './layout.js';
import { requireCsrf, requireSameOrigin, visitorOf } from './visitor.js';

/** Signing out by a form, of this browser or everywhere; and of the provider, for whoever wants that as well. */
export function signOut(deps: ApiDeps): Router {
  const { db, config, oidc } = deps;
  const router = Router();

  router.post('/sign-out', async (req, res) => {
    requireSameOrigin(req);
    const visitor = await visitorOf(req, deps);
    const token = sessionToken(req, config.publicUrl);
    if (visitor && token !== null) {
      const form = await readForm(req);
      requireCsrf(visitor, form);
      if (form.get('everywhere') === 'true') await deleteSessionsOf(db, visitor.person.id);
      else await deleteSession(db, token);
      deps.log.info({ signedOut: visitor.person.id, everywhere: form.get('everywhere') === 'true' }, 'signed out');
    }
    clearSessionCookie(res, config.publicUrl);
    const providerUrl = visitor?.idToken && oidc ? await oidc.signOutUrl(visitor.idToken) : null;
    if (oidc === null || providerUrl === null) return void res.set('cache-control', 'no-store').redirect(303, '/');
    sendPage(res, 200, {
      title: 'Signed out',
      visitor: null,
      body: html`<div class="narrow card">
        <h1>You are signed out here</h1>
        <p class="lead">You may still be signed in at ${oidc.name}, where whoever uses this browser next could sign in again.</p>
        <p><a class="button primary wide" href="${providerUrl}">Sign out of ${oidc.name} too</a></p>
        <p><a class="button wide" href="/sign-in">Sign in again</a></p>
      </div>`,
    });
  });
  return router;
}
