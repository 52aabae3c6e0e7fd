import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SessionView } from '../../src/contracts/session.js';
import { startRules, type Rules } from '../rules/support.js';
import { FormBrowser, formOf } from './support/browser-like.js';
import { fakeIntake } from './support/fake-intake.js';
import { startApi, type TestApi } from './support/start-api.js';
import { WebBrowser } from './support/web-browser.js';

let rules: Rules;
let adaKey: string;
beforeAll(async () => {
  rules = await startRules({
    types: ['safe.act', 'risky.act', 'grave.act'],
    policies: {
      'safe.yaml': 'match: { types: ["safe.act"] }\nreviewers: [group:crew]\nonTimeout: reject\n',
      'risky.yaml': 'match: { types: ["risky.act"] }\nrisk: high\nreviewers: [group:crew]\nonTimeout: reject\n',
      'grave.yaml': 'match: { types: ["grave.act"] }\nrisk: critical\nreviewers: [group:crew]\nonTimeout: reject\n',
    },
  });
  adaKey = await rules.service.person('ada', ['crew'], ['override']);
  await rules.service.person('root', [], ['admin']);
}, 60_000);
afterAll(() => rules.stop(), 30_000);
beforeEach(() => rules.service.db.deleteFrom('sessions').execute());

/** Signed in, and (`minutes`) that long ago. */
async function signedIn(personId: string, minutes = 0) {
  const browser = new FormBrowser(rules.service);
  await browser.signIn(personId);
  const authenticated_at = new Date(Date.now() - minutes * 60_000);
  await rules.service.db.updateTable('sessions').set({ authenticated_at }).where('person_id', '=', personId).execute();
  const { body } = await rules.service.call('GET', '/v1/session', null, undefined, { cookie: browser.cookie });
  const view = body as SessionView;
  const send = (method: string, path: string, data?: object) =>
    rules.service.call(method, path, null, data, { cookie: browser.cookie, 'x-countersign-csrf': view.csrf });
  return { browser, view, send };
}
type SignedIn = Awaited<ReturnType<typeof signedIn>>;

async function say({ send }: SignedIn, type: string, verb: string, more: object = {}) {
  const { id, revision, digest } = await rules.open(type);
  return { id, ...(await send('POST', `/v1/requests/${id}/decisions`, { verb, revision, digest, ...more })) };
}

describe('with a sign-in of more than half an hour ago', () => {
  test.each([
    ['risky.act', 'approve', {}],
    ['grave.act', 'approve', {}],
    ['risky.act', 'edit', { args: { a: 1 } }],
    ['risky.act', 'settle', { answer: 'happened', comment: 'seen' }],
    ['risky.act', 'answer', { answer: 'yes' }],
  ] as const)('%s: %s is not taken, is not recorded, and the answer says how to go on', async (type, verb, more) => {
    const answer = await say(await signedIn('ada', 31), type, verb, more);
    expect([answer.status, answer.body.code]).toEqual([401, 'step_up_required']);
    expect(answer.body.details).toEqual({ renew: '/sign-in/renew', by: 'link', after: '30m' });
    expect((await rules.view(answer.id)).decisions).toEqual([]);
  });

  test('neither is an override, nor the settling of what nobody knows', async () => {
    const session = await signedIn('ada', 31);
    const { id, digest } = await rules.open('risky.act');
    const override = await session.send('POST', `/v1/requests/${id}/override`, { resolution: 'approved', digest, reason: 'because' });
    const settle = await session.send('POST', `/v1/requests/${id}/settle`, { outcome: 'executed', reason: 'because' });
    expect([override.body.code, settle.body.code]).toEqual(['step_up_required', 'step_up_required']);
    expect((await rules.view(id)).status).toBe('pending');
  });

  test.each(['deny', 'reject', 'abstain', 'escalate'])(
    '%s goes through at any risk: nobody is kept from stopping something',
    async (verb) => {
      expect((await say(await signedIn('ada', 31), 'grave.act', verb, { comment: 'no' })).status).toBeLessThan(300);
    },
  );

  test('low risk is decided as before', async () => {
    const answer = await say(await signedIn('ada', 31), 'safe.act', 'approve');
    expect([answer.status, answer.body.counted]).toEqual([200, true]);
  });

  test('a key decides as before: it has no sign-in', async () => {
    const request = await rules.open('risky.act');
    expect(await rules.decide(adaKey, request, 'approve')).toMatchObject({ counted: true });
  });

  test('no way to sign in is made that outlasts the session: key, link, account', async () => {
    const { send } = await signedIn('root', 31);
    const identity = { channel: 'oidc', tenant: 'https://id.example', subject: 'x' };
    for (const [path, body] of [
      ['/v1/keys', { kind: 'person', personId: 'ada' }],
      ['/v1/people/ada/sign-in-link', {}],
      ['/v1/people/ada/identities', identity],
      ['/v1/people', { name: 'Eve', identities: [identity] }],
    ] as const) {
      expect([path, (await send('POST', path, body)).body.code]).toEqual([path, 'step_up_required']);
    }
    expect((await send('POST', '/v1/people', { id: 'plain', name: 'Plain' })).status).toBe(201);
  });
});

describe('with a sign-in of just now', () => {
  test('high risk is decided', async () => {
    const answer = await say(await signedIn('ada', 29), 'risky.act', 'approve');
    expect([answer.status, answer.body.counted]).toEqual([200, true]);
  });

  test('a session still makes no link for its own person: it would renew itself for ever', async () => {
    const { send } = await signedIn('root');
    expect((await send('POST', '/v1/people/root/sign-in-link', {})).body.code).toBe('forbidden');
    expect((await send('POST', '/v1/people/ada/sign-in-link', {})).status).toBe(201);
  });
});

describe('on the page without script', () => {
  test('the form comes back as it was filled in, nothing is recorded, and after signing in again the person is back', async () => {
    const browser = new WebBrowser();
    const { url } = rules.service;
    const freshLink = async () => {
      const { body } = await rules.service.call('POST', '/v1/people/ada/sign-in-link', rules.service.adminKey, {});
      return { token: new URL(body.url as string).searchParams.get('token') ?? '' };
    };
    await browser.send(`${url}/sign-in`, await freshLink());
    await rules.service.db
      .updateTable('sessions')
      .set({ authenticated_at: new Date(Date.now() - 31 * 60_000) })
      .execute();
    const request = await rules.open('risky.act');
    const form = formOf((await browser.send(`${url}/r/${request.id}`)).text, 'approve');
    const refused = await browser.send(`${url}/r/${request.id}/decide`, { ...form, comment: 'I have looked at it' });
    expect(refused.status).toBe(401);
    expect(refused.text).toContain('I have looked at it');
    const href = /href="(\/sign-in\/renew[^"]*)"/.exec(refused.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await rules.view(request.id)).decisions).toEqual([]);

    const renewing = await browser.send(`${url}${href}`);
    expect(renewing.text).toContain(`countersign people sign-in-link --open --next /r/${request.id}`);
    // A link that was made without saying where it leads.
    const back = await browser.send(`${url}/sign-in`, await freshLink());
    expect([back.status, back.headers.get('location')]).toEqual([303, `/r/${request.id}`]);
    expect((await browser.send(`${url}/r/${request.id}/decide`, form)).status).toBe(303);
  });
});

describe('a renewal', () => {
  test('is a new session with a new id; the forms of other tabs stay good, the one before is over', async () => {
    const { browser, view } = await signedIn('ada', 31);
    const before = browser.cookie;
    await browser.signIn('ada');
    expect(browser.cookie).not.toBe(before);
    const now = (await rules.service.call('GET', '/v1/session', null, undefined, { cookie: browser.cookie })).body as SessionView;
    expect(now.csrf).toBe(view.csrf);
    expect(Date.parse(now.stepUpUntil)).toBeGreaterThan(Date.now());
    expect((await rules.service.call('GET', '/v1/session', null, undefined, { cookie: before })).status).toBe(401);
  });

  test('as another person shares nothing with the session before', async () => {
    const { browser, view } = await signedIn('ada');
    await browser.signIn('root');
    const now = (await rules.service.call('GET', '/v1/session', null, undefined, { cookie: browser.cookie })).body as SessionView;
    expect([now.person.id, now.csrf === view.csrf]).toEqual(['root', false]);
  });
});

describe('where Countersign runs on a machine of one’s own', () => {
  let api: TestApi;
  const told: string[] = [];
  beforeAll(async () => {
    api = await startApi(fakeIntake({ list: () => Promise.resolve({ kind: 'ok', value: { items: [], nextCursor: null } }) }), {
      tellOperator: (text) => told.push(text),
    });
    await api.person('ada');
  });
  afterAll(() => api.stop());

  test('its terminal prints a fresh link when it is asked to, and not to another site', async () => {
    const browser = new FormBrowser(api);
    await browser.signIn('ada');
    const { cookie } = browser;
    api.advance(31 * 60_000);
    const page = await browser.get('/sign-in/renew?next=/r/req_x');
    browser.cookie = cookie;
    expect(told).toEqual([]);
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const ask = (headers: Record<string, string> = {}) => browser.post('/sign-in/renew', { csrf, next: '/r/req_x' }, headers);
    expect((await ask({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask()).status).toBe(200);
    // A second click says nothing new.
    await ask();
    expect(told).toHaveLength(1);
    const token = /\/sign-in\?token=([\w-]{43})$/.exec(told[0] ?? '')?.[1] ?? '';
    const back = await browser.post('/sign-in', { token });
    expect([back.status, back.headers.get('location')]).toEqual([303, '/r/req_x']);
  });

  test('what a command shows of the way back is never more than a path', async () => {
    const browser = new FormBrowser(api);
    await browser.signIn('ada');
    api.advance(31 * 60_000);
    const page = await browser.get(`/sign-in/renew?next=${encodeURIComponent('/x;curl`evil`')}`);
    expect(page.text).not.toContain('--next');
  });
});
