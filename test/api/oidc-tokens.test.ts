import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createOidcProvider } from '../../src/api/oidc/provider.js';
import { linkIdentity } from '../../src/ledger/identities.js';
import { fakeIntake } from './support/fake-intake.js';
import { startLyingIssuer, type LyingIssuer } from './support/lying-issuer.js';
import { startApi, type TestApi } from './support/start-api.js';
import { WebBrowser, type Page } from './support/web-browser.js';

let issuer: LyingIssuer;
let api: TestApi;
beforeAll(async () => {
  issuer = await startLyingIssuer();
  api = await startApi(fakeIntake({}), {
    oidc: (url, clock) =>
      createOidcProvider(
        {
          issuer: issuer.url,
          name: 'Liar',
          clientId: 'countersign',
          clientSecret: 's',
          scopes: 'openid',
          createPeople: 'reviewer',
          groups: null,
        },
        url,
        pino({ level: 'silent' }),
        clock,
      ),
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
beforeEach(() => {
  issuer.lie = (truth) => truth;
  issuer.signed = 'rightly';
});

async function signIn(browser = new WebBrowser(), path = '/sign-in/oidc'): Promise<Page> {
  const left = await browser.send(`${api.url}${path}`);
  return browser.send(issuer.authorize(left.headers.get('location') ?? ''));
}
const sessions = async () => (await api.db.selectFrom('sessions').select('hash').execute()).length;

async function refused(): Promise<void> {
  const before = await sessions();
  const people = (await api.db.selectFrom('people').select('id').execute()).length;
  const answer = await signIn();
  expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null]);
  expect(await sessions()).toBe(before);
  expect((await api.db.selectFrom('people').select('id').execute()).length).toBe(people);
}

test('what is true signs in', async () => {
  const before = await sessions();
  expect((await signIn()).status).toBe(303);
  expect(await sessions()).toBe(before + 1);
});

describe('an ID token signs nobody in', () => {
  const nowS = () => Math.floor(Date.now() / 1000);
  test.each<[string, () => Record<string, unknown>]>([
    ['for another sign-in (nonce)', () => ({ nonce: 'N'.repeat(43) })],
    ['without a nonce', () => ({ nonce: undefined })],
    ['of another issuer', () => ({ iss: 'https://other.example' })],
    ['for another client', () => ({ aud: 'another-client' })],
    ['for several, where another one is the party', () => ({ aud: ['countersign', 'other'], azp: 'other' })],
    ['that is over', () => ({ exp: nowS() - 120, iat: nowS() - 300 })],
    ['without an end', () => ({ exp: undefined })],
    ['of the future', () => ({ nbf: nowS() + 3600 })],
    ['without a subject', () => ({ sub: undefined })],
  ])('%s', async (_what, lie) => {
    issuer.lie = (truth) => ({ ...truth, ...lie() });
    await refused();
  });

  test.each(['by a stranger', 'as hmac', 'not at all', 'and then changed'] as const)('that is signed %s', async (signed) => {
    issuer.signed = signed;
    await refused();
  });
});

describe('a renewal', () => {
  test('counts only where the provider says that the person proved who they are after it began', async () => {
    const browser = new WebBrowser();
    await signIn(browser);
    const before = browser.cookie(api.url, 'countersign');
    for (const lie of [{ auth_time: undefined }, { auth_time: Math.floor(Date.now() / 1000) - 120 }]) {
      issuer.lie = (truth) => ({ ...truth, ...lie });
      const answer = await signIn(browser, '/sign-in/oidc?purpose=renew&next=/r/req_x');
      expect([answer.status, answer.text.includes('no fresh sign-in')]).toEqual([403, true]);
      expect(browser.cookie(api.url, 'countersign')).toBe(before);
    }
    issuer.lie = (truth) => truth;
    const answer = await signIn(browser, '/sign-in/oidc?purpose=renew&next=/r/req_x');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/r/req_x']);
    expect(browser.cookie(api.url, 'countersign')).not.toBe(before);
  });

  test('is never one as somebody else', async () => {
    const browser = new WebBrowser();
    await signIn(browser);
    const before = browser.cookie(api.url, 'countersign');
    issuer.lie = (truth) => ({ ...truth, sub: 'grace-at-provider' });
    const answer = await signIn(browser, '/sign-in/oidc?purpose=renew');
    expect([answer.status, answer.text.includes('somebody else')]).toEqual([403, true]);
    expect(browser.cookie(api.url, 'countersign')).toBe(before);
  });

  test('asks the provider to have them prove it now', async () => {
    const browser = new WebBrowser();
    await signIn(browser);
    const left = new URL((await browser.send(`${api.url}/sign-in/oidc?purpose=renew`)).headers.get('location') ?? '');
    expect([left.searchParams.get('prompt'), left.searchParams.get('max_age')]).toEqual(['login', '0']);
  });
});

test('where the provider does not say when somebody proved who they are, the session is never recent', async () => {
  issuer.lie = (truth) => ({ ...truth, auth_time: undefined });
  const browser = new WebBrowser();
  await signIn(browser);
  const cookie = `countersign=${browser.cookie(api.url, 'countersign') ?? ''}`;
  const view = (await api.call('/v1/session', { headers: { cookie } })).json;
  expect(view['stepUpUntil']).toBe(view['signedInAt']);
});

test('a provider whose words differ from the configured issuer is not used', async () => {
  const provider = createOidcProvider(
    { issuer: `${issuer.url}/`, name: 'Liar', clientId: 'c', clientSecret: null, scopes: 'openid', createPeople: null, groups: null },
    'http://localhost:3400',
    pino({ level: 'silent' }),
    Date.now,
  );
  await expect(provider.leave({ state: 's', nonce: 'n', verifier: 'v'.repeat(43) }, false)).rejects.toThrow(/exactly|issuer/);
});
