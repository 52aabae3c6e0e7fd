import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { startRelay } from '../../src/intake/send.js';
import { addToOutbox, outboxDone, outboxFailed, outboxLag, takeFromOutbox } from '../../src/ledger/outbox.js';
import { until } from '../support/until.js';
import { openMoves, type MovesFixture } from './fixture.js';

let f: MovesFixture;

beforeAll(async () => {
  f = await openMoves();
  await f.person('ada', ['reviewers']);
});
afterAll(() => f.close());
beforeEach(async () => {
  f.temporal.down = false;
  f.temporal.calls.length = 0;
  await f.db.deleteFrom('outbox').execute();
});

const add = (requestId: string, kind: 'start' | 'signal') =>
  f.db.transaction().execute((tx) => addToOutbox(tx, { requestId, kind, payload: { n: requestId } }));
/** As if its writer had died at once: what waits is due. */
const allDue = () => sql`update outbox set next_attempt_at = now()`.execute(f.db);

describe('the outbox', () => {
  it('leaves a fresh message to who wrote it, for a moment', async () => {
    await add('r1', 'start');
    expect(await takeFromOutbox(f.db, 10, 1_000)).toEqual([]);
    await allDue();
    expect(await takeFromOutbox(f.db, 10, 1_000)).toHaveLength(1);
  });

  it('never lets a signal overtake its start, nor a later signal an earlier one', async () => {
    const start = await add('r1', 'start');
    const first = await add('r1', 'signal');
    await add('r1', 'signal');
    await add('r2', 'start');
    await allDue();
    const taken = await takeFromOutbox(f.db, 10, 60_000);
    expect(taken.map(({ requestId, kind }) => `${requestId} ${kind}`).sort()).toEqual(['r1 start', 'r2 start']);
    // While the start is under way, or failed and waits, nothing else of its request goes.
    expect(await takeFromOutbox(f.db, 10, 60_000)).toEqual([]);
    await outboxFailed(f.db, start, 'no', 60_000);
    expect(await takeFromOutbox(f.db, 10, 60_000)).toEqual([]);
    await outboxDone(f.db, start);
    expect((await takeFromOutbox(f.db, 10, 60_000)).map(({ id }) => id)).toEqual([first]);
  });

  it('gives each message to one of many relays at once', async () => {
    for (let n = 0; n < 40; n += 1) await add(`many${n}`, 'start');
    await allDue();
    const taken = (await Promise.all(Array.from({ length: 8 }, () => takeFromOutbox(f.db, 10, 60_000)))).flat();
    expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
    const rest = await takeFromOutbox(f.db, 100, 60_000);
    expect(new Set([...taken, ...rest].map(({ requestId }) => requestId)).size).toBe(40);
  });

  it('gives a dead relay’s message to another one when its lease is over, and counts the tries', async () => {
    await add('r1', 'start');
    await allDue();
    expect(await takeFromOutbox(f.db, 10, 200)).toMatchObject([{ attempts: 1 }]);
    expect(await takeFromOutbox(f.db, 10, 200)).toEqual([]);
    let again: unknown[] = [];
    await until(async () => (again = await takeFromOutbox(f.db, 10, 60_000)).length > 0);
    expect(again).toMatchObject([{ attempts: 2 }]);
  });

  it('says how much waits and for how long', async () => {
    expect(await outboxLag(f.db)).toEqual({ waiting: 0, oldestSeconds: 0 });
    const id = await add('r1', 'start');
    await sql`update outbox set created_at = now() - interval '90 seconds'`.execute(f.db);
    const lag = await outboxLag(f.db);
    expect(lag.waiting).toBe(1);
    expect(lag.oldestSeconds).toBeGreaterThan(89);
    await outboxDone(f.db, id);
    expect((await outboxLag(f.db)).waiting).toBe(0);
  });
});

describe('with Temporal down', () => {
  it('requests and decisions are accepted, and reach it in order when it is back', async () => {
    f.temporal.down = true;
    const request = await f.open({});
    expect(await f.record('ada', request, 'approve', { decisionId: 'd1' })).toMatchObject({ value: { counted: null } });
    await until(async () => (await f.db.selectFrom('outbox').select('error').where('error', 'is not', null).execute()).length === 2);
    f.temporal.down = false;
    f.temporal.calls.length = 0;
    await allDue();
    const relay = startRelay(f.deps);
    await until(async () => (await outboxLag(f.db)).waiting === 0, 10_000);
    await relay.stop();
    const sent = f.temporal.calls.filter((call) => call.endsWith(request.id)).map((call) => call.split(' ')[0]);
    expect(sent[0]).toBe('start');
    expect(sent).toContain('signal');
    expect(f.temporal.signals.filter((each) => each.requestId === request.id).map(({ signal }) => signal.decisionId)).toContain('d1');
  }, 20_000);
});
