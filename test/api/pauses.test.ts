import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { AuditEntry } from '../../src/contracts/view.js';
import { registerAgent } from '../../src/ledger/agents.js';
import { FormBrowser } from './support/browser-like.js';
import { fakeIntake } from './support/fake-intake.js';
import { SAMPLE_ID, sampleView } from './support/sample-view.js';
import { startApi, type TestApi } from './support/start-api.js';

let api: TestApi;
let admin: string;
let ada: string;

beforeAll(async () => {
  const held = {
    id: 'pau_1',
    reason: '<b>the bank</b> is down',
    by: { kind: 'person', id: 'ada' },
    since: '2026-01-31T09:30:00.000Z',
  } as const;
  const entry = { requestId: SAMPLE_ID, at: held.since, previous: '', hash: '' };
  const entries: AuditEntry[] = [
    { ...entry, seq: 1, kind: 'effect.paused', body: { by: 'ada', what: 'effects of payments.*', reason: held.reason } },
    { ...entry, seq: 2, kind: 'effect.resumed', body: {} },
    { ...entry, seq: 3, kind: 'ledger.older', body: {} },
  ];
  api = await startApi(
    fakeIntake({
      view: () => Promise.resolve({ kind: 'ok', value: sampleView({ status: 'approved', awaiting: null, paused: held }) }),
      audit: () => Promise.resolve({ kind: 'ok', value: entries }),
      list: () => Promise.resolve({ kind: 'ok', value: { items: [], nextCursor: null } }),
    }),
  );
  admin = await api.key({ kind: 'admin' });
  ada = await api.person('ada', ['pause']);
  await registerAgent(api.db, { name: 'planner', canRevise: true });
});
afterAll(() => api.stop());

const pause = (body: unknown, key = ada) => api.call('/v1/pauses', { method: 'POST', key, body });
const lift = (id: unknown, key = ada, body?: unknown) =>
  api.call(`/v1/pauses/${String(id)}`, { method: 'DELETE', key, ...(body === undefined ? {} : { body }) });
const list = async (query: string, key = ada) =>
  ((await api.call(`/v1/pauses${query}`, { key })).json['items'] as { id: string }[]).map(({ id }) => id);
const all = { kind: 'all' };

describe('the kill switch over HTTP', () => {
  test('pauses, says what it met, is listed, and is lifted, each with who, when and why', async () => {
    await sql`insert into requests (id, status, revision, state, move, next_seq, requested_by_kind, requested_by_id, agent, type, execute, input, claims, task_queue)
      select 'req_' || status || n, status, 1, '{}', 1, 0, 'agent', 'planner', 'planner', 'a.b', 'worker', 'null', '{}', 'q'
      from (values ('approved', 1), ('approved', 2), ('executing', 1), ('pending', 1)) v (status, n)`.execute(api.db);
    const made = await pause({ scope: { kind: 'agent', value: 'planner' }, reason: 'answers nonsense' });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      scope: { kind: 'agent', value: 'planner' },
      reason: 'answers nonsense',
      by: { kind: 'person', id: 'ada' },
      lifted: null,
      settled: true,
      waiting: 2,
      running: 1,
    });
    const id = String(made.json['id']);
    expect(made.headers.get('location')).toBe(`/v1/pauses/${id}`);
    // Their runs note it on the record and on the cards.
    const woken = await api.db.selectFrom('outbox').select(['request_id', 'kind']).orderBy('request_id').execute();
    expect(woken).toEqual([
      { request_id: 'req_approved1', kind: 'signal' },
      { request_id: 'req_approved2', kind: 'signal' },
    ]);
    expect(await list('?active=true')).toEqual([id]);
    expect(await list('?active=false')).toEqual([]);

    await sql`update requests set held_by = ${id} where id in ('req_approved1', 'req_executing1')`.execute(api.db);
    const lifted = await lift(id, admin, { reason: 'rolled back' });
    expect(lifted.status).toBe(200);
    expect(lifted.json).toMatchObject({ id, lifted: { by: { kind: 'key' }, reason: 'rolled back' } });
    expect((await api.db.selectFrom('outbox').select('request_id').execute()).map((row) => row.request_id).sort()).toEqual(
      ['req_approved1', 'req_approved2', 'req_approved1', 'req_executing1'].sort(),
    );
    expect(await list('?active=true')).toEqual([]);
    expect(await list('?active=false')).toEqual([id]);
    const said = api.log.filter((line) => String(line['administration']).startsWith('effects_')).map((line) => line['administration']);
    expect(said).toEqual(['effects_paused', 'effects_resumed']);
  });

  test('the same call again finds what holds, and lifting twice keeps the first', async () => {
    const first = await pause({ scope: all, reason: 'incident 17' });
    const again = await pause({ scope: all, reason: ' incident 17 ' });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.json['id']).toBe(first.json['id']);
    const lifted = await lift(first.json['id']);
    expect((await lift(first.json['id'], admin, { reason: 'late' })).json).toEqual(lifted.json);
  });

  test.each([
    ['no reason', { scope: all }, 422, 'invalid_body', '/reason'],
    ['a blank reason', { scope: all, reason: '  ' }, 422, 'invalid_body', '/reason'],
    ['no scope', { reason: 'x' }, 422, 'invalid_body', '/scope'],
    ['an unknown scope', { scope: { kind: 'person', value: 'ada' }, reason: 'x' }, 422, 'invalid_body', '/scope/kind'],
    ['a value for all', { scope: { kind: 'all', value: 'x' }, reason: 'x' }, 422, 'invalid_body', '/scope/value'],
    ['an agent that does not exist', { scope: { kind: 'agent', value: 'planer' }, reason: 'x' }, 422, 'unknown_agent', '/scope/value'],
    ['a glob with a space', { scope: { kind: 'type', value: 'a b' }, reason: 'x' }, 422, 'invalid_body', '/scope/value'],
    ['a glob that fits nothing', { scope: { kind: 'type', value: 'payments..*' }, reason: 'x' }, 422, 'invalid_body', '/scope/value'],
    ['another field', { scope: all, reason: 'x', until: '1h' }, 422, 'invalid_body', '/until'],
  ])('refuses %s and pauses nothing', async (_what, body, status, code, field) => {
    const refused = await pause(body);
    expect(refused.status).toBe(status);
    expect(refused.json).toMatchObject({ code, field });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(await list('?active=true')).toEqual([]);
  });

  test('is for administrators and for people with the permission', async () => {
    const root = await api.person('root', ['admin']);
    const eve = await api.person('eve', ['override']);
    const agent = await api.key({ kind: 'agent', agent: 'planner', ownerId: null });
    const held = await pause({ scope: all, reason: 'x' }, root);
    for (const key of [eve, agent]) {
      expect((await pause({ scope: all, reason: 'y' }, key)).json).toMatchObject({ status: 403, code: 'forbidden' });
      expect((await lift(held.json['id'], key)).json).toMatchObject({ status: 403, code: 'forbidden' });
    }
    expect(await list('?active=true', eve)).toEqual([held.json['id']]);
    await lift(held.json['id'], root);
  });

  test('an agent is told of what holds its own effects, and not of other agents', async () => {
    const other = await api.key({ kind: 'agent', agent: 'other', ownerId: null });
    const mine = await pause({ scope: { kind: 'agent', value: 'planner' }, reason: 'a secret of the planner' });
    const types = await pause({ scope: { kind: 'type', value: 'payments.*' }, reason: 'the bank is down' });
    expect(await list('?active=true', other)).toEqual([types.json['id']]);
    for (const made of [mine, types]) await lift(made.json['id']);
  });

  test('an id that is none is 404', async () => {
    expect((await lift('pau_1')).json).toMatchObject({ code: 'not_found' });
    expect((await lift(`pau_${'0'.repeat(26)}`)).json).toMatchObject({ code: 'not_found' });
  });

  test('is on the page of a request that it holds, and above the queue', async () => {
    const browser = new FormBrowser(api);
    await browser.signIn('ada');
    const page = (await browser.get(`/r/${SAMPLE_ID}`)).text;
    expect(page).toMatch(/Held: effects are paused<\/strong>\s+by Name of ada/);
    expect(page).toContain('&lt;b&gt;the bank&lt;/b&gt; is down');
    expect(page).toContain('paused effects of payments.*: this one is held');
    expect(page).toContain('Nothing holds the effect any more');
    expect(page).toContain('the ledger was restored to an older moment');
    expect((await browser.get('/')).text).not.toContain('Paused:');
    const made = await pause({ scope: { kind: 'type', value: 'a.*' }, reason: 'see incident 17' });
    expect((await browser.get('/')).text).toMatch(/Paused: effects of a\.\*<\/strong>\s+by ada .*see incident 17/s);
    await lift(made.json['id']);
  });

  test('makes nothing unready, and shows in /readyz and /metrics', async () => {
    const made = await pause({ scope: { kind: 'type', value: 'a.*' }, reason: 'only for who has a key' });
    const ready = await api.call('/readyz');
    expect(ready.status).toBe(200);
    expect(ready.json['pauses']).toEqual([{ scope: { kind: 'type', value: 'a.*' }, since: made.json['at'] }]);
    expect(ready.text).not.toContain('only for who has a key');
    expect((await api.call('/metrics')).text).toContain('countersign_pauses_active{scope="type"} 1');
    await lift(made.json['id']);
    expect((await api.call('/metrics')).text).toContain('countersign_pauses_active{scope="type"} 0');
    expect((await api.call('/readyz')).json['pauses']).toEqual([]);
  });
});
