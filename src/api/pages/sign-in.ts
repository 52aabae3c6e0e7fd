import { Router, type Request } from 'express';
import { consumeSignInLink, peekSignInLink, type LinkState } from '../../ledger/sign-in-links.js';
import { assertNever } from '../../contracts/assert-never.js';
import type { ApiDeps } from '../deps.js';
import { signInAs } from '../sign-in-as.js';
import { rememberPath } from './cookies.js';
import { readForm } from './form-body.js';
import { howToSignIn } from './how-to-sign-in.js';
import { html, type Html } from './html.js';
import { sendPage } from './layout.js';
import { nextIn } from './next.js';
import { signInLimit } from './sign-in-limit.js';
import { requireSameOrigin } from './visitor.js';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

function confirm(token: string, personName: string): Html {
  return html`<div class="narrow card">
    <h1>Sign in as ${personName}?</h1>
    <p class="lead">This link works once, for ${personName} only. If that is not you, close this page.</p>
    <form method="post" action="/sign-in">
      <input type="hidden" name="token" value="${token}" /><button class="primary wide">Sign in</button>
    </form>
  </div>`;
}

function unusable(deps: ApiDeps, state: Exclude<LinkState, { kind: 'usable' }>): Html {
  const say = (heading: string, why: string) => howToSignIn({ heading, why, next: '/' }, deps);
  switch (state.kind) {
    case 'used':
      return say('This link was used already', 'Each link signs in once. If it was not you who used it, tell your administrator.');
    case 'expired':
      return say('This link is too old', 'Links work for 15 minutes. Please get a new one.');
    case 'unknown':
      return say('This link is not valid', 'It may have been cut off on its way. Please copy the whole address, or get a new link.');
    default:
      return assertNever(state);
  }
}

function tokenIn(req: Request): string | null {
  return new URL(req.originalUrl, 'http://local').searchParams.get('token');
}

/**
 * Signing in by one-time link. GET and HEAD only look, so that mail scanners and previews neither use a link up nor sign anybody in; the
 * button's POST uses it up and starts a new session.
 */
export function signIn(deps: ApiDeps): Router {
  const { db, clock, config } = deps;
  const router = Router();
  const limit = signInLimit(60);

  router.get('/sign-in', limit, async (req, res) => {
    const token = tokenIn(req);
    if (token === null) {
      const next = nextIn(req);
      if (next !== '/') rememberPath(res, next, config.publicUrl);
      const why = deps.oidc ? 'Approve, deny and read what agents ask for.' : 'Countersign signs people in by one-time links.';
      return sendPage(res, 200, { title: 'Sign in', visitor: null, body: howToSignIn({ heading: 'Sign in', why, next }, deps) });
    }
    const state: LinkState = TOKEN.test(token) ? await peekSignInLink(db, token, clock()) : { kind: 'unknown' };
    const usable = state.kind === 'usable';
    sendPage(res, usable ? 200 : 410, {
      title: 'Sign in',
      visitor: null,
      body: usable ? confirm(token, state.personName) : unusable(deps, state),
    });
  });

  router.post('/sign-in', limit, async (req, res) => {
    requireSameOrigin(req);
    const token = (await readForm(req)).get('token') ?? '';
    const link = TOKEN.test(token) ? await consumeSignInLink(db, token, clock()) : null;
    if (!link) {
      const state: LinkState = TOKEN.test(token) ? await peekSignInLink(db, token, clock()) : { kind: 'unknown' };
      const body = unusable(deps, state.kind === 'usable' ? { kind: 'unknown' } : state);
      return sendPage(res, 410, { title: 'Sign in', visitor: null, body });
    }
    // A link comes from a key, or from an administrator: whoever uses it proves who they are at this moment.
    await signInAs(req, res, deps, { ...link, proof: { authenticatedAt: new Date(clock()), idToken: null }, by: 'link' });
  });
  return router;
}
