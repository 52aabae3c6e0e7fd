import { Router, type ErrorRequestHandler } from 'express';
import type { JsonObject } from '../../contracts/json.js';
import type { ApiDeps } from '../deps.js';
import { problemOfError } from '../errors.js';
import { assets } from './assets.js';
import { docsPage } from './docs-page.js';
import { html } from './html.js';
import { sendPage } from './layout.js';
import { requestRoutes } from './request-routes.js';
import { renew } from './renew.js';
import { signIn } from './sign-in.js';
import { signOut } from './sign-out.js';
import { startPage } from './start-page.js';
import { visitorOf } from './visitor.js';
import { accountPage } from '../oidc/account-page.js';
import { oidcRoutes } from '../oidc/routes.js';
import { dashboard } from '../web/dashboard.js';
import { firstOfInbox } from '../web/first.js';
import { sendShell } from '../web/shell.js';

/** A refusal as a page: whoever sees it came with a browser. */
function errorPage(deps: ApiDeps): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (req.socket.destroyed) return void res.destroy();
    const problem = problemOfError(error);
    if (problem.status >= 500) deps.log.error({ err: error, httpRequestId: res.getHeader('x-request-id'), path: req.path }, 'page failed');
    if (res.headersSent) return next(error);
    if (!req.complete) res.set('connection', 'close');
    const body = html`<div class="narrow card">
      <h1>${problem.title}</h1>
      <p class="lead">${problem.detail}</p>
      <p><a class="button" href="${req.method === 'GET' ? '/' : req.path.replace(/\/decide$/, '')}">Go back</a></p>
    </div>`;
    sendPage(res, problem.status, { title: problem.title, visitor: null, body });
  };
}

/** Everything that people see in a browser: rendered here, whole, and working without script. */
export function pages(deps: ApiDeps, document: () => JsonObject): Router {
  const router = Router();
  router.use(assets());
  router.use(signIn(deps));
  router.use(renew(deps));
  router.use(signOut(deps));
  router.use(accountPage(deps));
  if (deps.oidc) router.use(oidcRoutes(deps, deps.oidc));
  router.use(requestRoutes(deps));
  if (deps.web) router.use(dashboard(deps, deps.web));
  router.get('/', async (req, res) => {
    const visitor = await visitorOf(req, deps);
    const page = await startPage(deps, visitor);
    if (!deps.web || !visitor) return sendPage(res, 200, page);
    // Another order, or filters: the dashboard asks for it.
    const first = req.originalUrl === '/' ? await firstOfInbox(visitor, deps) : null;
    sendShell(res, deps, deps.web, { ...page, visitor, first });
  });
  router.get('/docs', (_req, res) => sendPage(res, 200, { title: 'API', visitor: null, body: docsPage(document()) }));
  router.use(errorPage(deps));
  return router;
}
