import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SessionView } from '../../src/contracts/session.js';
import { updatePerson } from '../../src/ledger/people.js';
import { FormBrowser } from './support/browser-like.js';
import { fakeIntake } from './support/fake-intake.js';
import { SAMPLE_DIGEST, SAMPLE_ID } from './support/sample-view.js';
import { startApi, type CallOptions, type TestApi } from './support/start-api.js';

let api: TestApi;
/** The channel of each decision that reached the intake. */
const channels: string[] = [];
const receipt = { decisionId: 'd1', counted: true, reason: null, status: 'approved' as const };

beforeAll(async () => {
  api = await startApi(
    fakeIntake({
      list: () => Promise.resolve({ kind: 'ok', value: { items: [], nextCursor: null } }),
      decide: (_personId, _id, _body, { channel }) => {
        channels.push(channel);
        return Promise.resolve({ kind: 'ok', value: receipt });
      },
      override: (_by, _id, _body, { channel }) => {
        channels.push(channel);
        return Promise.resolve({ kind: 'ok', value: receipt });
      },
    }),
  );
  await api.person('ada');
  await api.person('root', ['admin']);
});
afterAll(() => api.stop());

async function signedIn(personId: string) {
  const browser = new FormBrowser(api);
  await browser.signIn(personId);
  const { cookie } = browser;
  const view = (await api.call('/v1/session', { headers: { cookie } })).json as unknown as SessionView;
  const send = (path: string, options: CallOptions = {}) =>
    api.call(path, {
      ...options,
      headers: { cookie, origin: api.url, 'sec-fetch-site': 'same-origin', 'x-countersign-csrf': view.csrf, ...options.headers },
    });
  return { browser, cookie, view, send };
}

const decisionPath = `/v1/requests/${SAMPLE_ID}/decisions`;
const denial = { verb: 'deny', revision: 1, digest: SAMPLE_DIGEST };

describe('the session of a browser', () => {
  test('says who is signed in, until when, and until when that is recent', async () => {
    const { view } = await signedIn('root');
    expect(view.person).toEqual({ id: 'root', name: 'Name of root', role: 'manager', permissions: ['admin'] });
    expect(Date.parse(view.expiresAt) - Date.parse(view.signedInAt)).toBe(12 * 3_600_000);
    // The proof comes first, the session right after it.
    const early = Date.parse(view.signedInAt) + 30 * 60_000 - Date.parse(view.stepUpUntil);
    expect([early >= 0, early < 5_000]).toEqual([true, true]);
    expect(view).toMatchObject({ publicUrl: api.url, temporalUrl: 'http://temporal.test:8233', version: '0.0.0-test', push: null });
  });

  test('is asked for with 401 where nobody is signed in, and is nothing that a key has', async () => {
    const stranger = await api.call('/v1/session');
    expect([stranger.status, stranger.json['code']]).toEqual([401, 'missing_credentials']);
    const withKey = await api.call('/v1/session', { key: await api.key({ kind: 'person', personId: 'ada' }) });
    expect([withKey.status, withKey.json['code']]).toEqual([401, 'missing_credentials']);
  });

  test('is kept by no cache, as nothing else that the API answers is', async () => {
    const { send } = await signedIn('ada');
    for (const path of ['/v1/session', '/v1/me', '/v1/requests', '/v1/nowhere']) {
      expect([path, (await send(path)).headers.get('cache-control')]).toEqual([path, 'no-store']);
    }
  });
});

describe('the API by the cookie of a session', () => {
  test('reads and decides as the person, and the record says that it was the dashboard', async () => {
    const { send } = await signedIn('ada');
    expect((await send('/v1/me')).json).toMatchObject({ kind: 'person', personId: 'ada' });
    channels.length = 0;
    expect((await send(decisionPath, { method: 'POST', body: denial, headers: { 'x-countersign-channel': 'cli' } })).status).toBe(200);
    const overriding = { resolution: 'rejected', digest: SAMPLE_DIGEST, reason: 'incident' };
    expect((await send(`/v1/requests/${SAMPLE_ID}/override`, { method: 'POST', body: overriding })).status).toBe(200);
    expect(channels).toEqual(['dashboard', 'dashboard']);
  });

  test('administers where the person is a manager, and nowhere else', async () => {
    const manager = await signedIn('root');
    expect((await manager.send('/v1/people')).status).toBe(200);
    const reviewer = await signedIn('ada');
    const refused = await reviewer.send('/v1/people');
    expect([refused.status, refused.json['code']]).toEqual([403, 'forbidden']);
  });

  test('changes nothing without the token of this very session', async () => {
    const { send } = await signedIn('ada');
    const other = await signedIn('ada');
    channels.length = 0;
    for (const token of ['', 'x'.repeat(43), other.view.csrf]) {
      const answer = await send(decisionPath, { method: 'POST', body: denial, headers: { 'x-countersign-csrf': token } });
      expect([answer.status, answer.json['code']]).toEqual([403, 'bad_origin']);
    }
    expect(channels).toEqual([]);
  });

  test('takes nothing from another site, even with the right token', async () => {
    const { send } = await signedIn('ada');
    channels.length = 0;
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign) {
      expect((await send(decisionPath, { method: 'POST', body: denial, headers })).status).toBe(403);
      expect((await send('/v1/session', { method: 'DELETE', headers })).status).toBe(403);
    }
    expect(channels).toEqual([]);
    expect((await send('/v1/session')).status).toBe(200);
  });

  test('reads without the token: other sites see no answer', async () => {
    const { cookie } = await signedIn('ada');
    const answer = await api.call('/v1/requests', { headers: { cookie } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  test('is not looked at where a key is sent: a wrong key is refused, a right one decides who it is', async () => {
    const { send, cookie } = await signedIn('ada');
    for (const authorization of ['Bearer csk_wrongwrongwrongwrongwrong', 'Bearer ', 'Basic YWRhOmFkYQ==', '']) {
      const answer = await send('/v1/me', { headers: { authorization } });
      expect([authorization, answer.status, answer.json['code']]).toEqual([authorization, 401, 'invalid_credentials']);
    }
    const agentKey = await api.key({ kind: 'agent', agent: 'support-bot', ownerId: null });
    expect((await api.call('/v1/me', { key: agentKey, headers: { cookie } })).json).toMatchObject({ kind: 'agent', agent: 'support-bot' });
    channels.length = 0;
    const personKey = await api.key({ kind: 'person', personId: 'root' });
    expect((await api.call(decisionPath, { method: 'POST', body: denial, key: personKey, headers: { cookie } })).status).toBe(200);
    expect(channels).toEqual(['api']);
  });

  test('is refused where two cookies claim to be the session, or one that nobody was given', async () => {
    const { cookie } = await signedIn('ada');
    for (const planted of [`countersign=${'B'.repeat(43)}; ${cookie}`, `countersign=${'B'.repeat(43)}`, 'countersign=', 'other=1']) {
      expect([planted, (await api.call('/v1/me', { headers: { cookie: planted } })).status]).toEqual([planted, 401]);
    }
  });

  test('ends when the person is deactivated', async () => {
    await api.person('leaver');
    const { send } = await signedIn('leaver');
    expect((await send('/v1/me')).status).toBe(200);
    await updatePerson(api.db, 'leaver', { active: false });
    expect((await send('/v1/me')).status).toBe(401);
  });
});

describe('signing out', () => {
  test('ends this session and no other, and takes the cookie back', async () => {
    const one = await signedIn('ada');
    const two = await signedIn('ada');
    const answer = await one.send('/v1/session', { method: 'DELETE' });
    expect([answer.status, answer.json]).toEqual([200, { providerUrl: null }]);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^countersign=; Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax$/,
    );
    expect((await one.send('/v1/session')).status).toBe(401);
    expect((await two.send('/v1/session')).status).toBe(200);
  });

  test('everywhere ends all sessions of the person, and nobody else’s', async () => {
    const [one, two, other] = [await signedIn('ada'), await signedIn('ada'), await signedIn('root')];
    expect((await one.send('/v1/session?everywhere=true', { method: 'DELETE' })).status).toBe(200);
    expect((await one.send('/v1/session')).status).toBe(401);
    expect((await two.send('/v1/session')).status).toBe(401);
    expect((await other.send('/v1/session')).status).toBe(200);
  });
});

test('a page may start workers and read a manifest of this very origin, and nothing else that the policy did not allow before', async () => {
  const policy = (await api.call('/')).headers.get('content-security-policy') ?? '';
  expect(policy.split(';').sort()).toEqual(
    [
      "default-src 'none'",
      "style-src 'self'",
      "script-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data:",
      "form-action 'self'",
      "worker-src 'self'",
      "manifest-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].sort(),
  );
});

// Last, because it moves the clock for good.
test('a session that is over is no session for the API either', async () => {
  const { send } = await signedIn('ada');
  api.advance(12 * 3_600_000);
  expect((await send('/v1/session')).status).toBe(401);
});
