import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeService } from '../../test/client/fake-service.js';
import { actionOf, idOf, viewOf } from '../../test/client/fake-view.js';
import { Countersign } from './countersign.js';
import { CountersignError } from './errors.js';

let client: Countersign;
let fake: FakeService;

beforeEach(async () => {
  fake = new FakeService();
  client = new Countersign({ url: `${await fake.start()}/`, apiKey: 'csk_test', headers: { 'x-countersign-channel': 'cli' } });
  fake.set(viewOf(idOf(1), actionOf('payments.refund', { amount: 5 })));
});
afterEach(() => fake.stop());

const body = { action: { type: 'payments.refund', args: { amount: 5 } } };
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('was not refused')),
    (error: unknown) => error as CountersignError,
  );

describe('a call', () => {
  it('carries the key, the agreed headers and JSON', async () => {
    await client.requests.create(body);
    expect(fake.calls[0]).toMatchObject({
      method: 'POST',
      path: '/v1/requests',
      headers: { authorization: 'Bearer csk_test', 'content-type': 'application/json', 'x-countersign-channel': 'cli' },
      body: JSON.stringify(body),
    });
  });

  it('says which field is wrong, and why, as a typed error', async () => {
    const error = await refusal(client.requests.create({ action: { type: 'Not A Type', args: {} } }));
    expect(error).toBeInstanceOf(CountersignError);
    expect(error).toMatchObject({ status: 422, code: 'invalid_body', field: '/action' });
    expect(error.message).toContain('invalid_body, HTTP 422');
  });

  it('keeps a hostile id inside its part of the path', async () => {
    const error = await refusal(client.requests.get('../../healthz?x=1'));
    expect(error).toMatchObject({ status: 404 });
    expect(fake.calls[0]?.path).toBe('/v1/requests/..%2F..%2Fhealthz%3Fx%3D1');
  });

  it('names an answer that is not of a Countersign service', async () => {
    fake.extra.set('GET /v1/me', { status: 200, text: '<html>' });
    expect(await refusal(client.me())).toMatchObject({ code: 'bad_answer' });
  });

  it('refuses an address that is none, before any call', () => {
    expect(() => new Countersign({ url: 'localhost:3400' })).toThrow(/http\(s\) address/);
  });
});

describe('a retry', () => {
  it.each([502, 503, 504])('follows a %s with the same idempotency key, so that one request is opened', async (status) => {
    fake.fail({ match: /POST \/v1\/requests$/, kind: 'answer', status });
    fake.fail({ match: /POST \/v1\/requests$/, kind: 'loseAnswer' });
    const created = await client.requests.create(body);
    const keys = fake.calls.map((call) => call.headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect([...fake.requests.keys()]).toEqual([idOf(1), created.id]);
  });

  it('of a decision whose answer was lost counts once', async () => {
    fake.fail({ match: /decisions$/, kind: 'loseAnswer' });
    const { revision, digest } = fake.only();
    const receipt = await client.requests.decide(idOf(1), { verb: 'approve', revision, digest: digest ?? '' });
    expect(receipt).toMatchObject({ counted: true, status: 'approved' });
    expect(fake.only().decisions).toHaveLength(1);
    expect(fake.count(/decisions$/)).toBe(2);
  });

  it('is never made of a call that must not happen twice', async () => {
    fake.resolve(idOf(1), 'approved');
    fake.fail({ match: /permit$/, kind: 'loseAnswer' });
    expect(await refusal(client.requests.permit(idOf(1), fake.only().digest ?? ''))).toMatchObject({ status: null, code: 'unreachable' });
    expect(fake.count(/permit$/)).toBe(1);
  });

  it.each([400, 401, 403, 404, 409, 422, 500])('is not made of a %s', async (status) => {
    fake.fail({ match: /GET/, kind: 'answer', status });
    expect(await refusal(client.requests.get(idOf(1)))).toMatchObject({ status, code: `http_${status}` });
    expect(fake.calls).toHaveLength(1);
  });

  it('waits for as long as Retry-After asks', async () => {
    fake.fail({ match: /GET/, kind: 'answer', status: 429, headers: { 'retry-after': '1' } });
    const startedAt = Date.now();
    await client.requests.get(idOf(1));
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(990);
  });

  it('gives up after five attempts, and says what the last one met', async () => {
    const impatient = new Countersign({ url: 'http://127.0.0.1:9', apiKey: 'csk_test', retries: 1 });
    expect(await refusal(impatient.requests.get(idOf(1)))).toMatchObject({ status: null, code: 'unreachable' });
  });
});

describe('a signal', () => {
  it('ends a long poll at once, with its own reason', async () => {
    const controller = new AbortController();
    const waiting = client.requests.wait(idOf(1), { signal: controller.signal });
    await fake.untilCalled(/wait/);
    controller.abort(new Error('no longer needed'));
    await expect(waiting).rejects.toThrow('no longer needed');
  });

  it('ends the pause between two attempts', async () => {
    fake.fail({ match: /GET/, kind: 'answer', status: 503, headers: { 'retry-after': '60' } });
    await expect(client.requests.get(idOf(1), { signal: AbortSignal.timeout(50) })).rejects.toThrow(/abort|timeout/i);
  });
});

describe('a timeout', () => {
  it('gives up on a call that hears of no abort, tries again what may be repeated, and stops where its caller stops', async () => {
    let asked = 0;
    const deaf: typeof fetch = () => ((asked += 1), new Promise<never>(() => undefined));
    const client = new Countersign({ url: 'http://127.0.0.1:9', apiKey: 'csk_test', timeoutMs: 20, retries: 1, fetch: deaf });
    await expect(client.requests.get(idOf(1))).rejects.toMatchObject({ code: 'timeout' });
    expect(asked).toBe(2);
    const patient = new Countersign({ url: 'http://127.0.0.1:9', apiKey: 'csk_test', fetch: deaf });
    const stopped = new Error('stopped');
    const controller = new AbortController();
    const waiting = patient.requests.get(idOf(1), { signal: controller.signal });
    controller.abort(stopped);
    await expect(waiting).rejects.toBe(stopped);
  });

  it('ends an attempt that gets no answer', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    try {
      const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      const impatient = new Countersign({ url, apiKey: 'csk_test', timeoutMs: 50, retries: 0 });
      expect(await refusal(impatient.me())).toMatchObject({ status: null, code: 'timeout' });
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });
});

describe('waiting', () => {
  it('goes on through a service that is away', async () => {
    fake.fail({ match: /wait/, kind: 'hangUp', times: 2 });
    fake.fail({ match: /wait/, kind: 'answer', status: 503 });
    const waiting = client.requests.wait(idOf(1));
    await fake.untilCalled(/wait/, 4);
    fake.resolve(idOf(1), 'approved');
    expect((await waiting).status).toBe('approved');
  });

  it('gives the present state when its time is up, and leaves the request alone', async () => {
    const view = await client.requests.wait(idOf(1), { timeoutMs: 30 });
    expect(view.status).toBe('pending');
    expect(fake.only().status).toBe('pending');
  });

  it('ends at once where the request does not exist', async () => {
    expect(await refusal(client.requests.wait(idOf(7)))).toMatchObject({ status: 404 });
  });

  it('for a change ends with the next move', async () => {
    const waiting = client.requests.change(idOf(1), { sinceMove: fake.only().move });
    fake.edit(idOf(1), { amount: 4 });
    expect((await waiting).revision).toBe(2);
  });
});

describe('a list', () => {
  it('gives every entry of every page once, newest first', async () => {
    for (let n = 2; n <= 7; n += 1) fake.set(viewOf(idOf(n), actionOf('a.b', {})));
    const ids: string[] = [];
    for await (const item of client.requests.list({ limit: 3 })) ids.push(item.id);
    expect(ids).toEqual([7, 6, 5, 4, 3, 2, 1].map(idOf));
    expect(fake.calls).toHaveLength(3);
  });

  it('fetches no page that is not read', async () => {
    for (let n = 2; n <= 7; n += 1) fake.set(viewOf(idOf(n), actionOf('a.b', {})));
    for await (const item of client.requests.list({ limit: 3, status: ['pending', 'approved'] })) {
      expect(item.id).toBe(idOf(7));
      break;
    }
    expect(fake.calls.map((call) => call.path)).toEqual(['/v1/requests?limit=3&status=pending%2Capproved']);
  });
});

describe('the record', () => {
  it('comes as parsed entries', async () => {
    expect(await client.requests.audit(idOf(1))).toEqual([expect.objectContaining({ seq: 1, kind: 'request.opened' })]);
  });
});
