import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignInLink } from '../../src/ledger/sign-in-links.js';
import { updatePerson } from '../../src/ledger/people.js';
import { FormBrowser } from './support/browser-like.js';
import { fakeIntake } from './support/fake-intake.js';
import { startApi, type TestApi } from './support/start-api.js';

let api: TestApi;
const emptyList = () => Promise.resolve({ kind: 'ok' as const, value: { items: [], nextCursor: null } });

beforeAll(async () => {
  api = await startApi(fakeIntake({ list: emptyList }));
  await api.person('ada');
  await api.person('gone');
});
afterAll(() => api.stop());

const linkFor = async (personId: string, nextPath = '/') => (await createSignInLink(api.db, { personId, nextPath }, Date.now())).token;
const sessions = async () =>
  Number(
    (
      await api.db
        .selectFrom('sessions')
        .select((eb) => eb.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  );
const isSignedIn = async (browser: FormBrowser) => (await browser.get('/')).text.includes('Sign out');

describe('a sign-in link', () => {
  test('looked at by GET and HEAD, however often, stays usable and signs nobody in', async () => {
    const token = await linkFor('ada');
    const before = await sessions();
    const scanner = new FormBrowser(api);
    for (let i = 0; i < 3; i += 1) {
      const page = await scanner.get(`/sign-in?token=${token}`);
      expect(page.status).toBe(200);
      expect(page.text).toContain('Sign in as Name of ada?');
      expect(page.headers.get('set-cookie')).toBeNull();
      await fetch(`${api.url}/sign-in?token=${token}`, { method: 'HEAD' });
    }
    expect(await sessions()).toBe(before);
    expect((await new FormBrowser(api).post('/sign-in', { token })).status).toBe(303);
  });

  test('signs in once: the second use is told so', async () => {
    const token = await linkFor('ada');
    expect((await new FormBrowser(api).post('/sign-in', { token })).status).toBe(303);
    const again = await new FormBrowser(api).post('/sign-in', { token });
    expect([again.status, again.headers.get('set-cookie')]).toEqual([410, null]);
    expect(again.text).toContain('used already');
  });

  test('used by two at the same time signs in one of them', async () => {
    const token = await linkFor('ada');
    const answers = await Promise.all([1, 2, 3, 4].map(() => new FormBrowser(api).post('/sign-in', { token })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, 410, 410, 410]);
  });

  test('is kept only as a hash', async () => {
    const token = await linkFor('ada');
    const rows = JSON.stringify(await api.db.selectFrom('sign_in_links').selectAll().execute());
    expect(rows).not.toContain(token);
    expect(JSON.stringify(api.log)).not.toContain(token);
  });

  test.each(['', 'x', 'A'.repeat(43), "' or 1=1 --", 'A'.repeat(500)])('that nobody made (%j) signs nobody in', async (token) => {
    const answer = await new FormBrowser(api).post('/sign-in', { token });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([410, null]);
  });

  test('of a person who was deactivated is worth nothing, nor is their session', async () => {
    const token = await linkFor('gone');
    const browser = new FormBrowser(api);
    await browser.signIn('gone');
    expect(await isSignedIn(browser)).toBe(true);
    await updatePerson(api.db, 'gone', { active: false });
    expect(await isSignedIn(browser)).toBe(false);
    expect((await new FormBrowser(api).post('/sign-in', { token })).status).toBe(410);
  });

  test('leads to a page of this service, whatever the row says', async () => {
    for (const [nextPath, location] of [
      ['/r/req_x?a=1', '/r/req_x?a=1'],
      ['//evil.example', '/'],
      ['https://evil.example', '/'],
    ] as const) {
      const answer = await new FormBrowser(api).signIn('ada', nextPath);
      expect(answer.headers.get('location')).toBe(location);
    }
  });

  test('sent by a form of another site is refused', async () => {
    const token = await linkFor('ada');
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign) {
      expect((await new FormBrowser(api).post('/sign-in', { token }, headers)).status).toBe(403);
    }
    expect((await new FormBrowser(api).post('/sign-in', { token })).status).toBe(303);
  });
});

describe('a session', () => {
  test('has a new id after each sign-in, and the one before is over', async () => {
    const browser = new FormBrowser(api);
    browser.cookie = `countersign=${'A'.repeat(43)}`;
    await browser.signIn('ada');
    const first = browser.cookie;
    expect(first).not.toContain('AAAA');
    await browser.signIn('ada');
    expect(browser.cookie).not.toBe(first);
    const old = new FormBrowser(api);
    old.cookie = first;
    expect(await isSignedIn(old)).toBe(false);
    expect(await isSignedIn(browser)).toBe(true);
  });

  test('lives in a cookie that scripts cannot read and other sites cannot send with forms', async () => {
    const answer = await new FormBrowser(api).signIn('ada');
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).toMatch(/Path=\//);
    // This service is at http: a Secure cookie would never come back. https is checked by cookies.test.ts.
    expect(cookie).not.toMatch(/Secure/);
  });

  test('is refused when two cookies claim to be it', async () => {
    const browser = new FormBrowser(api);
    await browser.signIn('ada');
    const twin = new FormBrowser(api);
    twin.cookie = `countersign=${'B'.repeat(43)}; ${browser.cookie}`;
    expect(await isSignedIn(twin)).toBe(false);
  });

  test('ends by signing out, which another site cannot do', async () => {
    const browser = new FormBrowser(api);
    await browser.signIn('ada');
    const mine = browser.cookie;
    const csrf = /name="csrf" value="([^"]+)"/.exec((await browser.get('/')).text)?.[1] ?? '';
    expect((await browser.post('/sign-out', { csrf }, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await browser.post('/sign-out', { csrf: 'x'.repeat(43) })).status).toBe(403);
    expect(await isSignedIn(browser)).toBe(true);
    expect((await browser.post('/sign-out', { csrf })).status).toBe(303);
    browser.cookie = mine;
    expect(await isSignedIn(browser)).toBe(false);
  });
});

// Last, because it moves the clock for good.
test('a link is good for 15 minutes, a session for 12 hours', async () => {
  const token = await linkFor('ada');
  const browser = new FormBrowser(api);
  await browser.signIn('ada');
  api.advance(15 * 60_000 + 1_000);
  const late = await new FormBrowser(api).post('/sign-in', { token });
  expect([late.status, late.text.includes('too old')]).toEqual([410, true]);
  expect(await isSignedIn(browser)).toBe(true);
  api.advance(11.8 * 3_600_000);
  expect(await isSignedIn(browser)).toBe(false);
});
