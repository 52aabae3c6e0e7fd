import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { NOT_COUNTED_REASONS, type Receipt } from '../../src/contracts/decision.js';
import type { Intake, Refusal } from '../../src/intake/intake.js';
import { until } from '../support/until.js';
import { fakeIntake } from './support/fake-intake.js';
import { SAMPLE_DIGEST, SAMPLE_ID, sampleView } from './support/sample-view.js';
import { startApi, type TestApi } from './support/start-api.js';

// What the doors hand over to the intake, and how they put its answers into HTTP. The intake itself is tested with the running service.
let api: TestApi;
let admin: string;
let agent: string;
let person: string;
let calls: [name: string, args: unknown[]][];
let answers: Partial<{ [K in keyof Intake]: unknown }>;

beforeAll(async () => {
  const recorded = (name: keyof Intake) =>
    ((...args: unknown[]) => {
      calls.push([name, args]);
      return Promise.resolve(answers[name]);
    }) as never;
  const names = [
    'submit',
    'decide',
    'override',
    'withdraw',
    'permit',
    'outcome',
    'settle',
    'answerQuestion',
    'view',
    'list',
    'audit',
  ] as const;
  const wait: Intake['wait'] = (...args) => {
    calls.push(['wait', args]);
    return new Promise((resolve) => {
      const done = () => resolve({ kind: 'ok', value: sampleView() });
      // Only the test of hanging up waits for real.
      if (args[3] < 60_000) done();
      args[4]?.signal?.addEventListener('abort', () => {
        calls.push(['wait aborted', []]);
        done();
      });
    });
  };
  api = await startApi(fakeIntake({ ...Object.fromEntries(names.map((name) => [name, recorded(name)])), wait }));
  admin = await api.key({ kind: 'admin' });
  agent = await api.key({ kind: 'agent', agent: 'bot', ownerId: null });
  person = await api.person('ada');
});
afterAll(() => api.stop());
beforeEach(() => {
  calls = [];
  answers = {};
});

const ok = <T>(value: T) => ({ kind: 'ok' as const, value });
const path = (tail = '') => `/v1/requests/${SAMPLE_ID}${tail}`;
const ADA = { kind: 'person', personId: 'ada' };
const receipt = (change: Partial<Receipt> = {}): Receipt => ({
  decisionId: 'd1',
  counted: true,
  reason: null,
  status: 'pending',
  ...change,
});

describe('opening', () => {
  const body = { action: { type: 'a.b', args: { n: 1 } } };
  const submit = (headers = {}) => api.call('/v1/requests', { method: 'POST', key: agent, body, headers });

  test('a new request is 201 with its place; the same again is 200', async () => {
    answers.submit = ok({ view: sampleView(), created: true });
    const first = await submit({ 'idempotency-key': 'order-7' });
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toBe(sampleView().links.self);
    expect(Object.keys(first.json).sort()).toEqual(['digest', 'id', 'links', 'revision', 'status', 'workflowId']);
    expect(calls).toEqual([['submit', [expect.objectContaining({ kind: 'agent', agent: 'bot' }), body, { idempotencyKey: 'order-7' }]]]);
    answers.submit = ok({ view: sampleView(), created: false });
    expect((await submit({ 'idempotency-key': 'order-7' })).status).toBe(200);
  });

  test('a refusal keeps its code, field and details', async () => {
    const refusal: Refusal = {
      kind: 'refused',
      status: 409,
      code: 'idempotency_conflict',
      message: 'Another body.',
      details: { requestId: SAMPLE_ID },
    };
    answers.submit = refusal;
    const answer = await submit();
    expect(answer.json).toEqual({
      type: 'urn:countersign:problem:idempotency_conflict',
      title: 'The idempotency key was used with another body',
      status: 409,
      code: 'idempotency_conflict',
      detail: 'Another body.',
      details: { requestId: SAMPLE_ID },
    });
  });
});

describe('deciding', () => {
  const body = { verb: 'approve', revision: 1, digest: SAMPLE_DIGEST };

  test('a counted decision is 200, one that waits for its count is 202', async () => {
    answers.decide = ok(receipt());
    expect((await api.call(path('/decisions'), { method: 'POST', key: person, body })).status).toBe(200);
    expect(calls).toEqual([['decide', ['ada', SAMPLE_ID, body, { channel: 'api' }]]]);
    answers.decide = ok(receipt({ counted: null }));
    const later = await api.call(path('/decisions'), { method: 'POST', key: person, body });
    expect([later.status, later.json]).toEqual([202, receipt({ counted: null })]);
  });

  test.each(NOT_COUNTED_REASONS)('one that does not count (%s) is 200 with its reason', async (reason) => {
    answers.decide = ok(receipt({ counted: false, reason }));
    const answer = await api.call(path('/decisions'), { method: 'POST', key: person, body });
    expect([answer.status, answer.json['counted'], answer.json['reason']]).toEqual([200, false, reason]);
  });

  test('the command line is named in the record', async () => {
    answers.decide = ok(receipt());
    await api.call(path('/decisions'), { method: 'POST', key: person, body, headers: { 'x-countersign-channel': 'cli' } });
    expect(calls[0]?.[1][3]).toEqual({ channel: 'cli' });
  });

  test('what a verb carries arrives as it was sent', async () => {
    answers.decide = ok(receipt());
    const said = { ...body, verb: 'reassign', from: 'group:finance', to: 'grace', decisionId: 'r-1', comment: 'on leave' };
    await api.call(path('/decisions'), { method: 'POST', key: person, body: said });
    await api.call(path('/decisions'), { method: 'POST', key: person, body: { ...body, verb: 'claim', for: 'PT30M' } });
    expect(calls.map(([, args]) => args[2])).toEqual([said, { ...body, verb: 'claim', for: 'PT30M' }]);
  });

  test('a question is answered by whoever asked for the action', async () => {
    answers.answerQuestion = ok({ decisionId: 'd1' });
    const sent = await api.call(path('/answers'), { method: 'POST', key: agent, body: { decisionId: 'd1', answer: ' Only staging. ' } });
    expect([sent.status, sent.json]).toEqual([200, { decisionId: 'd1' }]);
    expect(calls).toEqual([
      ['answerQuestion', [expect.objectContaining({ agent: 'bot' }), SAMPLE_ID, { decisionId: 'd1', answer: 'Only staging.' }]],
    ]);
  });

  test('agents and administrators do not decide', async () => {
    for (const key of [agent, admin]) {
      const answer = await api.call(path('/decisions'), { method: 'POST', key, body });
      expect([answer.status, answer.json['code']]).toEqual([403, 'forbidden']);
    }
    expect(calls).toEqual([]);
  });

  test('override, withdrawal and settling say who does it', async () => {
    answers = { override: ok(receipt()), withdraw: ok({ status: 'cancelled' }), settle: ok({ status: 'failed' }) };
    await api.call(path('/override'), {
      method: 'POST',
      key: person,
      body: { resolution: 'approved', digest: SAMPLE_DIGEST, reason: 'fire' },
    });
    await api.call(path('/cancel'), { method: 'POST', key: person });
    await api.call(path('/cancel'), { method: 'POST', key: agent, body: { reason: 'changed my mind' } });
    await api.call(path('/settle'), { method: 'POST', key: person, body: { outcome: 'failed', reason: 'looked' } });
    expect(calls).toEqual([
      ['override', [ADA, SAMPLE_ID, { resolution: 'approved', digest: SAMPLE_DIGEST, reason: 'fire' }, { channel: 'api' }]],
      ['withdraw', [ADA, SAMPLE_ID, '']],
      ['withdraw', [expect.objectContaining({ kind: 'agent' }), SAMPLE_ID, 'changed my mind']],
      ['settle', [ADA, SAMPLE_ID, { outcome: 'failed', reason: 'looked' }]],
    ]);
  });
});

describe('reading', () => {
  test('the queue is asked for as the query says', async () => {
    answers.list = ok({ items: [], nextCursor: null });
    const query =
      'scope=waiting&status=open&type=a.b,c.*&risk=low,high&agent=bot&policy=p,q&openedAfter=2026-01-01T00:00:00Z&openedBefore=2026-02-01T01:00:00%2B01:00&deadlineBefore=2026-03-01T00:00:00.5Z&reviewer=group:finance&q=refund%20big&sort=risk&cursor=abc&limit=7';
    expect((await api.call(`/v1/requests?${query}`, { key: person })).status).toBe(200);
    expect(calls[0]?.[1][1]).toEqual({
      scope: 'waiting',
      status: ['proposing', 'pending', 'revising', 'approved', 'executing'],
      type: ['a.b', 'c.*'],
      risk: ['low', 'high'],
      agent: ['bot'],
      policy: ['p', 'q'],
      openedAfter: new Date('2026-01-01T00:00:00Z'),
      openedBefore: new Date('2026-02-01T00:00:00Z'),
      deadlineBefore: new Date('2026-03-01T00:00:00.500Z'),
      reviewer: 'group:finance',
      q: 'refund big',
      sort: 'risk',
      cursor: 'abc',
      limit: 7,
    });
    await api.call('/v1/requests?status=executed,closed', { key: person });
    expect((calls[1]?.[1][1] as { status: string[] }).status).toContain('unknown');
  });

  test.each([
    ['scope=mine', 'scope'],
    ['status=waiting', 'status'],
    ['type=Payments', 'type'],
    ['type=a.b,', 'type'],
    ['type=a%25', 'type'],
    ['risk=low,extreme', 'risk'],
    ['openedAfter=yesterday', 'openedAfter'],
    ['openedBefore=2026-01-01', 'openedBefore'],
    ['deadlineBefore=2026-02-31T00:00:00Z', 'deadlineBefore'],
    ['sort=title', 'sort'],
    ['claimed=somebody', 'claimed'],
    ['unreachable=false', 'unreachable'],
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['q=', 'q'],
    ['order=newest', 'order'],
  ])('what the queue is asked for is refused by name: %s', async (query, field) => {
    const answer = await api.call(`/v1/requests?${query}`, { key: person });
    expect([answer.status, answer.json['code'], answer.json['field']]).toEqual([400, 'invalid_query', field]);
    expect(calls).toEqual([]);
  });

  test.each([
    ['claimed=me', { claimed: { by: 'ada' } }],
    ['claimed=any', { claimed: 'any' }],
    ['claimed=none&unreachable=true', { claimed: 'none', unreachable: true }],
    ['status=unknown', { status: ['unknown'] }],
  ])('the queue can be narrowed by %s', async (query, asked) => {
    answers.list = ok({ items: [], nextCursor: null });
    expect((await api.call(`/v1/requests?${query}`, { key: person })).status).toBe(200);
    expect(calls[0]?.[1][1]).toEqual({ ...asked, limit: 50 });
  });

  test('the record comes as JSON or as one entry per line', async () => {
    const entry = {
      requestId: SAMPLE_ID,
      seq: 1,
      at: '2026-01-01T00:00:00.000Z',
      kind: 'request.opened',
      body: {},
      previous: '0',
      hash: '1',
    };
    answers.audit = ok([entry, { ...entry, seq: 2 }]);
    expect((await api.call(path('/audit'), { key: person })).json).toEqual({
      requestId: SAMPLE_ID,
      entries: [entry, { ...entry, seq: 2 }],
    });
    const lines = await api.call(path('/audit?format=jsonl'), { key: person });
    expect(lines.headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
    expect(
      lines.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([entry, { ...entry, seq: 2 }]);
  });

  test('what another agent may not see does not exist', async () => {
    answers.view = { kind: 'refused', status: 404, code: 'not_found', message: 'There is no such request.' };
    expect((await api.call(path(), { key: agent })).json).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('answers are kept by no cache', async () => {
    answers.view = ok(sampleView());
    expect((await api.call(path(), { key: person })).headers.get('cache-control')).toBe('no-store');
  });
});

describe('waiting', () => {
  test.each([
    ['', 'resolved', 30_000],
    ['?until=terminal&timeout=250ms', 'terminal', 250],
    ['?timeout=5', 'resolved', 5_000],
    ['?until=change&since=4&timeout=1ms', 'change', 1],
  ])('%j is understood', async (query, until, timeoutMs) => {
    expect((await api.call(path(`/wait${query}`), { key: person })).status).toBe(200);
    expect(calls[0]?.[1].slice(1, 4)).toEqual([SAMPLE_ID, until, timeoutMs]);
  });

  test('is never longer than a minute, and ends when the client hangs up', async () => {
    const controller = new AbortController();
    const answer = fetch(`${api.url}${path('/wait?timeout=1h')}`, {
      headers: { authorization: `Bearer ${person}` },
      signal: controller.signal,
    }).catch(() => 'gone');
    const called = (name: string) => until(() => calls.some(([each]) => each === name));
    await called('wait');
    expect(calls[0]?.[1][3]).toBe(60_000);
    controller.abort();
    expect(await answer).toBe('gone');
    await called('wait aborted');
  });
});

describe('executing', () => {
  test('a permit is taken and an outcome reported by the caller', async () => {
    answers = {
      permit: ok({ permitId: 'permit_1', args: { n: 1 }, expiresAt: '2026-01-01T00:00:00.000Z' }),
      outcome: ok({ status: 'executed', late: false }),
    };
    expect((await api.call(path('/permit'), { method: 'POST', key: agent, body: { digest: SAMPLE_DIGEST } })).json).toMatchObject({
      permitId: 'permit_1',
    });
    const report = { permitId: 'permit_1', outcome: 'executed', detail: { ref: 7 } };
    expect((await api.call(path('/outcome'), { method: 'POST', key: agent, body: report })).json).toEqual({
      status: 'executed',
      late: false,
    });
    expect(calls[1]?.[1][2]).toEqual(report);
  });

  test('a permit before its time is 409, and says from when', async () => {
    const details = { status: 'approved', runFrom: '2026-01-01T00:10:00.000Z' };
    answers.permit = { kind: 'refused', status: 409, code: 'too_early', message: 'Not yet.', details };
    const early = await api.call(path('/permit'), { method: 'POST', key: agent, body: { digest: SAMPLE_DIGEST } });
    expect([early.status, early.json['code'], early.json['details']]).toEqual([409, 'too_early', details]);
  });

  test('a permit that is used up is 409', async () => {
    answers.permit = { kind: 'refused', status: 409, code: 'permit_consumed', message: 'It was taken.' };
    expect((await api.call(path('/permit'), { method: 'POST', key: agent, body: { digest: SAMPLE_DIGEST } })).status).toBe(409);
  });
});
