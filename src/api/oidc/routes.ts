import { Router, type Request, type Response } from 'express';
import { linkIdentity } from '../../ledger/identities.js';
import { insertOidcFlow, takeOidcFlow, type OidcFlow, type OidcPurpose } from '../../ledger/oidc-flows.js';
import { newSecret } from '../../ledger/secrets.js';
import type { Session } from '../../ledger/sessions.js';
import type { ApiDeps } from '../deps.js';
import { browserSecret, setBrowserSecret } from '../pages/cookies.js';
import { readForm } from '../pages/form-body.js';
import type { Html } from '../pages/html.js';
import { sendPage } from '../pages/layout.js';
import { nextIn } from '../pages/next.js';
import { signInLimit } from '../pages/sign-in-limit.js';
import { requireCsrf, requireSameOrigin, visitorOf } from '../pages/visitor.js';
import { signInAs } from '../sign-in-as.js';
import { isFresh, renewHref } from '../step-up.js';
import { ACCOUNT_PATH } from './account-page.js';
import { confirmLink, inactivePerson, lostWay, noProof, noRole, providerAway, refusedBy, somebodyElse, unknownAccount } from './pages.js';
import { personBehind } from './person.js';
import { CALLBACK_PATH, type Account, type OidcProvider } from './provider.js';
import { secretsOf } from './secrets.js';
import { whyRefused } from './why-refused.js';

const SECRET = /^[A-Za-z0-9_-]{43}$/;
/** Clocks of two machines differ by less, where anything works at all. */
const CLOCK_TOLERANCE_MS = 30_000;

function show(res: Response, status: number, body: Html, visitor: Session | null = null): void {
  sendPage(res, status, { title: 'Sign in', visitor, body });
}

/** The one value of a parameter; null where there is none, or several. */
function one(query: URLSearchParams, name: string): string | null {
  const values = query.getAll(name);
  return values.length === 1 ? (values[0] ?? null) : null;
}

/** Signing in at the identity provider: the authorization code flow with PKCE, for this browser alone, once. */
export function oidcRoutes(deps: ApiDeps, provider: OidcProvider): Router {
  const { db, clock, config, log } = deps;
  const router = Router();
  // Each sign-in takes two: the way there, and the way back.
  const limit = signInLimit(300);

  router.get('/sign-in/oidc', limit, async (req, res) => {
    const purpose = await purposeOf(req);
    const next = nextIn(req);
    if (purpose === 'stale') return void res.set('cache-control', 'no-store').redirect(303, renewHref(next));
    if (purpose === null) return void res.set('cache-control', 'no-store').redirect(303, `/sign-in?next=${encodeURIComponent(next)}`);
    const browser = browserSecret(req, config.publicUrl) ?? newSecret();
    const state = newSecret();
    try {
      const url = await provider.leave(secretsOf(browser, state), purpose.kind !== 'sign_in');
      await insertOidcFlow(db, { secret: state, browser }, { purpose, nextPath: next, createdAt: new Date(clock()) });
      setBrowserSecret(res, browser, config.publicUrl);
      res.set('cache-control', 'no-store').redirect(303, url.href);
    } catch (error) {
      log.error({ err: error, issuer: provider.issuer }, 'the identity provider cannot be used');
      show(res, 503, providerAway(provider));
    }
  });

  /** Null: somebody has to be signed in for this. `stale`: recently, because it makes a way to sign in. */
  async function purposeOf(req: Request): Promise<OidcPurpose | 'stale' | null> {
    const asked = new URL(req.originalUrl, 'http://local').searchParams.get('purpose');
    if (asked !== 'renew' && asked !== 'link') return { kind: 'sign_in' };
    const visitor = await visitorOf(req, deps);
    if (visitor && asked === 'link' && !isFresh(visitor, deps)) return 'stale';
    return visitor && { kind: asked, personId: visitor.person.id };
  }

  router.get(CALLBACK_PATH, limit, async (req, res) => {
    const { search, searchParams } = new URL(req.originalUrl, 'http://local');
    const [state, browser] = [one(searchParams, 'state'), browserSecret(req, config.publicUrl)];
    const flow =
      state !== null && SECRET.test(state) && browser !== null ? await takeOidcFlow(db, { secret: state, browser }, clock()) : null;
    if (state === null || browser === null || flow === null) return show(res, 400, lostWay());
    let account: Account;
    try {
      account = await provider.comeBack(search, secretsOf(browser, state));
    } catch (error) {
      const why = whyRefused(error);
      log.warn({ err: error, issuer: provider.issuer, code: why.code }, 'a sign-in at the identity provider was refused');
      return why.kind === 'away' ? show(res, 503, providerAway(provider)) : show(res, 403, refusedBy(provider, why.code));
    }
    await finish(req, res, flow, account);
  });

  async function finish(req: Request, res: Response, flow: OidcFlow, account: Account): Promise<void> {
    const { purpose, nextPath, createdAt } = flow;
    switch (purpose.kind) {
      case 'sign_in':
        return enter(req, res, account, nextPath, null);
      case 'renew': {
        const provedMs = account.authenticatedAt?.getTime() ?? 0;
        if (provedMs < createdAt.getTime() - CLOCK_TOLERANCE_MS) return show(res, 403, noProof(provider));
        return enter(req, res, account, nextPath, purpose.personId);
      }
      case 'link':
        return askToLink(req, res, account, purpose.personId);
      case 'confirm':
        return show(res, 400, lostWay());
    }
  }

  /** `onlyAs`: the one person that this may be. */
  async function enter(req: Request, res: Response, account: Account, nextPath: string, onlyAs: string | null): Promise<void> {
    const found = await personBehind(deps, provider, account);
    if (found.kind !== 'person') log.info({ issuer: provider.issuer, subject: account.subject, refused: found.kind }, 'sign-in refused');
    switch (found.kind) {
      case 'none':
        return show(res, 403, unknownAccount(provider, account));
      case 'inactive':
        return show(res, 403, inactivePerson());
      case 'no_role':
        return show(res, 403, noRole(provider));
      case 'person': {
        if (onlyAs !== null && onlyAs !== found.person.id) return show(res, 403, somebodyElse());
        const { authenticatedAt, idToken } = account;
        return signInAs(req, res, deps, { personId: found.person.id, nextPath, proof: { authenticatedAt, idToken }, by: 'oidc' });
      }
    }
  }

  /** Nothing is linked by coming back: another site can send a browser this way, with an account of its own. The person says so, on a form of theirs. */
  async function askToLink(req: Request, res: Response, account: Account, personId: string): Promise<void> {
    const visitor = await visitorOf(req, deps);
    const browser = browserSecret(req, config.publicUrl);
    if (visitor?.person.id !== personId || browser === null) return show(res, 400, lostWay());
    const token = newSecret();
    const purpose = { kind: 'confirm' as const, personId, subject: account.subject };
    await insertOidcFlow(db, { secret: token, browser }, { purpose, nextPath: ACCOUNT_PATH, createdAt: new Date(clock()) });
    show(res, 200, confirmLink(visitor, provider, account, token), visitor);
  }

  router.post('/sign-in/oidc/link', limit, async (req, res) => {
    requireSameOrigin(req);
    const visitor = await visitorOf(req, deps);
    if (!visitor) return void res.set('cache-control', 'no-store').redirect(303, `/sign-in?next=${encodeURIComponent(ACCOUNT_PATH)}`);
    const form = await readForm(req);
    requireCsrf(visitor, form);
    // An account that is linked signs in for good: whoever found an open browser must not have it linked.
    if (!isFresh(visitor, deps)) return void res.set('cache-control', 'no-store').redirect(303, renewHref(ACCOUNT_PATH));
    const [token, browser] = [form.get('token') ?? '', browserSecret(req, config.publicUrl)];
    const flow = SECRET.test(token) && browser !== null ? await takeOidcFlow(db, { secret: token, browser }, clock()) : null;
    if (flow?.purpose.kind !== 'confirm' || flow.purpose.personId !== visitor.person.id) return show(res, 400, lostWay());
    const identity = { channel: 'oidc' as const, tenant: provider.issuer, subject: flow.purpose.subject };
    if (!(await linkIdentity(db, visitor.person.id, identity, visitor.person.id))) return show(res, 409, somebodyElse(), visitor);
    log.info(
      { administration: 'identity_linked', by: { personId: visitor.person.id }, channel: 'oidc', tenant: provider.issuer },
      'administration: identity_linked',
    );
    res.set('cache-control', 'no-store').redirect(303, ACCOUNT_PATH);
  });
  return router;
}
