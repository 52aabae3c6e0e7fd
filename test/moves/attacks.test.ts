import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Policy } from '../../src/contracts/policy.js';
import { openFollowUp } from '../../src/intake/follow-up.js';
import { readAudit } from '../../src/ledger/audit.js';
import { claimEffect } from '../../src/moves/claim.js';
import { finishEffect } from '../../src/moves/finish.js';
import { lookBack } from '../../src/moves/look-back.js';
import { recordObservation } from '../../src/moves/observation.js';
import { stateOf } from '../../src/moves/persist.js';
import { findRequest } from '../../src/ledger/requests.js';
import { findRevision } from '../../src/ledger/revisions.js';
import type { RequestView } from '../../src/contracts/view.js';
import { LEASE_MS, openMoves, type MovesFixture } from './fixture.js';

let f: MovesFixture;

const PLAIN: Policy = { name: 'plain', match: { types: ['test.once'] }, reviewers: ['group:reviewers'], onTimeout: 'reject' };

beforeAll(async () => {
  f = await openMoves();
  for (const person of ['ada', 'bob', 'cy']) await f.person(person, ['reviewers']);
  await f.person('root', ['reviewers'], ['override']);
  await f.person('boss', ['reviewers'], ['override']);
  await f.policy(PLAIN);
});
afterAll(() => f.close());

const executions = (id: string) => f.db.selectFrom('executions').selectAll().where('request_id', '=', id).execute();

async function stateIn(id: string) {
  const row = await findRequest(f.db, id);
  if (!row) throw new Error(`no request ${id}`);
  return stateOf(row);
}

const lastOpened = async (follows: string): Promise<RequestView> => {
  const { id } = await f.db
    .selectFrom('requests')
    .select('id')
    .where('follows', '=', follows)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  return f.view(id);
};

async function openWhatFollows(id: string): Promise<void> {
  const rows = await f.db
    .selectFrom('outbox')
    .selectAll()
    .where('request_id', '=', id)
    .where('kind', '=', 'open')
    .where('done_at', 'is', null)
    .execute();
  for (const { payload, id: row } of rows) {
    await openFollowUp(f.deps, id, payload);
    await f.db.updateTable('outbox').set({ done_at: new Date() }).where('id', '=', row).execute();
  }
}

describe('policies that were tightened after the approval', () => {
  it('hold the effect back by their veto window, which the claim itself must respect', async () => {
    const request = await f.open({});
    expect(await f.say('ada', request, 'approve')).toMatchObject({ status: 'approved' });
    const caller = await f.open({ execute: 'caller' });
    await f.say('ada', caller, 'approve');
    await f.policy({ ...PLAIN, vetoWindow: '1h' });
    expect(await f.claim(request.id)).toMatchObject({ kind: 'moved', view: { status: 'approved' } });
    expect(await executions(request.id)).toEqual([]);
    expect(await f.intake.permit(f.bot, caller.id, caller.digest ?? '')).toMatchObject({ code: 'too_early' });
    expect(await executions(caller.id)).toEqual([]);
    f.skip(3_600_001);
    expect((await f.claim(request.id)).kind).toBe('run');
    await f.policy(PLAIN);
  });
});

describe('an outcome that was settled as not having happened', () => {
  it('ends the next revision where its worker reports late that it was done', async () => {
    const request = await f.open({});
    await f.say('ada', request, 'approve');
    await f.claim(request.id);
    f.skip(60_000);
    expect(await f.claim(request.id, 'another')).toMatchObject({ kind: 'moved', view: { status: 'unknown' } });
    await f.say('bob', request, 'settle', { answer: 'did_not_happen', comment: 'I looked' });
    const again = await f.view(request.id);
    expect(again).toMatchObject({ status: 'pending', revision: 2 });
    await f.say('cy', again, 'approve');
    const late = { requestId: request.id, revision: 1, fence: 1, outcome: 'executed' as const, detail: null, reason: 'done' };
    expect(await finishEffect(f.moves, late, f.now())).toMatchObject({ late: true, view: { status: 'cancelled' } });
    expect(await f.claim(request.id)).toMatchObject({ kind: 'moved', view: { status: 'cancelled' } });
    expect((await executions(request.id)).map(({ revision }) => revision)).toEqual([1]);
  });

  it('goes on where the late report says that it failed', async () => {
    const request = await f.open({});
    await f.say('ada', request, 'approve');
    await f.claim(request.id);
    f.skip(60_000);
    await f.claim(request.id, 'another');
    await f.say('bob', request, 'settle', { answer: 'did_not_happen', comment: 'I looked' });
    const late = { requestId: request.id, revision: 1, fence: 1, outcome: 'failed' as const, detail: null, reason: 'no' };
    expect(await finishEffect(f.moves, late, f.now())).toMatchObject({ late: true, view: { status: 'pending' } });
  });
});

describe('what may have run already', () => {
  it('is put before people in every later revision, also where the policies let it pass', async () => {
    await f.policy({ ...PLAIN, route: 'auto' });
    const request = await f.open({});
    expect((await f.view(request.id)).status).toBe('approved');
    await f.claim(request.id);
    f.skip(60_000);
    await f.claim(request.id, 'another');
    await f.say('root', request, 'settle', { answer: 'did_not_happen', comment: 'I looked' });
    const again = await f.view(request.id);
    expect(again).toMatchObject({ status: 'pending', revision: 2 });
    await f.say('bob', again, 'edit', { args: { n: 2 } });
    expect(await f.view(request.id)).toMatchObject({ revision: 3, resolution: { by: 'people', people: ['bob'] } });
    await f.policy(PLAIN);
  });
});

describe('the look back at an override', () => {
  const overridden = async (people: readonly string[], more: Partial<Policy> = {}): Promise<RequestView> => {
    await f.policy({ ...PLAIN, override: { people: people.length as 1 | 2 }, ...more });
    const request = await f.open({});
    for (const person of people) {
      const said = { resolution: 'approved' as const, digest: request.digest ?? '', reason: 'it burns' };
      expect(await f.intake.override({ kind: 'person', personId: person }, request.id, said, { channel: 'api' })).toMatchObject({
        kind: 'ok',
      });
      await f.count(request.id);
    }
    await f.policy(PLAIN);
    expect((await f.view(request.id)).status).toBe('approved');
    await openWhatFollows(request.id);
    return request;
  };

  it('is answered by neither of two who overrode together', async () => {
    const question = await lastOpened((await overridden(['root', 'boss'])).id);
    for (const person of ['root', 'boss']) {
      expect(await f.say(person, question, 'answer', { answer: 'right' })).toMatchObject({ counted: false, reason: 'self_approval' });
    }
    expect(await f.say('ada', question, 'answer', { answer: 'wrong' })).toMatchObject({ counted: true, status: 'answered' });
  });

  it('has a key of its own for each override of a revision', async () => {
    const request = await overridden(['root']);
    const row = await findRequest(f.db, request.id);
    if (!row) throw new Error('no request');
    const effect = { kind: 'lookBack' as const, asked: ['group:reviewers' as const], by: ['boss'], reason: 'once more' };
    const state = await stateIn(request.id);
    expect(lookBack(row, state, effect).key).not.toBe(lookBack({ ...row, move: row.move + 1 }, state, effect).key);
  });

  it('is opened whatever title the action has', () => {
    for (let length = 250; length <= 300; length += 1) {
      const row = { id: 'req_1', move: 1, type: 'a.b', title: 'x'.repeat(length - 20) + '😀'.repeat(20) };
      const effect = { kind: 'lookBack' as const, asked: [], by: ['root'], reason: 'r'.repeat(5000) };
      const { body } = lookBack(row, { status: 'cancelled', revision: 1, digest: 'd' } as never, effect);
      const { title } = body['action'] as { title: string };
      expect(title.isWellFormed()).toBe(true);
      expect(title.length).toBeLessThanOrEqual(300);
    }
  });

  it('is opened whatever reason was given', () => {
    const row = { id: 'req_1', move: 1, type: 'a.b', title: 'x' };
    const effect = { kind: 'lookBack' as const, asked: [], by: ['root'], reason: '\u200b'.repeat(5000) };
    const { body } = lookBack(row, { status: 'cancelled', revision: 1, digest: 'd' } as never, effect);
    const { args } = body['action'] as { args: { question: string } };
    expect(args.question.length).toBeLessThanOrEqual(10_000);
  });
});

describe('what an action rests on', () => {
  it('is looked at for the revision that is claimed: another one is not started on it', async () => {
    const request = await f.open({});
    await f.say('ada', request, 'approve');
    for (const looked of [null, 2]) {
      const by = { holder: 'worker', leaseMs: LEASE_MS, canRun: () => true, looked };
      expect(await claimEffect(f.moves, request.id, by, f.now())).toMatchObject({ kind: 'moved', view: { status: 'approved' } });
    }
    const by = { holder: 'worker', leaseMs: LEASE_MS, canRun: () => true, looked: 1 };
    expect((await claimEffect(f.moves, request.id, by, f.now())).kind).toBe('run');
  });

  it('was not looked at in time where nobody had looked before it was approved', async () => {
    const request = await f.open({});
    await f.db.updateTable('requests').set({ observe: true }).where('id', '=', request.id).execute();
    await f.say('ada', request, 'approve');
    await recordObservation(f.moves, request.id, 1, 'etag-2', f.now());
    expect((await findRevision(f.db, request.id, 1))?.observed).toBeNull();
    expect((await readAudit(f.db, request.id)).map(({ kind }) => kind)).not.toContain('precondition.observed');
  });
});
