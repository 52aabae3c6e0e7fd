import { Router } from 'express';
import { findPerson, type Person } from '../../ledger/people.js';
import type { Session } from '../../ledger/sessions.js';
import type { ApiDeps } from '../deps.js';
import { html, type Html } from '../pages/html.js';
import { oidcHref } from '../pages/how-to-sign-in.js';
import { sendPage } from '../pages/layout.js';
import { moment } from '../pages/moment.js';
import { visitorOf } from '../pages/visitor.js';

export const ACCOUNT_PATH = '/sign-in/account';

function signOutForm(visitor: Session, everywhere: boolean): Html {
  return html`<form method="post" action="/sign-out">
    <input type="hidden" name="csrf" value="${visitor.csrf}" />${everywhere && html`<input type="hidden" name="everywhere" value="true" />`}
    <button class="wide">${everywhere ? 'Sign out everywhere' : 'Sign out of this browser'}</button>
  </form>`;
}

function page({ oidc }: ApiDeps, visitor: Session, { identities }: Person): Html {
  const linked = identities.filter(({ channel }) => channel === 'oidc');
  return html`<div class="narrow card">
    <h1>Your sign-in</h1>
    <p class="lead">
      ${visitor.person.name}, ${visitor.person.role}. Signed in since ${moment(visitor.signedInAt.toISOString())}, until
      ${moment(visitor.expiresAt.toISOString())}.
    </p>
    <h2>Accounts you can sign in with</h2>
    ${
      linked.length === 0
        ? html`<p class="lead">None yet: you sign in by one-time links.</p>`
        : html`<ul>
            ${linked.map(({ tenant, subject }) => html`<li><code>${subject}</code> at <code>${tenant}</code></li>`)}
          </ul>`
    }
    ${oidc && html`<p><a class="button wide" href="${oidcHref(ACCOUNT_PATH, 'link')}">Link an account at ${oidc.name}</a></p>`}
    <h2>Sign out</h2>
    ${signOutForm(visitor, false)} ${signOutForm(visitor, true)}
    <p class="hint">Everywhere ends all your sessions and notifications, on all devices. Keys go on working; a manager revokes them.</p>
  </div>`;
}

/** How somebody signs in, and their own part of it to change. */
export function accountPage(deps: ApiDeps): Router {
  const router = Router();
  router.get(ACCOUNT_PATH, async (req, res) => {
    const visitor = await visitorOf(req, deps);
    const person = visitor && (await findPerson(deps.db, visitor.person.id));
    if (!visitor || !person)
      return void res.set('cache-control', 'no-store').redirect(303, `/sign-in?next=${encodeURIComponent(ACCOUNT_PATH)}`);
    sendPage(res, 200, { title: 'Your sign-in', visitor, body: page(deps, visitor, person) });
  });
  return router;
}
