import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createOidcProvider } from '../../src/api/oidc/provider.js';
import type { OidcConfig } from '../../src/config.js';
import type { SessionView } from '../../src/contracts/session.js';
import { linkIdentity } from '../../src/ledger/identities.js';
import { findPerson, updatePerson } from '../../src/ledger/people.js';
import { createSignInLink } from '../../src/ledger/sign-in-links.js';
import { fakeIntake } from './support/fake-intake.js';
import { CLIENT, startIssuer, type Issuer } from './support/oidc-issuer.js';
import { startApi, type TestApi } from './support/start-api.js';
import { throughProvider, WebBrowser, type Page } from './support/web-browser.js';

let issuer: Issuer;
let api: TestApi;
/** Changed by tests: read at each sign-in. */
let settings: Pick<OidcConfig, 'createPeople' | 'groups'> = { createPeople: null, groups: null };
beforeEach(() => {
  issuer.up();
  settings = { createPeople: null, groups: null };
});

beforeAll(async () => {
  issuer = await startIssuer({ redirectUri: () => `${api.url}/sign-in/oidc/callback`, signedOutUri: () => `${api.url}/sign-in` });
  const emptyList = () => Promise.resolve({ kind: 'ok' as const, value: { items: [], nextCursor: null } });
  api = await startApi(fakeIntake({ list: emptyList }), {
    oidc: (url, clock) => {
      const provider = createOidcProvider(
        {
          issuer: issuer.url,
          name: 'Test ID',
          clientId: CLIENT.id,
          clientSecret: CLIENT.secret,
          scopes: 'openid profile email',
          createPeople: null,
          groups: null,
        },
        url,
        pino({ level: 'silent' }),
        clock,
      );
      return {
        ...provider,
        get createPeople() {
          return settings.createPeople;
        },
        get groups() {
          return settings.groups;
        },
      };
    },
  });
  for (const id of ['ada', 'grace']) {
    await api.person(id);
    await linkIdentity(api.db, id, { channel: 'oidc', tenant: issuer.url, subject: `${id}-at-provider` }, 'test');
  }
}, 60_000);
afterAll(async () => {
  await api.stop();
  await issuer.stop();
});

const atCallback = (url: string) => url.startsWith(`${api.url}/sign-in/oidc/callback`);

/** From a page of ours through the provider; with `stop` the answer of the provider is not brought back yet. */
async function signIn(browser: WebBrowser, login: string, path = '/sign-in/oidc', stop?: (url: string) => boolean): Promise<Page> {
  return throughProvider(browser, await browser.go(`${api.url}${path}`, stop), login, stop);
}

async function sessionOf(browser: WebBrowser): Promise<SessionView | null> {
  const token = browser.cookie(api.url, 'countersign');
  if (token === undefined) return null;
  const answer = await api.call('/v1/session', { headers: { cookie: `countersign=${token}` } });
  return answer.status === 200 ? (answer.json as unknown as SessionView) : null;
}

async function byLink(personId: string): Promise<WebBrowser> {
  const browser = new WebBrowser();
  const { token } = await createSignInLink(api.db, { personId, nextPath: '/' }, Date.now());
  await browser.send(`${api.url}/sign-in`, { token });
  return browser;
}

const csrfIn = (page: Page) => /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
const countFlows = async () => (await api.db.selectFrom('oidc_flows').select('hash').execute()).length;

describe('signing in at the provider', () => {
  test('is offered beside the one-time link, and leads to where the person wanted to go', async () => {
    const browser = new WebBrowser();
    const page = await browser.go(`${api.url}/sign-in?next=/r/req_x`);
    expect(page.text).toContain('Sign in with Test ID');
    const href = /href="(\/sign-in\/oidc[^"]*)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const back = await signIn(browser, 'ada-at-provider', href, (url) => url.endsWith('/r/req_x'));
    expect(back.url).toBe(`${api.url}/r/req_x`);
    expect((await sessionOf(browser))?.person.id).toBe('ada');
  });

  test('asks with PKCE, state and nonce of this way alone, and for exactly our address', async () => {
    const leave = async () => new URL((await new WebBrowser().send(`${api.url}/sign-in/oidc`)).headers.get('location') ?? '').searchParams;
    const [one, two] = [await leave(), await leave()];
    expect(Object.fromEntries(one)).toMatchObject({
      client_id: CLIENT.id,
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${api.url}/sign-in/oidc/callback`,
      scope: 'openid profile email',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one.get(name)).toMatch(/^[\w-]{43}$/);
      expect(one.get(name)).not.toBe(two.get(name));
    }
  });

  test('gives a new session, whatever cookie was planted before, and knows when the person proved who they are', async () => {
    const browser = new WebBrowser();
    browser.setCookie(api.url, 'countersign', 'P'.repeat(43));
    const before = Date.now();
    await signIn(browser, 'ada-at-provider');
    expect(browser.cookie(api.url, 'countersign')).not.toBe('P'.repeat(43));
    const session = await sessionOf(browser);
    expect(Date.parse(session?.stepUpUntil ?? '') - 30 * 60_000).toBeGreaterThan(before - 2_000);
  });

  test('in two tabs at once works in both', async () => {
    const browser = new WebBrowser();
    const first = await browser.go(`${api.url}/sign-in/oidc?next=/r/one`);
    const second = await browser.go(`${api.url}/sign-in/oidc?next=/r/two`);
    const stop = (url: string) => /\/r\/(one|two)$/.test(url);
    expect((await throughProvider(browser, second, 'ada-at-provider', stop)).url).toBe(`${api.url}/r/two`);
    expect((await throughProvider(browser, first, 'ada-at-provider', stop)).url).toBe(`${api.url}/r/one`);
    expect((await sessionOf(browser))?.person.id).toBe('ada');
  });

  test('keeps neither verifier nor nonce nor state in the ledger', async () => {
    const location = (await new WebBrowser().send(`${api.url}/sign-in/oidc`)).headers.get('location') ?? '';
    const rows = JSON.stringify(await api.db.selectFrom('oidc_flows').selectAll().execute());
    const { searchParams } = new URL(location);
    for (const name of ['state', 'nonce', 'code_challenge']) expect(rows).not.toContain(searchParams.get(name));
  });

  test('is refused with a page where the provider refuses, and where it is away; it works again when it is back', async () => {
    const cancelled = new WebBrowser();
    const page = await cancelled.go(`${api.url}/sign-in/oidc`);
    const abort = /href="([^"]+\/abort)"/.exec(page.text)?.[1] ?? '';
    const back = await cancelled.go(new URL(abort, page.url).href);
    expect([back.status, back.text.includes('access_denied')]).toEqual([403, true]);
    expect(await sessionOf(cancelled)).toBeNull();

    const browser = new WebBrowser();
    const left = await signIn(browser, 'ada-at-provider', '/sign-in/oidc', atCallback);
    issuer.down();
    const away = await browser.go(left.url);
    expect([away.status, away.text.includes('cannot be reached')]).toEqual([503, true]);
    expect(await sessionOf(browser)).toBeNull();
    issuer.up();
    await signIn(browser, 'ada-at-provider');
    expect((await sessionOf(browser))?.person.id).toBe('ada');
  });
});

describe('what comes back is refused, and signs nobody in', () => {
  async function refused(browser: WebBrowser, url: string, status = 400): Promise<void> {
    const answer = await browser.send(url);
    expect([answer.status, answer.headers.get('location')]).toEqual([status, null]);
    expect(await sessionOf(browser)).toBeNull();
  }

  test('in another browser: a callback that somebody else began, in a link or a frame', async () => {
    const attacker = new WebBrowser();
    const { url } = await signIn(attacker, 'grace-at-provider', '/sign-in/oidc', atCallback);
    await refused(new WebBrowser(), url);
    const busy = new WebBrowser();
    await busy.send(`${api.url}/sign-in/oidc`);
    await refused(busy, url);
    // It is still the attacker's own to use.
    expect((await attacker.send(url)).status).toBe(303);
  });

  test('with a state that was changed, is missing, or is there twice', async () => {
    for (const change of [
      (query: URLSearchParams) => query.set('state', 'S'.repeat(43)),
      (query: URLSearchParams) => query.delete('state'),
      (query: URLSearchParams) => query.append('state', query.get('state') ?? ''),
    ]) {
      const browser = new WebBrowser();
      const url = new URL((await signIn(browser, 'ada-at-provider', '/sign-in/oidc', atCallback)).url);
      change(url.searchParams);
      await refused(browser, url.href);
    }
  });

  test('a second time: the way is used up, and so is its code', async () => {
    const browser = new WebBrowser();
    const { url } = await signIn(browser, 'ada-at-provider', '/sign-in/oidc', atCallback);
    const answers = await Promise.all([browser.send(url), browser.send(url), browser.send(url)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 400, 400]);
    // The code, brought along another way of the same browser.
    const other = new WebBrowser();
    for (const [name, value] of browser.cookiesOf(api.url)) if (name !== 'countersign') other.setCookie(api.url, name, value);
    const begun = new URL((await other.send(`${api.url}/sign-in/oidc`)).headers.get('location') ?? '');
    const replayed = new URL(url);
    replayed.searchParams.set('state', begun.searchParams.get('state') ?? '');
    await refused(other, replayed.href, 403);
  });

  test('from another issuer (mix-up), and without saying which', async () => {
    for (const iss of ['https://other.example', null]) {
      const browser = new WebBrowser();
      const url = new URL((await signIn(browser, 'ada-at-provider', '/sign-in/oidc', atCallback)).url);
      expect(url.searchParams.get('iss')).toBe(issuer.url);
      if (iss === null) url.searchParams.delete('iss');
      else url.searchParams.set('iss', iss);
      await refused(browser, url.href, 403);
    }
  });

  test('after ten minutes', async () => {
    const browser = new WebBrowser();
    const { url } = await signIn(browser, 'ada-at-provider', '/sign-in/oidc', atCallback);
    await api.db.updateTable('oidc_flows').set({ expires_at: new Date() }).execute();
    await refused(browser, url);
  });

  test('to another place than ours', async () => {
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      const browser = new WebBrowser();
      const back = await signIn(
        browser,
        'ada-at-provider',
        `/sign-in/oidc?next=${encodeURIComponent(next)}`,
        (url) => new URL(url).pathname === '/',
      );
      expect(back.url).toBe(`${api.url}/`);
    }
  });
});

describe('an account', () => {
  test('that is linked to nobody is nobody’s, even with a name and an e-mail address that somebody here has', async () => {
    issuer.claims.set('mallory', { name: 'Name of ada', email: 'ada@example.com', email_verified: true, preferred_username: 'ada' });
    await updatePerson(api.db, 'ada', { email: 'ada@example.com' });
    const browser = new WebBrowser();
    const page = await signIn(browser, 'mallory');
    expect(page.status).toBe(403);
    expect(page.text).toContain('not linked to a person here');
    expect(page.text).toContain(`&#39;oidc:${issuer.url}#mallory&#39;`);
    expect(await sessionOf(browser)).toBeNull();
  });

  test('of somebody who was deactivated signs in nobody, and makes nobody either', async () => {
    await api.person('leaver');
    await linkIdentity(api.db, 'leaver', { channel: 'oidc', tenant: issuer.url, subject: 'leaver' }, 'test');
    await updatePerson(api.db, 'leaver', { active: false });
    settings = { createPeople: 'reviewer', groups: null };
    const page = await signIn(new WebBrowser(), 'leaver');
    expect([page.status, page.text.includes('not active')]).toEqual([403, true]);
  });

  test('of the same subject at another issuer is another account', async () => {
    await api.person('elsewhere');
    await linkIdentity(api.db, 'elsewhere', { channel: 'oidc', tenant: `${issuer.url}/`, subject: 'same-subject' }, 'test');
    expect((await signIn(new WebBrowser(), 'same-subject')).status).toBe(403);
  });

  test('that is new becomes a person where that is allowed: once, with an id that nobody chose', async () => {
    settings = { createPeople: 'viewer', groups: null };
    issuer.claims.set('newcomer', { name: 'New Comer', email: 'new@example.com', preferred_username: 'ada' });
    const [one, two] = [new WebBrowser(), new WebBrowser()];
    const urls = await Promise.all([one, two].map(async (browser) => (await signIn(browser, 'newcomer', '/sign-in/oidc', atCallback)).url));
    await Promise.all([one.send(urls[0] ?? ''), two.send(urls[1] ?? '')]);
    const people = await Promise.all([one, two].map(async (browser) => (await sessionOf(browser))?.person));
    expect(people[0]).toMatchObject({ name: 'New Comer', role: 'viewer', id: expect.stringMatching(/^per_[0-9a-z]{26}$/) });
    expect(people[1]?.id).toBe(people[0]?.id);
    expect((await findPerson(api.db, people[0]?.id ?? ''))?.identities).toEqual([
      { channel: 'oidc', tenant: issuer.url, subject: 'newcomer' },
    ]);
  });
});

describe('groups of the provider', () => {
  const roles = new Map([
    ['approvers', 'reviewer'],
    ['operators', 'manager'],
    ['*', 'viewer'],
  ] as const);
  const signedInWith = async (groups: unknown) => {
    issuer.claims.set('grace-at-provider', { name: 'Grace', groups });
    const browser = new WebBrowser();
    await signIn(browser, 'grace-at-provider');
    return (await sessionOf(browser))?.person.role ?? null;
  };

  test('give the role at each sign-in: the highest of them, and everybody else’s where none is known', async () => {
    settings = { createPeople: null, groups: { claim: 'groups', roles } };
    expect(await signedInWith(['approvers', 'operators'])).toBe('manager');
    expect(await signedInWith(['approvers'])).toBe('reviewer');
    expect(await signedInWith('approvers')).toBe('reviewer');
    expect(await signedInWith(['others', '*'])).toBe('viewer');
    expect(await signedInWith(undefined)).toBe('viewer');
  });

  test('give nothing, and let nobody in, where none of them has a role', async () => {
    settings = { createPeople: 'reviewer', groups: { claim: 'groups', roles: new Map([['operators', 'manager']]) } };
    expect(await signedInWith(['approvers'])).toBeNull();
    expect(await signedInWith(['operators'])).toBe('manager');
  });
});

describe('linking an account of one’s own', () => {
  test('takes a session, the person’s word on a form of theirs, and works from then on', async () => {
    await api.person('linda');
    const browser = await byLink('linda');
    const asked = await signIn(browser, 'lindas-account', '/sign-in/oidc?purpose=link&next=/');
    expect(asked.text).toContain('Link this account to Name of linda?');
    expect((await findPerson(api.db, 'linda'))?.identities).toEqual([]);
    const token = /name="token" value="([^"]+)"/.exec(asked.text)?.[1] ?? '';
    expect((await browser.send(`${api.url}/sign-in/oidc/link`, { token, csrf: 'x'.repeat(43) })).status).toBe(403);
    const done = await browser.post(`${api.url}/sign-in/oidc/link`, { token, csrf: csrfIn(asked) });
    expect(done.url).toBe(`${api.url}/sign-in/account`);
    expect(done.text).toContain('lindas-account');
    const later = new WebBrowser();
    await signIn(later, 'lindas-account');
    expect((await sessionOf(later))?.person.id).toBe('linda');
  });

  test('needs somebody who is signed in, and recently', async () => {
    const stranger = await new WebBrowser().send(`${api.url}/sign-in/oidc?purpose=link`);
    expect(stranger.headers.get('location')).toBe('/sign-in?next=%2F');
    await api.person('late');
    const browser = await byLink('late');
    const asked = await signIn(browser, 'lates-account', '/sign-in/oidc?purpose=link');
    await api.db
      .updateTable('sessions')
      .set({ authenticated_at: new Date(Date.now() - 31 * 60_000) })
      .where('person_id', '=', 'late')
      .execute();
    const token = /name="token" value="([^"]+)"/.exec(asked.text)?.[1] ?? '';
    const answer = await browser.send(`${api.url}/sign-in/oidc/link`, { token, csrf: csrfIn(asked) });
    expect(answer.headers.get('location')).toBe('/sign-in/renew?next=%2Fsign-in%2Faccount');
    expect((await browser.send(`${api.url}/sign-in/oidc?purpose=link`)).headers.get('location')).toMatch(/^\/sign-in\/renew/);
    expect((await findPerson(api.db, 'late'))?.identities).toEqual([]);
  });

  test('never takes an account from somebody else, nor another person’s word', async () => {
    await api.person('thief');
    const browser = await byLink('thief');
    const asked = await signIn(browser, 'ada-at-provider', '/sign-in/oidc?purpose=link');
    const token = /name="token" value="([^"]+)"/.exec(asked.text)?.[1] ?? '';
    const answer = await browser.send(`${api.url}/sign-in/oidc/link`, { token, csrf: csrfIn(asked) });
    expect([answer.status, answer.text.includes('somebody else')]).toEqual([409, true]);
    // What one person was asked, another cannot confirm.
    const again = await signIn(browser, 'ada-at-provider', '/sign-in/oidc?purpose=link');
    const other = await byLink('grace');
    const mine = await other.go(`${api.url}/sign-in/account`);
    const foreign = { token: /name="token" value="([^"]+)"/.exec(again.text)?.[1] ?? '', csrf: csrfIn(mine) };
    expect((await other.send(`${api.url}/sign-in/oidc/link`, foreign)).status).toBe(400);
  });
});

describe('signing out', () => {
  test('offers to sign out at the provider as well, and that ends its session there', async () => {
    const browser = new WebBrowser();
    await signIn(browser, 'ada-at-provider');
    const out = await browser.send(`${api.url}/sign-out`, { csrf: csrfIn(await browser.go(`${api.url}/`)) });
    expect(out.text).toContain('Sign out of Test ID too');
    expect(await sessionOf(browser)).toBeNull();
    const href = (/href="([^"]+session\/end[^"]*)"/.exec(out.text)?.[1] ?? '').replaceAll('&amp;', '&');
    expect(new URL(href).searchParams.get('post_logout_redirect_uri')).toBe(`${api.url}/sign-in`);
    const page = await browser.go(href);
    const [, action = '', xsrf = ''] = /action="([^"]+)"[\s\S]*name="xsrf" value="([^"]+)"/.exec(page.text) ?? [];
    const back = await browser.post(action, { xsrf, logout: 'yes' }, (url) => url.startsWith(`${api.url}/sign-in`));
    expect(back.url).toBe(`${api.url}/sign-in`);
    expect((await browser.go(`${api.url}/sign-in/oidc`)).text).toContain('name="login"');
  });

  test('through the API names the provider’s address, and by a one-time link there is none', async () => {
    const leave = async (browser: WebBrowser) => {
      const csrf = (await sessionOf(browser))?.csrf ?? '';
      const headers = { cookie: `countersign=${browser.cookie(api.url, 'countersign') ?? ''}`, 'x-countersign-csrf': csrf };
      return (await api.call('/v1/session', { method: 'DELETE', headers })).json['providerUrl'];
    };
    const browser = new WebBrowser();
    await signIn(browser, 'ada-at-provider');
    expect(await leave(browser)).toMatch(/\/session\/end\?/);
    expect(await leave(await byLink('ada'))).toBeNull();
  });

  test('an account that is unlinked ends the sessions of its person', async () => {
    const browser = new WebBrowser();
    await signIn(browser, 'grace-at-provider');
    const query = new URLSearchParams({ channel: 'oidc', tenant: issuer.url, subject: 'grace-at-provider' }).toString();
    const admin = await api.key({ kind: 'admin' });
    expect((await api.call(`/v1/people/grace/identities?${query}`, { method: 'DELETE', key: admin })).status).toBe(204);
    expect(await sessionOf(browser)).toBeNull();
  });
});

// Last, because it uses the limit up.
test('a flood of sign-ins is slowed down, and leaves nothing behind that is not forgotten', async () => {
  const answers = await Promise.all(Array.from({ length: 320 }, () => new WebBrowser().send(`${api.url}/sign-in/oidc`)));
  expect(answers.some(({ status }) => status === 429)).toBe(true);
  expect(await countFlows()).toBeLessThanOrEqual(320);
});
