import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestView } from '../../src/contracts/view.js';
import { readAudit } from '../../src/ledger/audit.js';
import { renewLease } from '../../src/ledger/executions.js';
import { advance } from '../../src/moves/advance.js';
import { claimEffect } from '../../src/moves/claim.js';
import { finishEffect } from '../../src/moves/finish.js';
import { LEASE_MS, openMoves, type MovesFixture } from './fixture.js';

let f: MovesFixture;

beforeAll(async () => {
  f = await openMoves();
  await f.person('ada', ['reviewers']);
});
afterAll(() => f.close());

async function approved(effect: 'keyed' | 'observable' | 'once' = 'once'): Promise<RequestView> {
  const request = await f.open({ type: `test.${effect}` });
  expect(await f.say('ada', request, 'approve')).toMatchObject({ counted: true, status: 'approved' });
  return request;
}

const finish = (id: string, fence: number, outcome: 'executed' | 'failed' = 'executed') =>
  finishEffect(f.moves, { requestId: id, revision: 1, fence, outcome, detail: { by: fence }, reason: 'done' }, f.now());

const executions = (id: string) => f.db.selectFrom('executions').selectAll().where('request_id', '=', id).execute();

describe('a claim', () => {
  it('is given to exactly one of twenty workers at once', async () => {
    const { id } = await approved();
    const claims = await Promise.all(Array.from({ length: 20 }, (_, index) => f.claim(id, `worker ${index}`)));
    expect(claims.filter(({ kind }) => kind === 'run')).toHaveLength(1);
    expect(claims.filter(({ kind }) => kind === 'held')).toHaveLength(19);
    expect(await executions(id)).toHaveLength(1);
    expect((await readAudit(f.db, id)).filter(({ kind }) => kind === 'effect.claimed')).toHaveLength(1);
  });

  it('carries exactly the arguments and the digest that were approved', async () => {
    const request = await f.open({ args: { text: 'ünï😀', n: 1e-7, nested: [{ b: 1, a: null }] } });
    await f.say('ada', request, 'approve');
    expect(await f.claim(request.id)).toMatchObject({
      kind: 'run',
      work: { fence: 1, digest: request.digest, action: { args: { text: 'ünï😀', n: 1e-7, nested: [{ b: 1, a: null }] } } },
    });
  });

  it.each(['pending', 'rejected', 'executed'] as const)('is not given while %s', async (status) => {
    const request = status === 'pending' ? await f.open({}) : await approved();
    if (status === 'rejected') await f.intake.withdraw(f.bot, request.id, 'x');
    if (status === 'executed') {
      await f.claim(request.id);
      await finish(request.id, 1);
    }
    const claim = await f.claim(request.id, 'another');
    expect(claim.kind).toBe('moved');
    expect((await executions(request.id)).filter(({ holder }) => holder === 'another')).toEqual([]);
  });

  it('is not given to a worker where the caller executes, nor after the approval ran out', async () => {
    const request = await f.open({ execute: 'caller' });
    await f.say('ada', request, 'approve');
    expect(await f.claim(request.id)).toMatchObject({ kind: 'moved', view: { status: 'approved' } });
    const late = await approved();
    const { usableUntilMs } = (await f.db.selectFrom('requests').select('state').where('id', '=', late.id).executeTakeFirstOrThrow())
      .state as unknown as { usableUntilMs: number };
    const claim = await claimEffect(f.moves, late.id, { holder: 'late', leaseMs: LEASE_MS, canRun: () => true }, usableUntilMs);
    expect(claim).toMatchObject({ kind: 'moved', view: { status: 'expired' } });
  });

  it('is left to a worker that has the action, and not asked for once it is over', async () => {
    const { id } = await approved();
    const by = { holder: 'newer', leaseMs: LEASE_MS, canRun: () => false };
    expect(await claimEffect(f.moves, id, by, f.now())).toEqual({ kind: 'foreign', type: 'test.once', version: '1' });
    await f.intake.withdraw(f.bot, id, 'x');
    expect(await claimEffect(f.moves, id, by, f.now())).toMatchObject({ kind: 'moved', view: { status: 'cancelled' } });
  });

  it.each(['claim', 'withdrawal'] as const)('or a withdrawal wins, and the other is told: the %s was first', async (first) => {
    const { id } = await approved();
    const claim = () => f.claim(id);
    const withdraw = () => f.intake.withdraw(f.bot, id, 'changed my mind');
    if (first === 'claim') {
      expect(await f.inOrder(id, claim, withdraw)).toMatchObject([
        { kind: 'run' },
        { code: 'too_late', message: expect.stringContaining('executing') },
      ]);
      expect((await f.view(id)).status).toBe('executing');
    } else {
      expect(await f.inOrder(id, withdraw, claim)).toMatchObject([{ kind: 'ok' }, { kind: 'moved', view: { status: 'cancelled' } }]);
      expect(await executions(id)).toEqual([]);
    }
  });

  it('and a withdrawal never both win, however they meet', async () => {
    for (let round = 0; round < 15; round += 1) {
      const { id } = await approved();
      const [claim, withdrawal] = await Promise.all([f.claim(id), f.intake.withdraw(f.bot, id, 'changed my mind')]);
      const ran = claim.kind === 'run';
      expect(withdrawal.kind).toBe(ran ? 'refused' : 'ok');
      expect(await f.view(id)).toMatchObject({ status: ran ? 'executing' : 'cancelled' });
      expect(await executions(id)).toHaveLength(ran ? 1 : 0);
    }
  });
});

describe('a claim whose holder died', () => {
  it.each([
    ['keyed', 'run'],
    ['observable', 'reconcile'],
  ] as const)('of a %s effect goes to the next one under a higher fence, to %s', async (effect, kind) => {
    const { id } = await approved(effect);
    expect(await f.claim(id, 'first')).toMatchObject({ kind: 'run', work: { fence: 1 } });
    expect(await f.claim(id, 'second')).toMatchObject({ kind: 'held' });
    f.skip(LEASE_MS + 1);
    const claims = await Promise.all([f.claim(id, 'second'), f.claim(id, 'third')]);
    expect(claims.map((each) => each.kind).sort()).toEqual(['held', kind].sort());
    expect(claims.find((each) => each.kind === kind)).toMatchObject({ work: { fence: 2 } });
  });

  it('of a once effect makes it unknown, once, and only a human settles it', async () => {
    const { id } = await approved('once');
    await f.claim(id, 'first');
    f.skip(LEASE_MS + 1);
    const claims = await Promise.all([f.claim(id, 'second'), f.claim(id, 'third')]);
    expect(claims).toMatchObject([
      { kind: 'moved', view: { status: 'unknown' } },
      { kind: 'moved', view: { status: 'unknown' } },
    ]);
    expect((await readAudit(f.db, id)).filter(({ kind }) => kind === 'effect.finished')).toHaveLength(1);
    // What the first one reports after all is evidence.
    expect(await finish(id, 1)).toMatchObject({ late: true, view: { status: 'unknown' } });
    expect((await f.view(id)).execution).toMatchObject({ outcome: 'unknown', late: { outcome: 'executed', fence: 1 } });
    expect(await f.intake.settle(f.bot, id, { outcome: 'executed', reason: 'x' })).toMatchObject({ kind: 'refused' });
    const admin = { kind: 'admin', keyId: 'key_admin' } as const;
    expect(await f.intake.settle(admin, id, { outcome: 'executed', reason: 'the bank says so' })).toMatchObject({
      value: { status: 'executed' },
    });
    expect(await f.intake.settle(admin, id, { outcome: 'failed', reason: 'no' })).toMatchObject({ code: 'not_unknown' });
  });

  it('reports under a stale fence: recorded late, acted on never', async () => {
    const { id } = await approved('keyed');
    await f.claim(id, 'first');
    f.skip(LEASE_MS + 1);
    await f.claim(id, 'second');
    expect(await renewLease(f.db, id, 1, 1, new Date(f.now() + LEASE_MS))).toBe(false);
    expect(await finish(id, 1, 'failed')).toMatchObject({ late: true, view: { status: 'executing' } });
    expect((await f.view(id)).execution).toMatchObject({ outcome: null, late: { fence: 1, outcome: 'failed' } });
    expect(await finish(id, 2)).toMatchObject({ late: false, view: { status: 'executed' } });
    expect((await readAudit(f.db, id)).map(({ kind }) => kind)).toContain('effect.late');
  });
});

describe('an outcome', () => {
  it('reported again after its commit is no news', async () => {
    const { id } = await approved();
    await f.claim(id);
    expect((await finish(id, 1)).late).toBe(false);
    const before = await f.view(id);
    expect((await finish(id, 1)).late).toBe(false);
    expect((await f.view(id)).move).toBe(before.move);
    expect((await finish(id, 1, 'failed')).late).toBe(true);
    expect((await f.view(id)).status).toBe('executed');
  });

  it('reported by twenty at once is counted once', async () => {
    const { id } = await approved();
    await f.claim(id);
    const reports = await Promise.all(Array.from({ length: 20 }, (_, n) => finish(id, 1, n % 2 === 0 ? 'executed' : 'failed')));
    const { execution, status } = await f.view(id);
    expect(execution?.outcome).toBe(status);
    expect(reports.filter(({ late }) => !late)).toHaveLength(10);
    expect((await readAudit(f.db, id)).filter(({ kind }) => kind === 'effect.finished')).toHaveLength(1);
  });

  it('that the clock or an operator gives closes the claim too', async () => {
    const request = await f.open({ execute: 'caller' });
    await f.say('ada', request, 'approve');
    expect((await f.intake.permit(f.bot, request.id, request.digest ?? '')).kind).toBe('ok');
    await advance(f.moves, request.id, { kind: 'tick', atMs: f.now() + LEASE_MS + 1 }, f.now() + LEASE_MS + 1);
    expect(await f.view(request.id)).toMatchObject({ status: 'unknown', execution: { outcome: 'unknown' } });
    expect(await renewLease(f.db, request.id, 1, 1, new Date())).toBe(false);
  });
});
