import type { ApiDeps } from '../deps.js';
import { html, type Html } from './html.js';

export interface HowToSignIn {
  heading: string;
  why: string;
  /** Where to afterwards: a path of this service. */
  next: string;
}

/** The way to the provider; a link and no form, because browsers follow no form to another site here. */
export function oidcHref(next: string, purpose: 'sign_in' | 'renew' | 'link' = 'sign_in'): string {
  return `/sign-in/oidc?${new URLSearchParams({ ...(purpose === 'sign_in' ? {} : { purpose }), next }).toString()}`;
}

/** What goes into a command that somebody may copy: nothing that a shell reads as more than a path. */
export function commandFor(next: string): string {
  return next !== '/' && /^\/[\w./-]+$/.test(next) ? ` --next ${next}` : '';
}

/** How to get in, and nothing about what the visitor came for. */
export function howToSignIn({ heading, why, next }: HowToSignIn, { oidc }: Pick<ApiDeps, 'oidc'>): Html {
  const then = commandFor(next);
  return html`<div class="narrow card">
    <h1>${heading}</h1>
    <p class="lead">${why}</p>
    ${oidc && html`<p><a class="button primary wide" href="${oidcHref(next)}">Sign in with ${oidc.name}</a></p>`}
    <h2>${oidc ? 'Or by a one-time link' : 'How to get a sign-in link'}</h2>
    <ul>
      <li>
        Ask whoever administers this Countersign. They make one with <code>countersign people sign-in-link &lt;your id&gt;${then}</code>.
      </li>
      <li>With a key of your own, make it yourself: <code>countersign people sign-in-link --open${then}</code>.</li>
    </ul>
    <p class="lead">A link works once and for 15 minutes. Afterwards this browser stays signed in for 12 hours.</p>
  </div>`;
}
