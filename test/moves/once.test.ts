import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SubmitRequest } from '../../src/contracts/submit.js';
import { advance } from '../../src/moves/advance.js';
import { LEASE_MS, openMoves, type MovesFixture } from './fixture.js';

let f: MovesFixture;

beforeAll(async () => {
  f = await openMoves();
  await f.person('ada', ['reviewers']);
});
afterAll(() => f.close());

describe('a permit', () => {
  const approved = async () => {
    const request = await f.open({ execute: 'caller' });
    await f.say('ada', request, 'approve');
    return request;
  };
  const permit = (id: string, digest: string | null) => f.intake.permit(f.bot, id, digest ?? '');

  it('is consumed once by twenty calls at once', async () => {
    const { id, digest } = await approved();
    const answers = await Promise.all(Array.from({ length: 20 }, () => permit(id, digest)));
    expect(answers.filter(({ kind }) => kind === 'ok')).toHaveLength(1);
    expect(answers.filter((answer) => answer.kind === 'refused' && answer.code === 'permit_consumed')).toHaveLength(19);
  });

  it('is given only for the digest that was approved, only while approved, only to who asked', async () => {
    const open = await f.open({ execute: 'caller' });
    expect(await permit(open.id, open.digest)).toMatchObject({ code: 'not_approved', details: { status: 'pending' } });
    const { id, digest } = await approved();
    expect(await permit(id, `sha256:${'0'.repeat(64)}`)).toMatchObject({ code: 'stale_digest' });
    const stranger = { kind: 'agent', keyId: 'k', agent: 'other', owner: null } as const;
    expect(await f.intake.permit(stranger, id, digest ?? '')).toMatchObject({ code: 'request_not_found' });
    expect(await f.intake.permit({ kind: 'person', personId: 'ada' }, id, digest ?? '')).toMatchObject({ code: 'not_yours' });
    const worker = await f.open({});
    await f.say('ada', worker, 'approve');
    expect(await permit(worker.id, worker.digest)).toMatchObject({ code: 'not_caller_executed' });
    expect((await permit(id, digest)).kind).toBe('ok');
  });

  it('or a withdrawal wins, and the other is told', async () => {
    const first = await approved();
    const withdraw = (id: string) => f.intake.withdraw(f.bot, id, 'x');
    expect(
      await f.inOrder(
        first.id,
        () => permit(first.id, first.digest),
        () => withdraw(first.id),
      ),
    ).toMatchObject([{ kind: 'ok' }, { code: 'too_late' }]);
    const second = await approved();
    expect(
      await f.inOrder(
        second.id,
        () => withdraw(second.id),
        () => permit(second.id, second.digest),
      ),
    ).toMatchObject([{ kind: 'ok' }, { code: 'not_approved', details: { status: 'cancelled' } }]);
  });

  it('reports its outcome once; another report is kept as late, whoever is faster', async () => {
    const { id, digest } = await approved();
    const given = await permit(id, digest);
    if (given.kind === 'refused') throw new Error(given.code);
    const { permitId } = given.value;
    const report = (outcome: 'executed' | 'failed') => f.intake.outcome(f.bot, id, { permitId, outcome });
    expect(
      await f.inOrder(
        id,
        () => report('executed'),
        () => report('failed'),
      ),
    ).toMatchObject([{ value: { status: 'executed', late: false } }, { value: { status: 'executed', late: true } }]);
    expect((await f.intake.outcome(f.bot, id, { permitId: 'prm_other', outcome: 'failed' })).kind).toBe('refused');
  });

  it('whose lease ran out leaves the outcome unknown, and the late report as evidence', async () => {
    const { id, digest } = await approved();
    const given = await permit(id, digest);
    if (given.kind === 'refused') throw new Error(given.code);
    f.skip(LEASE_MS + 1);
    await advance(f.moves, id, { kind: 'tick', atMs: f.now() }, f.now());
    expect(await f.intake.outcome(f.bot, id, { permitId: given.value.permitId, outcome: 'executed' })).toMatchObject({
      value: { status: 'unknown', late: true },
    });
  });
});

describe('an idempotency key', () => {
  const body = (n: number) => ({ action: { type: 'test.once', args: { n } } }) as SubmitRequest;
  const submit = (key: string, n = 1, by = f.bot) => f.intake.submit(by, body(n), { idempotencyKey: key });

  it('sent by ten at once gives one request, one start and one chain', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => submit('key-1')));
    const views = answers.flatMap((answer) => (answer.kind === 'ok' ? [answer.value] : []));
    expect(views).toHaveLength(10);
    expect(new Set(views.map(({ view }) => view.id)).size).toBe(1);
    expect(views.filter(({ created }) => created)).toHaveLength(1);
    const id = views[0]?.view.id ?? '';
    expect(await f.db.selectFrom('outbox').selectAll().where('request_id', '=', id).where('kind', '=', 'start').execute()).toHaveLength(1);
  });

  it('with another body is refused and names the request, and two bodies at once never make two', async () => {
    const answers = await Promise.all([submit('key-2', 1), submit('key-2', 2)]);
    const made = answers.flatMap((answer) => (answer.kind === 'ok' ? [answer.value.view.id] : []));
    expect(made).toHaveLength(1);
    expect(answers.find(({ kind }) => kind === 'refused')).toMatchObject({
      code: 'idempotency_conflict',
      details: { requestId: made[0] },
    });
  });

  it('does not mind the order of keys in the body', async () => {
    const args = { a: 1, b: { c: 2, d: 3 } };
    const one = await f.intake.submit(f.bot, { action: { type: 'test.once', args } }, { idempotencyKey: 'key-3' });
    const other = await f.intake.submit(
      f.bot,
      { action: { args: { b: { d: 3, c: 2 }, a: 1 }, type: 'test.once' } },
      { idempotencyKey: 'key-3' },
    );
    expect(other).toMatchObject({ value: { created: false, view: { id: one.kind === 'ok' ? one.value.view.id : '' } } });
  });

  it('is its principal’s own', async () => {
    const other = { kind: 'agent', keyId: 'k', agent: 'other', owner: null } as const;
    const [mine, theirs] = await Promise.all([submit('key-4'), submit('key-4', 1, other)]);
    expect([mine, theirs]).toMatchObject([{ value: { created: true } }, { value: { created: true } }]);
  });

  it('of a refused request is free again, and the refusal leaves no trace', async () => {
    const before = await f.db.selectFrom('requests').select('id').execute();
    const refused = await f.intake.submit(f.bot, { ...body(1), policy: 'none' }, { idempotencyKey: 'key-5' });
    expect(refused).toMatchObject({ code: 'unknown_policy' });
    expect(await f.db.selectFrom('requests').select('id').execute()).toHaveLength(before.length);
    expect(await submit('key-5')).toMatchObject({ value: { created: true } });
  });
});
