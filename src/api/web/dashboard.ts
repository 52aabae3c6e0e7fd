import { join } from 'node:path';
import compression from 'compression';
import { Router, static as serveFiles } from 'express';
import type { ApiDeps } from '../deps.js';
import { html } from '../pages/html.js';
import { visitorOf } from '../pages/visitor.js';
import { installable } from './installable.js';
import type { WebFiles } from './web-files.js';
import { sendShell } from './shell.js';

const YEAR_MS = 365 * 86_400_000;
/** Pages of the dashboard that nothing is drawn for here: without script they say so. */
const SCRIPT_ONLY = ['/overview', '/manage', '/manage/*path', '/settings'];

/** The dashboard's files, and the pages that only it draws. */
export function dashboard(deps: ApiDeps, web: WebFiles): Router {
  const router = Router();
  // Only what is the same for everybody is compressed: the length of an answer with secrets in it must not tell of them.
  router.use(
    '/assets',
    compression(),
    serveFiles(join(web.dir, 'assets'), { immutable: true, maxAge: YEAR_MS, index: false, redirect: false }),
  );
  router.use(installable(web));
  for (const path of SCRIPT_ONLY) {
    router.get(path, async (req, res) => {
      res.locals['route'] = path.replace('/*path', '');
      const visitor = await visitorOf(req, deps);
      if (!visitor) return void res.set('cache-control', 'no-store').redirect(303, `/sign-in?next=${encodeURIComponent(req.originalUrl)}`);
      const body = html`<div class="narrow card">
        <h1>This page needs JavaScript</h1>
        <p class="lead">Requests can be read and decided without it: <a href="/">go to what waits for you</a>.</p>
      </div>`;
      sendShell(res, deps, web, { title: 'Countersign', visitor, body, first: null });
    });
  }
  return router;
}
