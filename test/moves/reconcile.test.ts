import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { exportHistories, reconcileOnce } from '../../src/intake/reconcile.js';
import type { RequestView } from '../../src/contracts/view.js';
import { readAudit } from '../../src/ledger/audit.js';
import { takeFromOutbox } from '../../src/ledger/outbox.js';
import { finishEffect } from '../../src/moves/finish.js';
import { until } from '../support/until.js';
import { openMoves, type MovesFixture } from './fixture.js';

let f: MovesFixture;

beforeAll(async () => {
  f = await openMoves();
  await f.person('ada', ['reviewers']);
});
afterAll(() => f.close());
beforeEach(() => {
  f.temporal.broken = [];
  f.temporal.signals.length = 0;
});

/** A request whose start has reached Temporal. */
async function running(effect = 'once', more: object = {}): Promise<RequestView> {
  const request = await f.open({ type: `test.${effect}`, ...more });
  await sent(request.id);
  expect(f.temporal.runs.get(request.id)).toBe('RUNNING');
  return request;
}

const sent = (id: string) =>
  until(
    async () =>
      (await f.db.selectFrom('outbox').select('id').where('request_id', '=', id).where('done_at', 'is', null).execute()).length === 0,
  );
/** As it looks after the processes have been away for a month. */
const aged = (id: string) =>
  sql`update requests set wake_at = wake_at - interval '30 days', updated_at = updated_at - interval '30 days' where id = ${id}`.execute(
    f.db,
  );
const outbox = (id: string) => f.db.selectFrom('outbox').selectAll().where('request_id', '=', id).where('done_at', 'is', null).execute();

describe('the reconciler', () => {
  it('starts again what Temporal does not know', async () => {
    const { id } = await running();
    f.temporal.runs.delete(id);
    await aged(id);
    await reconcileOnce(f.deps, 30_000);
    expect(await outbox(id)).toMatchObject([{ kind: 'start' }]);
    // Not a second time while that one is on its way.
    await reconcileOnce(f.deps, 30_000);
    expect(await outbox(id)).toHaveLength(1);
    await sql`update outbox set next_attempt_at = now() where request_id = ${id}`.execute(f.db);
    expect(await takeFromOutbox(f.db, 100, 1_000)).toContainEqual(expect.objectContaining({ requestId: id, kind: 'start' }));
  });

  it.each(['TERMINATED', 'TIMED_OUT', 'FAILED', 'COMPLETED'])('ends a request whose run ended without it: %s', async (status) => {
    const { id } = await running();
    f.temporal.runs.set(id, status);
    f.temporal.broken = [id];
    await reconcileOnce(f.deps, 30_000);
    expect(await f.view(id)).toMatchObject({ status: 'cancelled', resolution: { outcome: 'cancelled', by: 'operator' } });
    expect((await f.claim(id)).kind).toBe('moved');
  });

  it('calls an effect under way unknown when its run is gone, and takes the report as late', async () => {
    const request = await running();
    await f.say('ada', request, 'approve');
    await sent(request.id);
    expect((await f.claim(request.id)).kind).toBe('run');
    f.temporal.runs.set(request.id, 'TERMINATED');
    f.temporal.broken = [request.id];
    await reconcileOnce(f.deps, 30_000);
    expect(await f.view(request.id)).toMatchObject({ status: 'unknown', execution: { outcome: 'unknown' } });
    const report = { requestId: request.id, revision: 1, fence: 1, outcome: 'executed', detail: null, reason: 'done' } as const;
    expect(await finishEffect(f.moves, report, f.now())).toMatchObject({ late: true });
    expect((await readAudit(f.db, request.id)).at(-1)?.kind).toBe('effect.late');
  });

  it('wakes a living run that has missed a decision or a timer, and leaves one alone that has not', async () => {
    const missed = await running();
    await f.record('ada', missed, 'approve');
    await sent(missed.id);
    await sql`update decisions set at = at - interval '1 minute' where request_id = ${missed.id}`.execute(f.db);
    const late = await running();
    await aged(late.id);
    const fine = await running();
    f.temporal.signals.length = 0;
    await reconcileOnce(f.deps, 30_000);
    const woken = f.temporal.signals.map(({ requestId, signal }) => `${requestId} ${signal.verb}`);
    expect(woken).toContain(`${missed.id} wake`);
    expect(woken).toContain(`${late.id} wake`);
    expect(woken.join()).not.toContain(fine.id);
  });

  it('goes on to the others when one cannot be looked at', async () => {
    const [poison, other] = [await running(), await running()];
    f.temporal.runs.set(poison.id, 'UNREADABLE');
    f.temporal.runs.set(other.id, 'TERMINATED');
    f.temporal.broken = [poison.id, other.id];
    await reconcileOnce(f.deps, 30_000);
    expect((await f.view(other.id)).status).toBe('cancelled');
    expect((await f.view(poison.id)).status).toBe('pending');
  });

  it('never touches a request that is over', async () => {
    const { id } = await running();
    await f.intake.withdraw(f.bot, id, 'x');
    const before = await f.view(id);
    f.temporal.runs.set(id, 'TERMINATED');
    f.temporal.broken = [id];
    await reconcileOnce(f.deps, 30_000);
    expect((await f.view(id)).move).toBe(before.move);
  });

  it('keeps the history of closed runs, once', async () => {
    const { id } = await running();
    await f.intake.withdraw(f.bot, id, 'x');
    await sql`update requests set updated_at = now() - interval '1 minute' where id = ${id}`.execute(f.db);
    await exportHistories(f.deps);
    const histories = () => f.db.selectFrom('histories').selectAll().where('request_id', '=', id).execute();
    // Its run has not closed yet.
    expect(await histories()).toEqual([]);
    f.temporal.runs.set(id, 'COMPLETED');
    await exportHistories(f.deps);
    await exportHistories(f.deps);
    expect(await histories()).toHaveLength(1);
  });
});
