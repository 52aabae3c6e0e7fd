import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { sql } from 'kysely';
import express from 'express';
import { meteredIntake } from '../../src/api/metered-intake.js';
import { openLedger } from '../../src/ledger/ledger.js';
import { until } from '../support/until.js';
import { fakeIntake } from './support/fake-intake.js';
import { SAMPLE_DIGEST, SAMPLE_ID, sampleView } from './support/sample-view.js';
import { startApi, type TestApi } from './support/start-api.js';

let api: TestApi;
let answer: () => Promise<void> = () => Promise.resolve();
const slack = express.Router().post('/events', async (req, res) => {
  const chunks: Buffer[] = [];
  for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
  res.send(Buffer.concat(chunks).toString('utf8'));
});

beforeAll(async () => {
  api = await startApi(fakeIntake({ view: () => Promise.resolve({ kind: 'ok', value: sampleView() }) }), {
    readiness: [
      { name: 'temporal', check: () => answer() },
      { name: 'nice', optional: true, check: () => Promise.reject(new Error('asleep')) },
    ],
    slackRouter: slack,
  });
});
afterAll(() => api.stop());

describe('health', () => {
  test('alive needs nothing', async () => {
    expect((await api.call('/healthz')).json).toEqual({ status: 'ok', version: '0.0.0-test' });
  });

  test('ready needs every check but the optional ones, and says which fail', async () => {
    answer = () => Promise.resolve();
    expect((await api.call('/readyz')).status).toBe(200);
    answer = () => Promise.reject(new Error('no connection to 127.0.0.1:7233'));
    const down = await api.call('/readyz');
    expect(down.status).toBe(503);
    expect(down.json['checks']).toEqual([
      { name: 'temporal', ok: false, optional: false, detail: 'no connection to 127.0.0.1:7233' },
      { name: 'nice', ok: false, optional: true, detail: 'asleep' },
    ]);
  });

  test('a check that hangs counts as failed', async () => {
    answer = () => new Promise(() => undefined);
    expect((await api.call('/readyz')).json['checks']).toContainEqual({
      name: 'temporal',
      ok: false,
      optional: false,
      detail: 'no answer within 2000 ms',
    });
  });
});

describe('the log', () => {
  test('has one line per call with its id, its path without the query, and the approval', async () => {
    const key = await api.person('reader');
    const response = await api.call(`/v1/requests/${SAMPLE_ID}?x=secret`, { key, headers: { 'x-request-id': 'trace-0001' } });
    expect(response.headers.get('x-request-id')).toBe('trace-0001');
    const lines = api.log.filter((line) => (line['req'] as { id?: string } | undefined)?.id === 'trace-0001');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      requestId: SAMPLE_ID,
      req: { method: 'GET', path: `/v1/requests/${SAMPLE_ID}` },
      res: { statusCode: 400 },
    });
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  test('takes over no id that could forge a line', async () => {
    const response = await api.call('/healthz', { headers: { 'x-request-id': 'a"} {"level":60' } });
    expect(response.headers.get('x-request-id')).toMatch(/^http_[0-9a-z]{26}$/);
  });
});

describe('every answer', () => {
  test.each(['/', '/healthz', '/v1/requests', '/nowhere', '/sign-in'])(
    'of %s forbids framing, sniffing and foreign content',
    async (path) => {
      const { headers } = await api.call(path);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none';style-src 'self';script-src 'self';connect-src 'self';img-src 'self' data:;form-action 'self';worker-src 'self';manifest-src 'self';frame-ancestors 'none';base-uri 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});

test('Slack’s endpoints get the body as it came', async () => {
  const raw = 'payload=%7B%22a%22%3A1%7D&x=\u00e4';
  expect(
    (await api.call('/slack/events', { method: 'POST', raw, headers: { 'content-type': 'application/x-www-form-urlencoded' } })).text,
  ).toBe(raw);
});

describe('metrics', () => {
  test('tell of open requests, the outbox and deliveries, and time routes, not ids', async () => {
    await sql`insert into requests (id, status, revision, state, move, next_seq, requested_by_kind, requested_by_id, execute, input, claims, task_queue)
      values ('req_a', 'pending', 1, '{}', 1, 0, 'admin', 'k', 'none', 'null', '{}', 'q'), ('req_b', 'executed', 1, '{}', 1, 0, 'admin', 'k', 'none', 'null', '{}', 'q')`.execute(
      api.db,
    );
    await sql`insert into outbox (request_id, kind, payload, created_at) values ('req_a', 'signal', '{}', now() - interval '90 seconds')`.execute(
      api.db,
    );
    await sql`insert into deliveries (id, request_id, channel, target, kind, wanted_move, shown_move, attempts, failed)
      values ('d1', 'req_a', 'slack', 'C1', 'card', 3, 2, 1, false), ('d2', 'req_a', 'webhook', 'x', 'callback', 3, 2, 9, true)`.execute(
      api.db,
    );
    const { text, headers } = await api.call('/metrics');
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    expect(text).toContain('countersign_requests_open{status="pending"} 1');
    expect(text).toContain('countersign_requests_open{status="revising"} 0');
    expect(Number(/^countersign_outbox_lag_seconds (\S+)/m.exec(text)?.[1])).toBeGreaterThan(85);
    expect(text).toContain('countersign_outbox_waiting 1');
    expect(text).toContain('countersign_deliveries_behind{channel="slack"} 1');
    expect(text).toContain('countersign_deliveries_failed{channel="webhook"} 1');
    expect(text).toContain('route="/v1/requests/{id}"');
    expect(text).not.toContain(SAMPLE_ID);
  });

  test('count what passed the doors', async () => {
    const registry = new Registry();
    const by = { kind: 'agent', keyId: 'k', agent: 'bot', owner: null } as const;
    const outcomes = [
      { counted: true, reason: null },
      { counted: false, reason: 'stale_revision' as const },
      { counted: null, reason: null },
    ];
    const intake = meteredIntake(
      fakeIntake({
        submit: () => Promise.resolve({ kind: 'ok', value: { view: sampleView(), created: true } }),
        decide: () =>
          Promise.resolve({
            kind: 'ok',
            value: { decisionId: 'd', status: 'pending', ...(outcomes.shift() ?? { counted: true, reason: null }) },
          }),
      }),
      registry,
    );
    await intake.submit(by, { action: { type: 'a.b', args: {} } }, { idempotencyKey: null });
    for (let i = 0; i < 3; i += 1)
      await intake.decide('ada', SAMPLE_ID, { verb: 'approve', revision: 1, digest: SAMPLE_DIGEST }, { channel: 'page' });
    const text = await registry.metrics();
    expect(text).toContain('countersign_requests_opened_total 1');
    expect(text).toContain('countersign_decisions_total{channel="page",verb="approve",counted="yes",reason=""} 1');
    expect(text).toContain('countersign_decisions_total{channel="page",verb="approve",counted="no",reason="stale_revision"} 1');
    expect(text).toContain('countersign_decisions_total{channel="page",verb="approve",counted="later",reason=""} 1');
  });
});

test('a flood of attempts to sign in is slowed down, for that address only', async () => {
  const flooded = await startApi(fakeIntake({}));
  try {
    const statuses = await Promise.all(Array.from({ length: 80 }, () => flooded.call('/sign-in?token=x')));
    expect(statuses.filter((each) => each.status === 429)).toHaveLength(20);
    const refused = statuses.find((each) => each.status === 429);
    expect(refused?.json).toMatchObject({ code: 'too_many_requests' });
    expect(refused?.headers.get('retry-after')).not.toBeNull();
    expect((await flooded.call('/')).status).toBe(200);
  } finally {
    await flooded.stop();
  }
});

test('a caller that opens too many requests waits, whatever key it uses, and keeps nobody else from opening theirs', async () => {
  const opened: string[] = [];
  const submit = (by: { kind: string }) => {
    opened.push(by.kind);
    return Promise.resolve({ kind: 'ok' as const, value: { view: sampleView(), created: true } });
  };
  const limited = await startApi(fakeIntake({ submit }), { requestsPerMinute: 3 });
  try {
    const body = { action: { type: 'payments.refund', args: {} } };
    const post = (key: string) => limited.call('/v1/requests', { method: 'POST', key, body });
    const [one, two] = [
      await limited.key({ kind: 'agent', agent: 'bot', ownerId: null }),
      await limited.key({ kind: 'agent', agent: 'bot', ownerId: null }),
    ];
    const other = await limited.key({ kind: 'agent', agent: 'else', ownerId: null });
    expect([(await post(one)).status, (await post(two)).status, (await post(one)).status]).toEqual([201, 201, 201]);
    const refused = await post(two);
    expect(refused).toMatchObject({ status: 429, json: { code: 'too_many_requests' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect((await post(other)).status).toBe(201);
    expect((await limited.call(`/v1/requests/${SAMPLE_ID}/permit`, { method: 'POST', key: one, body: {} })).status).not.toBe(429);
    expect(opened).toHaveLength(4);
  } finally {
    await limited.stop();
  }
});

describe('a client that hangs up', () => {
  test('in the middle of its body is no fault of ours', async () => {
    const key = await api.key({ kind: 'admin' });
    const controller = new AbortController();
    const body = new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode('{"name":')) });
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-request-id': 'hang-up-1' };
    const sent = fetch(`${api.url}/v1/people`, {
      method: 'POST',
      body,
      duplex: 'half',
      headers,
      signal: controller.signal,
    } as RequestInit).catch(() => 'gone');
    const used = () =>
      api.db.selectFrom('api_keys').select('id').where('last_used_at', 'is not', null).where('kind', '=', 'admin').executeTakeFirst();
    await until(async () => (await used()) !== undefined);
    controller.abort();
    expect(await sent).toBe('gone');
    const logged = () => api.log.filter((line) => (line['req'] as { id?: string } | undefined)?.id === 'hang-up-1');
    await until(() => logged().length > 0);
    expect(logged()).toHaveLength(1);
    expect(api.log.filter((line) => line['msg'] === 'request failed')).toEqual([]);
  });
});

describe('a ledger that is away', () => {
  test('is 503 for every door, and nothing is acknowledged', async () => {
    const ledger = openLedger({ url: 'postgres://countersign@127.0.0.1:1/none' });
    const away = await startApi(fakeIntake({}), {
      db: ledger,
      readiness: [{ name: 'ledger', check: async () => void (await sql`select 1`.execute(ledger)) }],
    });
    try {
      const key = `csk_a${'A'.repeat(43)}`;
      const answers = [
        await away.call('/v1/requests', { method: 'POST', key, body: { action: { type: 'a.b', args: {} } } }),
        await away.call('/v1/me', { key }),
        await away.call(`/r/${SAMPLE_ID}`, { headers: { cookie: `countersign=${'A'.repeat(43)}` } }),
        await away.call('/sign-in', {
          method: 'POST',
          raw: `token=${'A'.repeat(43)}`,
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
        await away.call('/readyz'),
      ];
      expect(answers.map((each) => each.status)).toEqual([503, 503, 503, 503, 503]);
      expect(answers[0]?.json).toMatchObject({ code: 'unavailable' });
      expect((await away.call('/healthz')).status).toBe(200);
      expect((await away.call('/metrics')).status).toBe(200);
    } finally {
      await away.stop();
    }
  });
});
