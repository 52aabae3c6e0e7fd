import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPush } from '../../src/channels/push/push.js';
import { newVapidPrivateKey, vapidOf } from '../../src/channels/push/vapid.js';
import { pushDevice, pushDevices } from '../../src/api/schemas/push.js';
import { createSession } from '../../src/ledger/sessions.js';
import { fakeIntake } from '../api/support/fake-intake.js';
import { startApi, type TestApi } from '../api/support/start-api.js';
import { startPushService, type PushService, type Subscription } from './push-service.js';

const vapid = vapidOf(newVapidPrivateKey(), 'mailto:operators@example.com');

describe('browsers that take notifications', () => {
  let api: TestApi;
  let service: PushService;
  let ada: string;
  let ben: string;

  beforeAll(async () => {
    service = await startPushService();
    api = await startApi(fakeIntake({}), { push: (db) => createPush({ db, vapid, allowPrivate: true, clock: Date.now }) });
    ada = await api.person('ada');
    ben = await api.person('ben');
  });
  afterAll(async () => {
    await api.stop();
    await service.close();
  });

  const bodyOf = ({ endpoint, keys, vapidKey }: Subscription, over: object = {}) => ({ endpoint, keys, vapidKey, label: 'Phone', ...over });
  const save = (key: string, body: object) => api.call('/v1/push/subscriptions', { method: 'POST', key, body });
  const list = async (key: string) => (await api.call('/v1/push/subscriptions', { key })).json['items'] as { id: string; label: string }[];

  it('are saved, listed without their address, tested and removed by their owner', async () => {
    const browser = service.subscribe(vapid.publicKey);
    const saved = await save(ada, bodyOf(browser));
    expect(saved.status).toBe(201);
    const id = saved.json['id'] as string;
    const listed = await api.call('/v1/push/subscriptions', { key: ada });
    expect(listed.json).toMatchObject({ items: [{ id, label: 'Phone', takenAt: null }] });
    expect(pushDevice.parse(saved.json)).toEqual(saved.json);
    expect(pushDevices.parse(listed.json)).toEqual(listed.json);
    expect(listed.text).not.toContain(browser.endpoint);
    expect((await api.call(`/v1/push/subscriptions/${id}/test`, { method: 'POST', key: ada })).status).toBe(204);
    expect(service.received(browser.endpoint)).toEqual([
      expect.objectContaining({ payload: expect.objectContaining({ title: 'Notifications work', decide: null }) }),
    ]);
    expect((await list(ada))[0]).toMatchObject({ takenAt: expect.any(String) });
    expect((await api.call(`/v1/push/subscriptions/${id}`, { method: 'DELETE', key: ada })).status).toBe(204);
    expect(await list(ada)).toEqual([]);
    expect(JSON.stringify(api.log)).not.toContain(browser.endpoint);
  });

  it('are nobody else’s business', async () => {
    const { json } = await save(ada, bodyOf(service.subscribe(vapid.publicKey)));
    const path = `/v1/push/subscriptions/${json['id'] as string}`;
    expect((await api.call(path, { method: 'DELETE', key: ben })).status).toBe(404);
    expect((await api.call(`${path}/test`, { method: 'POST', key: ben })).status).toBe(404);
    expect(await list(ben)).toEqual([]);
    const bot = await api.key({ kind: 'agent', agent: 'bot', ownerId: null });
    expect((await api.call('/v1/push/subscriptions', { key: bot })).status).toBe(403);
    expect((await api.call('/v1/push/subscriptions')).status).toBe(401);
  });

  it.each([
    ['an address that is none', { endpoint: 'nowhere' }, '/endpoint'],
    [
      'a key that is no point of the curve',
      { keys: { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: Buffer.alloc(16).toString('base64url') } },
      '/keys/p256dh',
    ],
    ['a secret of another length', { keys: { p256dh: vapid.publicKey, auth: 'YQ' } }, '/keys/auth'],
    ['a subscription to another key than ours', { vapidKey: vapidOf(newVapidPrivateKey(), '').publicKey }, '/vapidKey'],
    ['a label that says nothing', { label: '   ' }, '/label'],
  ])('are refused for %s', async (_what, over, field) => {
    const { status, json } = await save(ada, bodyOf(service.subscribe(vapid.publicKey), over));
    expect([status, json['field']]).toEqual([422, field]);
  });

  it('are called over https alone where private addresses are not allowed', () => {
    const strict = createPush({ db: api.db, vapid, allowPrivate: false, clock: Date.now });
    expect(strict.problemOf({ endpoint: 'http://push.example/x', p256dh: vapid.publicKey, vapidKey: vapid.publicKey })).toMatchObject({
      field: '/endpoint',
    });
    expect(strict.problemOf({ endpoint: 'https://push.example/x', p256dh: vapid.publicKey, vapidKey: vapid.publicKey })).toBeNull();
  });

  it('go with the subscription that the push service has ended, and the answer says so', async () => {
    const browser = service.subscribe(vapid.publicKey);
    const { json } = await save(ben, bodyOf(browser));
    service.misbehave({ status: 403 });
    const refused = await api.call(`/v1/push/subscriptions/${json['id'] as string}/test`, { method: 'POST', key: ben });
    expect([refused.status, refused.json['code']]).toEqual([502, 'push_refused']);
    service.drop(browser.endpoint);
    expect((await api.call(`/v1/push/subscriptions/${json['id'] as string}/test`, { method: 'POST', key: ben })).status).toBe(404);
    expect(await list(ben)).toEqual([]);
  });

  it('end with the session that they were opened in, when somebody signs out of it', async () => {
    await api.person('cleo');
    const { token } = await createSession(api.db, 'cleo', Date.now());
    const cookie = `countersign=${token}`;
    const { json: session } = await api.call('/v1/session', { headers: { cookie } });
    expect(session['push']).toEqual({ publicKey: vapid.publicKey });
    const headers = { cookie, 'x-countersign-csrf': String(session['csrf']) };
    const made = await api.call('/v1/push/subscriptions', { method: 'POST', headers, body: bodyOf(service.subscribe(vapid.publicKey)) });
    expect(made.status).toBe(201);
    const cleo = await api.key({ kind: 'person', personId: 'cleo' });
    const other = await save(cleo, bodyOf(service.subscribe(vapid.publicKey), { label: 'Desk' }));
    expect((await api.call('/v1/session', { method: 'DELETE', headers })).status).toBe(200);
    expect((await list(cleo)).map(({ id }) => id)).toEqual([other.json['id']]);
  });

  it('are rung by a test of the channel, all those of whoever asks, and nobody else’s', async () => {
    const { probe } = createPush({ db: api.db, vapid, allowPrivate: true, clock: Date.now });
    await api.person('dan');
    const dan = await api.key({ kind: 'person', personId: 'dan' });
    const self = { kind: 'self', personId: 'dan', identities: [] } as const;
    const signal = new AbortController().signal;
    expect(await probe.send(self, signal)).toMatchObject({ result: 'failed', fix: 'turn them on under Settings' });
    const browsers = [service.subscribe(vapid.publicKey), service.subscribe(vapid.publicKey)];
    for (const browser of browsers) await save(dan, bodyOf(browser));
    expect(await probe.send(self, signal)).toMatchObject({ result: 'arrived', target: 'Phone, Phone' });
    expect(browsers.map(({ endpoint }) => service.received(endpoint).length)).toEqual([1, 1]);
    expect(await probe.check()).toMatchObject({ state: 'working', text: expect.stringMatching(/^On in \d+ browsers of \d+ people\.$/) });
    for (const { endpoint } of browsers) service.drop(endpoint);
    expect(await probe.send(self, signal)).toMatchObject({ result: 'failed', error: 'It was not taken: the browser takes none any more.' });
  });

  it('are at most twenty for one person; the oldest go', async () => {
    const key = await api.person('many');
    for (let i = 0; i < 22; i += 1) await save(key, bodyOf(service.subscribe(vapid.publicKey), { label: `Device ${i}` }));
    const labels = (await list(key)).map(({ label }) => label);
    expect(labels).toHaveLength(20);
    expect(labels).not.toContain('Device 0');
    expect(labels).toContain('Device 21');
  });
});
