import { Router } from 'express';
import { formatDuration } from '../../contracts/duration.js';
import { visibleLine } from '../../contracts/visible-text.js';
import { createSignInLink } from '../../ledger/sign-in-links.js';
import type { Session } from '../../ledger/sessions.js';
import type { ApiDeps } from '../deps.js';
import { localPath } from '../local-path.js';
import { isFresh, renewedBy, RENEW_PATH } from '../step-up.js';
import { rememberPath } from './cookies.js';
import { readForm } from './form-body.js';
import { commandFor, oidcHref } from './how-to-sign-in.js';
import { html, type Html } from './html.js';
import { sendPage } from './layout.js';
import { nextIn } from './next.js';
import { requireCsrf, requireSameOrigin, visitorOf } from './visitor.js';

/** One link in the terminal at a time is enough, milliseconds. */
const TELL_EVERY_MS = 10_000;

function inTerminal(visitor: Session, next: string): Html {
  return html`<form method="post" action="${RENEW_PATH}">
      <input type="hidden" name="csrf" value="${visitor.csrf}" /><input type="hidden" name="next" value="${next}" />
      <button class="primary wide">Print a link in the terminal</button>
    </form>
    <p class="lead">It appears where Countersign runs. Open it in this browser.</p>`;
}

function ways(deps: ApiDeps, visitor: Session, by: 'oidc' | 'link', next: string): Html {
  const then = commandFor(next);
  return html`${by === 'oidc' && deps.oidc && html`<p><a class="button primary wide" href="${oidcHref(next, 'renew')}">Sign in again with ${deps.oidc.name}</a></p>`}
    ${by === 'link' && deps.tellOperator !== null && inTerminal(visitor, next)}
    <h2>${by === 'oidc' || deps.tellOperator ? 'Or by a one-time link' : 'By a one-time link'}</h2>
    <ul>
      <li>With a key of your own: <code>countersign people sign-in-link --open${then}</code>.</li>
      <li>
        Or ask whoever administers this Countersign for one: <code>countersign people sign-in-link ${visitor.person.id}${then}</code>.
      </li>
    </ul>`;
}

function page(deps: ApiDeps, visitor: Session, by: 'oidc' | 'link', next: string): Html {
  const { stepUpAfterMs } = deps.config;
  const fresh = isFresh(visitor, deps);
  return html`<div class="narrow card">
    <h1>${fresh ? 'You signed in recently' : 'Sign in again to go on'}</h1>
    <p class="lead">
      ${
        fresh
          ? 'There is nothing to do: you can decide at any risk.'
          : html`${visitor.person.name}, decisions of high and critical risk need a sign-in no older than
            ${formatDuration(stepUpAfterMs ?? 0)}. Nothing was recorded; you come back to where you were.`
      }
    </p>
    ${fresh ? html`<p><a class="button primary wide" href="${next}">Go on</a></p>` : ways(deps, visitor, by, next)}
  </div>`;
}

/** Signing in again while signed in: for what needs a recent proof of who sits there. */
export function renew(deps: ApiDeps): Router {
  const router = Router();
  let toldAtMs = 0;

  router.get(RENEW_PATH, async (req, res) => {
    const next = nextIn(req);
    const visitor = await visitorOf(req, deps);
    if (!visitor) return void res.set('cache-control', 'no-store').redirect(303, `/sign-in?next=${encodeURIComponent(next)}`);
    rememberPath(res, next, deps.config.publicUrl);
    sendPage(res, 200, { title: 'Sign in again', visitor, body: page(deps, visitor, await renewedBy(visitor, deps), next) });
  });

  router.post(RENEW_PATH, async (req, res) => {
    requireSameOrigin(req);
    const visitor = await visitorOf(req, deps);
    const form = await readForm(req);
    const next = localPath(form.get('next'));
    if (visitor && deps.tellOperator) {
      requireCsrf(visitor, form);
      if (deps.clock() - toldAtMs >= TELL_EVERY_MS) {
        toldAtMs = deps.clock();
        const { token } = await createSignInLink(deps.db, { personId: visitor.person.id, nextPath: next }, deps.clock());
        deps.tellOperator(
          `${visibleLine(visitor.person.name)} wants to sign in again. Once, within 15 minutes: ${deps.config.publicUrl}/sign-in?token=${token}`,
        );
      }
    }
    sendPage(res, 200, {
      title: 'Sign in again',
      visitor,
      body: html`<div class="narrow card">
        <h1>Look at the terminal</h1>
        <p class="lead">
          The link is printed where Countersign runs, at most once in ten seconds. Open it in this browser: you come back to where you were.
        </p>
      </div>`,
    });
  });
  return router;
}
