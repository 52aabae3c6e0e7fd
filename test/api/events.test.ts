import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { loadConfig, type ServiceConfig } from '../../src/config.js';
import type { RequestView } from '../../src/contracts/view.js';
import { openLedger, type Db } from '../../src/ledger/ledger.js';
import { createSession } from '../../src/ledger/sessions.js';
import { freePort } from '../../src/processes/ports.js';
import { startService, type RunningService } from '../../src/service.js';
import { startTestService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { listen, type Listening } from './support/sse.js';

/** What the product promises, and no more: on a busy machine too. */
const TOLD_WITHIN_MS = 2_000;

let service: TestService;
/** Another process of the same deployment: doors only. */
let other: RunningService;
let keys: Record<'ada' | 'bot' | 'ci', string>;
const open: Listening[] = [];

beforeAll(async () => {
  service = await startTestService({
    policies: { 'all.yaml': 'name: all\nreviewers: [group:reviewers]\nonTimeout: reject\n' },
  });
  const env = { ...service.env, COUNTERSIGN_PORT: String(await freePort()) };
  other = await startService(loadConfig(env) as ServiceConfig, { api: true, worker: false }, { log: pino({ level: 'silent' }) });
  keys = {
    ada: await service.person('ada', ['reviewers']),
    bot: await service.agentKey('bot'),
    ci: await service.agentKey('ci'),
  };
  await service.person('bob', ['reviewers']);
}, 60_000);
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});
afterAll(async () => {
  await other.stop();
  await service.stop();
});

async function hear(url: string, key: string, more: Record<string, string> = {}): Promise<Listening> {
  const listening = await listen(`${url}/v1/events`, { authorization: `Bearer ${key}`, ...more });
  open.push(listening);
  return listening;
}

async function submit(key = keys.bot, at = service.url): Promise<RequestView> {
  const response = await fetch(`${at}/v1/requests`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ action: { type: 'test.echo', args: { n: 1 } } }),
  });
  return (await response.json()) as RequestView;
}

/** Milliseconds until the stream tells of this move, or of a later one of the same request. */
async function toldAfter(listening: Listening, id: string, move: number): Promise<number> {
  const startedAt = performance.now();
  await listening.next(({ event, data }) => event === 'moved' && data.id === id && data.move >= move, 5_000);
  return performance.now() - startedAt;
}

describe('a stream of what moves', () => {
  test('is not to be kept, held back or compressed on its way, and begins with hello', async () => {
    const stream = await hear(service.url, keys.ada, { 'accept-encoding': 'gzip' });
    expect(stream.status).toBe(200);
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(stream.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(stream.headers.get('x-accel-buffering')).toBe('no');
    expect(stream.headers.get('content-encoding')).toBeNull();
    expect(stream.events[0]).toEqual({
      event: 'hello',
      id: stream.lastId(),
      data: { now: expect.any(String), version: expect.any(String) },
    });
  });

  test('tells of every move within a second, on the process that made it and on another', async () => {
    const streams = [await hear(service.url, keys.ada), await hear(other.url, keys.ada)];
    const request = await submit();
    for (const stream of streams) expect(await toldAfter(stream, request.id, 1)).toBeLessThan(TOLD_WITHIN_MS);
    await service.decide(keys.ada, request, 'deny', { comment: 'no' });
    const { body } = await service.call('GET', `/v1/requests/${request.id}`, keys.ada);
    for (const stream of streams) {
      expect(await toldAfter(stream, request.id, body.move)).toBeLessThan(TOLD_WITHIN_MS);
      const last = stream.of('moved').at(-1);
      expect(last).toEqual({ id: request.id, move: body.move, status: 'rejected', type: 'test.echo', at: body.updatedAt });
      expect(stream.of('reset')).toEqual([]);
    }
  });

  test('tells what was opened through a process without a worker', async () => {
    const stream = await hear(service.url, keys.ada);
    const request = await submit(keys.bot, other.url);
    expect(await toldAfter(stream, request.id, 1)).toBeLessThan(TOLD_WITHIN_MS);
  });

  test('tells an agent of its own requests only', async () => {
    const [bot, ci] = [await hear(service.url, keys.bot), await hear(other.url, keys.ci)];
    const [first, second] = [await submit(keys.bot), await submit(keys.ci)];
    await toldAfter(bot, first.id, 1);
    await toldAfter(ci, second.id, 1);
    expect(new Set(bot.of('moved').map(({ id }) => id))).toEqual(new Set([first.id]));
    expect(new Set(ci.of('moved').map(({ id }) => id))).toEqual(new Set([second.id]));
  });
});

describe('whoever comes back', () => {
  test('is told what they missed, on any process', async () => {
    const before = await hear(service.url, keys.ada);
    const lastId = before.lastId() ?? '';
    before.close();
    const request = await submit();
    const stream = await hear(other.url, keys.ada, { 'last-event-id': lastId });
    await toldAfter(stream, request.id, 1);
    expect(stream.of('reset')).toEqual([]);
    // From the last id on, nothing is told again.
    await until(() => stream.lastId() !== lastId && stream.lastId() !== null);
    const again = await hear(service.url, keys.ada, { 'last-event-id': stream.lastId() ?? '' });
    const next = await submit();
    await toldAfter(again, next.id, 1);
    expect(again.of('moved').map(({ id }) => id)).not.toContain(request.id);
  });

  test('also of a move whose transaction began before they left and committed after', async () => {
    const request = await submit();
    const db: Db = openLedger({ url: service.config.database.url, maxConnections: 1 });
    const stream = await hear(service.url, keys.ada);
    let lastId = '';
    try {
      await db.transaction().execute(async (tx) => {
        await sql`update requests set move = move + 1, moved_xid = pg_current_xact_id() where id = ${request.id}`.execute(tx);
        // Others commit meanwhile, and are told; the open one is not, and is not forgotten.
        const later = await submit();
        await toldAfter(stream, later.id, 1);
        await until(() => stream.lastId() !== null);
        lastId = stream.lastId() ?? '';
      });
    } finally {
      await db.destroy();
    }
    const row = await service.db.selectFrom('requests').select('move').where('id', '=', request.id).executeTakeFirstOrThrow();
    await toldAfter(stream, request.id, row.move);
    const back = await hear(other.url, keys.ada, { 'last-event-id': lastId });
    await toldAfter(back, request.id, row.move);
  });

  test.each(['nonsense', '1:2', '1:99999999999999:', "1:2:'; drop table requests"])('after %s is told to load anew', async (lastId) => {
    const stream = await hear(service.url, keys.ada, { 'last-event-id': lastId });
    await stream.next(({ event }) => event === 'reset');
    // And hears of what comes then.
    const request = await submit();
    await toldAfter(stream, request.id, 1);
  });

  test('after more than is worth telling is told to load anew', async () => {
    const before = await hear(service.url, keys.ada);
    const lastId = before.lastId() ?? '';
    const request = await submit();
    await toldAfter(before, request.id, 1);
    await sql`insert into requests (id, status, revision, digest, state, move, next_seq, requested_by_kind, requested_by_id, execute, input, claims, task_queue)
      select 'req_' || lpad(n::text, 26, '0'), 'executed', 0, null, '{"status":"cancelled"}', 1, 0, 'admin', 'a', 'none', 'null', '{}', 'test' from generate_series(1, 600) n`.execute(
      service.db,
    );
    await before.next(({ event }) => event === 'reset');
    const stream = await hear(other.url, keys.ada, { 'last-event-id': lastId });
    await stream.next(({ event }) => event === 'reset');
    expect(stream.of('moved')).toEqual([]);
  });
});

describe('a stream ends', () => {
  test('for strangers before it begins', async () => {
    expect((await fetch(`${service.url}/v1/events`)).status).toBe(401);
    expect((await hear(service.url, 'csk_p0123456789abcdefghijklmnop')).status).toBe(401);
  });

  test('when its key is revoked, and when the session is over', async () => {
    const key = await service.person('eve', []);
    const byKey = await hear(service.url, key);
    const { token } = await createSession(service.db, 'bob', Date.now());
    const bySession = await listen(`${service.url}/v1/events`, { cookie: `countersign=${token}` });
    open.push(bySession);
    expect(bySession.status).toBe(200);
    const lasting = await hear(service.url, keys.ada);
    await sql`update api_keys set revoked_at = now() where person_id = 'eve'`.execute(service.db);
    await sql`delete from sessions where person_id = 'bob'`.execute(service.db);
    await until(() => byKey.ended() && bySession.ended(), 25_000);
    expect(lasting.ended()).toBe(false);
  }, 40_000);

  test('for one principal with too many of them, for the newest', async () => {
    const key = await service.person('fay', []);
    for (let n = 0; n < 16; n += 1) expect((await hear(service.url, key)).status).toBe(200);
    const refused = await hear(service.url, key);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    open.at(-2)?.close();
    await until(async () => (await hear(service.url, key)).status === 200);
  });

  test('when the process stops, and holds it up by nothing', async () => {
    const env = { ...service.env, COUNTERSIGN_PORT: String(await freePort()) };
    const third = await startService(loadConfig(env) as ServiceConfig, { api: true, worker: false }, { log: pino({ level: 'silent' }) });
    const stream = await hear(`http://127.0.0.1:${env.COUNTERSIGN_PORT}`, keys.ada);
    const startedAt = performance.now();
    await third.stop();
    // The server cuts off what is left after three seconds.
    expect(performance.now() - startedAt).toBeLessThan(2_500);
    await until(() => stream.ended());
  });
});
