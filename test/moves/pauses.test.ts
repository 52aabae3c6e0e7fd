import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewPause } from '../../src/contracts/pause.js';
import type { RequestView } from '../../src/contracts/view.js';
import { pauseEffects, resumeEffects } from '../../src/intake/pauses.js';
import { reconcileOnce } from '../../src/intake/reconcile.js';
import { firstBrokenEntry, readAudit } from '../../src/ledger/audit.js';
import { wakeReleased } from '../../src/ledger/held.js';
import { listPauses } from '../../src/ledger/pauses.js';
import { advance } from '../../src/moves/advance.js';
import { finishEffect } from '../../src/moves/finish.js';
import { LEASE_MS, openMoves, type MovesFixture } from './fixture.js';

let f: MovesFixture;
const GRACE = { kind: 'person', id: 'grace' } as const;
const WAKE = { decisionId: 'wake', verb: 'wake', by: 'countersign', revision: 0 };
const all: NewPause = { scope: { kind: 'all' }, reason: 'incident 17' };

beforeAll(async () => {
  f = await openMoves();
  await f.person('ada', ['reviewers']);
});
afterAll(() => f.close());
afterEach(async () => {
  for (const { id } of await listPauses(f.db, { active: true, before: null, limit: 50, forAgent: null })) await resume(id);
});

const pause = async (body = all) => (await pauseEffects(f.db, body, GRACE, f.now())).pause;
const resume = (id: string) => resumeEffects(f.db, id, GRACE, 'over', f.now());
async function approved(type = 'test.once', more: object = {}): Promise<RequestView> {
  const request = await f.open({ type, ...more });
  expect(await f.say('ada', request, 'approve')).toMatchObject({ status: 'approved' });
  return request;
}
const kinds = async (id: string) => (await readAudit(f.db, id)).map(({ kind }) => kind).filter((kind) => kind.startsWith('effect.'));
const executions = (id: string) => f.db.selectFrom('executions').selectAll().where('request_id', '=', id).execute();
const tick = (id: string) => advance(f.moves, id, { kind: 'tick', atMs: f.now() }, f.now());
const unsent = (id: string) =>
  f.db.selectFrom('outbox').select(['kind', 'payload']).where('request_id', '=', id).where('done_at', 'is', null).execute();

describe('while effects are paused', () => {
  it.each<[NewPause['scope']]>([[{ kind: 'all' }], [{ kind: 'agent', value: 'bot' }], [{ kind: 'type', value: 'test.*' }]])(
    '(%j) nothing is claimed, what was approved stays, and its run waits and says why',
    async (scope) => {
      const { id } = await approved();
      const held = await pause({ scope, reason: 'answers nonsense' });
      const claim = await f.claim(id);
      expect(claim).toMatchObject({ kind: 'paused', pause: { id: held.id } });
      if (claim.kind !== 'paused') throw new Error(claim.kind);
      expect(claim.view).toMatchObject({
        status: 'approved',
        next: { do: 'wait', because: 'effects are paused: answers nonsense (grace)' },
      });
      expect(claim.view.details).toContain('**Held:** effects are paused: answers nonsense (grace)');
      if (claim.view.next.do === 'wait') expect((claim.view.next.untilMs ?? 0) - f.now()).toBeLessThanOrEqual(60_000);
      expect(await executions(id)).toEqual([]);
      const view = await f.view(id);
      expect(view).toMatchObject({
        status: 'approved',
        paused: { id: held.id, reason: 'answers nonsense', by: GRACE, since: held.at },
      });
    },
  );

  it.each<[NewPause['scope']]>([
    [{ kind: 'agent', value: 'other' }],
    [{ kind: 'type', value: 'test.keyed' }],
    [{ kind: 'type', value: 'test' }],
  ])('(%j) everything else runs', async (scope) => {
    const { id } = await approved();
    await pause({ scope, reason: 'x' });
    expect(await f.view(id)).toMatchObject({ paused: null });
    expect(await f.claim(id)).toMatchObject({ kind: 'run' });
    expect(await kinds(id)).toEqual(['effect.claimed']);
  });

  it('it is on the record once for each request and pause, and once when it ends, and the chain holds', async () => {
    const { id } = await approved();
    const first = await pause();
    const before = await f.view(id);
    for (let look = 0; look < 3; look += 1) {
      expect((await f.claim(id)).kind).toBe('paused');
      expect(await tick(id)).toMatchObject({ next: { do: 'wait' } });
    }
    expect((await f.view(id)).move).toBe(before.move + 1);
    const second = await pause({ scope: { kind: 'agent', value: 'bot' }, reason: 'another' });
    await resume(first.id);
    expect(await tick(id)).toMatchObject({ next: { do: 'wait', because: expect.stringContaining('another') } });
    await resume(second.id);
    expect(await tick(id)).toMatchObject({ next: { do: 'execute' } });
    expect(await f.claim(id)).toMatchObject({ kind: 'run' });
    expect(await kinds(id)).toEqual(['effect.paused', 'effect.paused', 'effect.resumed', 'effect.claimed']);
    const entries = await readAudit(f.db, id);
    expect(entries.find(({ kind }) => kind === 'effect.paused')?.body).toMatchObject({
      pause: first.id,
      reason: 'incident 17',
      by: 'grace',
    });
    expect(firstBrokenEntry(entries)).toBeNull();
  });

  it('cards are rewritten when it begins and when it ends', async () => {
    const { id } = await approved();
    const rewrites = async () => (await f.db.selectFrom('notices').select('kind').where('request_id', '=', id).execute()).length;
    const before = await rewrites();
    const { id: pauseId } = await pause();
    await f.claim(id);
    expect(await rewrites()).toBe(before + 1);
    await resume(pauseId);
    await tick(id);
    expect(await rewrites()).toBe(before + 2);
  });

  it('a permit is refused with the reason, and given afterwards', async () => {
    const request = await approved('unregistered.type', {});
    const { id: pauseId } = await pause({ scope: { kind: 'type', value: 'unregistered.*' }, reason: 'the bank is down' });
    const take = () => f.intake.permit(f.bot, request.id, request.digest ?? '');
    expect(await take()).toMatchObject({
      kind: 'refused',
      status: 409,
      code: 'effects_paused',
      message: 'effects of unregistered.*: paused by grace: the bank is down',
      details: { status: 'approved', pause: pauseId },
    });
    expect(await f.view(request.id)).toMatchObject({ status: 'approved', paused: { id: pauseId } });
    await resume(pauseId);
    expect(await take()).toMatchObject({ kind: 'ok' });
    expect(await kinds(request.id)).toEqual(['effect.paused', 'effect.resumed', 'effect.claimed']);
  });

  it('an approval runs out as it would', async () => {
    const { id } = await approved();
    await pause();
    await f.claim(id);
    const row = await f.db.selectFrom('requests').select('state').where('id', '=', id).executeTakeFirstOrThrow();
    const { usableUntilMs } = row.state as unknown as { usableUntilMs: number };
    const late = await advance(f.moves, id, { kind: 'tick', atMs: usableUntilMs - 1_000 }, usableUntilMs - 1_000);
    // The run must be there when it runs out, and not up to a minute later.
    expect(late.next).toMatchObject({ do: 'wait', untilMs: usableUntilMs });
    expect(await advance(f.moves, id, { kind: 'tick', atMs: usableUntilMs }, usableUntilMs)).toMatchObject({
      status: 'expired',
      next: { do: 'close' },
    });
  });

  it('people still decide, and withdraw', async () => {
    await pause();
    const request = await f.open({});
    expect(await f.say('ada', request, 'approve')).toMatchObject({ counted: true, status: 'approved' });
    expect((await f.claim(request.id)).kind).toBe('paused');
    expect(await f.intake.withdraw(f.bot, request.id, 'x')).toMatchObject({ kind: 'ok' });
    expect(await f.claim(request.id)).toMatchObject({ kind: 'moved', view: { status: 'cancelled' } });
  });
});

describe('an effect that had begun', () => {
  it('goes on and reports, although everything is paused', async () => {
    const { id } = await approved();
    expect(await f.claim(id)).toMatchObject({ kind: 'run' });
    expect(await pauseEffects(f.db, all, GRACE, f.now())).toMatchObject({ settled: true, running: expect.any(Number) });
    expect(await f.claim(id, 'another')).toMatchObject({ kind: 'held' });
    const report = { requestId: id, revision: 1, fence: 1, outcome: 'executed', detail: null, reason: 'done' } as const;
    expect(await finishEffect(f.moves, report, f.now())).toMatchObject({ late: false, view: { status: 'executed' } });
  });

  it.each(['keyed', 'observable'])('is not taken over from a dead worker (%s) before it is resumed', async (effect) => {
    const { id } = await approved(`test.${effect}`);
    await f.claim(id, 'first');
    const { id: pauseId } = await pause();
    f.skip(LEASE_MS + 1);
    expect(await f.claim(id, 'second')).toMatchObject({ kind: 'paused', view: { status: 'executing', next: { do: 'wait' } } });
    expect(await tick(id)).toMatchObject({ status: 'executing', next: { do: 'wait' } });
    expect(await executions(id)).toMatchObject([{ fence: 1, holder: 'first' }]);
    await resume(pauseId);
    expect(await tick(id)).toMatchObject({ next: { do: 'execute' } });
    expect(await f.claim(id, 'second')).toMatchObject({ kind: effect === 'keyed' ? 'run' : 'reconcile', work: { fence: 2 } });
  });

  it('of a once effect becomes unknown when its worker dies, paused or not', async () => {
    const { id } = await approved('test.once');
    await f.claim(id, 'first');
    await pause();
    f.skip(LEASE_MS + 1);
    expect(await f.claim(id, 'second')).toMatchObject({ kind: 'moved', view: { status: 'unknown' } });
  });
});

describe('a pause and claims that meet', () => {
  it('never let an effect start after the answer', async () => {
    for (let round = 0; round < 10; round += 1) {
      const ids = (await Promise.all(Array.from({ length: 8 }, () => approved()))).map(({ id }) => id);
      const claimed = async () =>
        (await f.db.selectFrom('executions').select('request_id').where('request_id', 'in', ids).execute()).length;
      const early = ids.slice(0, 4).map((id) => f.claim(id));
      const pausing = pauseEffects(f.db, all, GRACE, f.now());
      const late = ids.slice(4).map((id) => f.claim(id));
      const { pause: held } = await pausing;
      // Whatever is not claimed when it has answered is not claimed any more.
      const before = await claimed();
      const results = await Promise.all([...early, ...late, ...ids.map((id) => f.claim(id, 'another'))]);
      expect(await claimed()).toBe(before);
      expect(results.filter(({ kind }) => kind === 'run')).toHaveLength(before);
      await resume(held.id);
    }
  }, 60_000);
});

describe('resuming', () => {
  it('wakes the run of everything that was held, and only that', async () => {
    const [held, other] = [await approved(), await approved('test.keyed')];
    const { id: pauseId } = await pause({ scope: { kind: 'type', value: 'test.once' }, reason: 'x' });
    await f.claim(held.id);
    await f.db.updateTable('outbox').set({ done_at: new Date() }).execute();
    await resume(pauseId);
    expect(await unsent(held.id)).toMatchObject([{ kind: 'signal', payload: { verb: 'wake' } }]);
    expect(await unsent(other.id)).toEqual([]);
    expect(await f.claim(held.id)).toMatchObject({ kind: 'run' });
    expect(await f.view(held.id)).toMatchObject({ status: 'executing', paused: null });
  });

  it('of more than one command takes is finished by the reconciler, each once', async () => {
    const { id } = await approved();
    const { id: pauseId } = await pause();
    await f.claim(id);
    await f.db.updateTable('outbox').set({ done_at: new Date() }).execute();
    await wakeReleased(f.db, WAKE, 500);
    expect(await unsent(id)).toEqual([]);
    await resume(pauseId);
    await f.db.deleteFrom('outbox').where('request_id', '=', id).execute();
    await wakeReleased(f.db, WAKE, 500);
    await wakeReleased(f.db, WAKE, 500);
    expect(await unsent(id)).toHaveLength(1);
  });

  it('is awaited by the reconciler: it does not knock at what is held, however many there are', async () => {
    const { id } = await approved();
    const { id: pauseId } = await pause();
    await f.claim(id);
    await f.db.updateTable('outbox').set({ done_at: new Date() }).execute();
    await f.db
      .updateTable('requests')
      .set({ updated_at: new Date(Date.now() - 3_600_000) })
      .where('id', '=', id)
      .execute();
    f.temporal.runs.set(id, 'RUNNING');
    f.temporal.signals.length = 0;
    await reconcileOnce(f.deps, 30_000);
    expect(f.temporal.signals.map((each) => each.requestId)).not.toContain(id);
    await resume(pauseId);
    await f.db.updateTable('outbox').set({ done_at: new Date() }).execute();
    await reconcileOnce(f.deps, 30_000);
    expect(f.temporal.signals.map((each) => each.requestId)).toContain(id);
  });
});
