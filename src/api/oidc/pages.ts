import { block, html, type Html } from '../pages/html.js';
import type { Session } from '../../ledger/sessions.js';
import { nameOf } from './person.js';
import type { Account, OidcProvider } from './provider.js';

function card(heading: string, ...paragraphs: (string | Html)[]): Html {
  return html`<div class="narrow card">
    <h1>${heading}</h1>
    ${paragraphs.map((each) => (typeof each === 'string' ? html`<p class="lead">${each}</p>` : each))}
  </div>`;
}

/** As a shell takes it for one word, whatever is in it. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

const again = html`<p><a class="button" href="/sign-in">Begin again</a></p>`;

/** The account is nobody's here. Nothing is guessed from its name or address: somebody who knows says whose it is. */
export function unknownAccount({ issuer, name }: OidcProvider, { subject }: Pick<Account, 'subject'>): Html {
  return card(
    'This account is not linked to a person here',
    `You are signed in at ${name}, and Countersign does not know whose account that is. It does not guess from a name or an e-mail address.`,
    html`<h2>How to have it linked</h2>
      <ul>
        <li>
          Send this to whoever administers this Countersign:
          ${block(`countersign people link <your id> ${quoted(`oidc:${issuer}#${subject}`)}`)}
        </li>
        <li>Or sign in by a one-time link, then link the account yourself under <a href="/sign-in/account">your sign-in</a>.</li>
      </ul>`,
  );
}

export function inactivePerson(): Html {
  return card(
    'This account is not active any more',
    'The person that it belongs to was deactivated here. Ask whoever administers this Countersign.',
  );
}

export function noRole({ name }: OidcProvider): Html {
  return card(
    'Your account may not use this',
    `None of the groups that ${name} says you are in gives you a role here. Ask whoever administers your account.`,
  );
}

export function lostWay(): Html {
  return card(
    'This sign-in cannot be finished',
    'It was begun more than ten minutes ago, in another browser, or it was finished already. Nothing has changed.',
    again,
  );
}

/** `code`: what the provider or the check of its answer calls it. */
export function refusedBy({ name }: OidcProvider, code: string): Html {
  return card(
    'You were not signed in',
    html`<p class="lead">The answer of ${name} was not accepted: <code>${code}</code>. Nothing has changed.</p>`,
    again,
  );
}

export function providerAway({ name }: OidcProvider): Html {
  return card(
    `${name} cannot be reached`,
    'Please try again in a moment. A one-time link still signs you in; the log of this service says what is wrong.',
    again,
  );
}

export function somebodyElse(): Html {
  return card(
    'That is somebody else’s account',
    'The account that you signed in with there belongs to another person here. You are signed in as before.',
    again,
  );
}

export function noProof({ name }: OidcProvider): Html {
  return card(
    'That was no fresh sign-in',
    `${name} did not say that you proved who you are just now, so it does not count as recent. Use a one-time link instead.`,
    html`<p><a class="button" href="/sign-in/renew">Other ways to sign in again</a></p>`,
  );
}

/** What is about to be linked, to whom: in words that tell a wrong account from the right one. */
export function confirmLink(visitor: Session, { name, issuer }: OidcProvider, account: Account, token: string): Html {
  const { email, preferred_username: username } = account.claims;
  const known = [username, email].filter((each) => typeof each === 'string');
  return html`<div class="narrow card">
    <h1>Link this account to ${visitor.person.name}?</h1>
    <p class="lead">Whoever can sign in to it at ${name} can then sign in here as ${visitor.person.name}.</p>
    <ul>
      <li>Account: <strong>${nameOf(account)}</strong>${known.length > 0 && html` <small>${known.join(', ')}</small>`}</li>
      <li>Issuer: <code>${issuer}</code></li>
      <li>Subject: <code>${account.subject}</code></li>
    </ul>
    <form method="post" action="/sign-in/oidc/link">
      <input type="hidden" name="csrf" value="${visitor.csrf}" /><input type="hidden" name="token" value="${token}" />
      <button class="primary wide">Link it</button>
    </form>
    <p><a class="button wide" href="/sign-in/account">Leave it</a></p>
  </div>`;
}
