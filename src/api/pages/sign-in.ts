import { Router, type Request, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { createSession, deleteExpired, deleteSession } from '../../ledger/sessions.js';
import { consumeSignInLink, peekSignInLink, type LinkState } from '../../ledger/sign-in-links.js';
import { assertNever } from '../../contracts/assert-never.js';
import type { ApiDeps } from '../deps.js';
import { localPath } from '../local-path.js';
import { ProblemError, sendProblem } from '../problem.js';
import { clearSessionCookie, sessionToken, setSessionCookie } from './cookies.js';
import { readForm } from './form-body.js';
import { html, type Html } from './html.js';
import { sendPage } from './layout.js';
import { requireCsrf, requireSameOrigin, visitorOf } from './visitor.js';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
/** Guessing a token is hopeless; this keeps a flood away from the database. A whole office may share one address. */
const TRIES_PER_MINUTE = 60;

function limited(): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: TRIES_PER_MINUTE,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Behind a proxy all callers share its address; the header that names others is the callers' to forge, so it is not read.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (_req, res) =>
      sendProblem(res, new ProblemError('too_many_requests', 'Too many attempts to sign in. Please wait a minute.').problem),
  });
}

function confirm(token: string, personName: string): Html {
  return html`<div class="narrow card">
    <h1>Sign in as ${personName}?</h1>
    <p class="lead">This link works once, for ${personName} only. If that is not you, close this page.</p>
    <form method="post" action="/sign-in">
      <input type="hidden" name="token" value="${token}" /><button class="primary wide">Sign in</button>
    </form>
  </div>`;
}

/** How to get in, and nothing about the request that the visitor came for. */
export function howToSignIn(heading: string, why: string): Html {
  return html`<div class="narrow card">
    <h1>${heading}</h1>
    <p class="lead">${why}</p>
    <h2>How to get a sign-in link</h2>
    <ul>
      <li>Ask whoever administers this Countersign. They make one with <code>countersign people sign-in-link &lt;your id&gt;</code>.</li>
      <li>With a key of your own, make it yourself: <code>countersign people sign-in-link --open</code>.</li>
    </ul>
    <p class="lead">A link works once and for 15 minutes. Afterwards this browser stays signed in for 12 hours.</p>
  </div>`;
}

function unusable(state: Exclude<LinkState, { kind: 'usable' }>): Html {
  switch (state.kind) {
    case 'used':
      return howToSignIn('This link was used already', 'Each link signs in once. If it was not you who used it, tell your administrator.');
    case 'expired':
      return howToSignIn('This link is too old', 'Links work for 15 minutes. Please get a new one.');
    case 'unknown':
      return howToSignIn(
        'This link is not valid',
        'It may have been cut off on its way. Please copy the whole address, or get a new link.',
      );
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
  const limit = limited();

  router.get('/sign-in', limit, async (req, res) => {
    const token = tokenIn(req);
    if (token === null) {
      return sendPage(res, 200, {
        title: 'Sign in',
        visitor: null,
        body: howToSignIn('Sign in', 'Countersign signs people in by one-time links.'),
      });
    }
    const state: LinkState = TOKEN.test(token) ? await peekSignInLink(db, token, clock()) : { kind: 'unknown' };
    const usable = state.kind === 'usable';
    sendPage(res, usable ? 200 : 410, {
      title: 'Sign in',
      visitor: null,
      body: usable ? confirm(token, state.personName) : unusable(state),
    });
  });

  router.post('/sign-in', limit, async (req, res) => {
    requireSameOrigin(req);
    const token = (await readForm(req)).get('token') ?? '';
    const link = TOKEN.test(token) ? await consumeSignInLink(db, token, clock()) : null;
    if (!link) {
      const state: LinkState = TOKEN.test(token) ? await peekSignInLink(db, token, clock()) : { kind: 'unknown' };
      const body = unusable(state.kind === 'usable' ? { kind: 'unknown' } : state);
      return sendPage(res, 410, { title: 'Sign in', visitor: null, body });
    }
    const before = sessionToken(req, config.publicUrl);
    if (before !== null) await deleteSession(db, before);
    const { token: session } = await createSession(db, link.personId, clock());
    await deleteExpired(db, clock());
    setSessionCookie(res, session, config.publicUrl);
    deps.log.info({ signedIn: link.personId }, 'signed in');
    res.set('cache-control', 'no-store').redirect(303, localPath(link.nextPath));
  });

  router.post('/sign-out', async (req, res) => {
    requireSameOrigin(req);
    const visitor = await visitorOf(req, deps);
    const token = sessionToken(req, config.publicUrl);
    if (visitor && token !== null) {
      requireCsrf(visitor, await readForm(req));
      await deleteSession(db, token);
    }
    clearSessionCookie(res, config.publicUrl);
    res.set('cache-control', 'no-store').redirect(303, '/');
  });
  return router;
}
