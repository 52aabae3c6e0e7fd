import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeService, tooEarly } from '../../test/client/fake-service.js';
import { idOf, withRevision } from '../../test/client/fake-view.js';
import type { Json } from '../../src/contracts/json.js';
import type { ApprovedCall } from './approval-options.js';
import { Countersign } from './countersign.js';
import {
  AlreadyExecuted,
  Cancelled,
  CountersignError,
  Denied,
  DigestMismatch,
  ExecutionFailed,
  Expired,
  KeyConflict,
  NotApproved,
  OutcomeUnknown,
} from './errors.js';

interface Refund {
  orderId: string;
  amount: number;
}

let fake: FakeService;
let client: Countersign;
let ran: { args: Refund; call: ApprovedCall }[];

beforeEach(async () => {
  fake = new FakeService();
  client = new Countersign({ url: await fake.start(), apiKey: 'csk_test' });
  ran = [];
});
afterEach(() => fake.stop());

async function issueRefund(args: Refund, call: ApprovedCall): Promise<{ refunded: number }> {
  ran.push({ args, call });
  return Promise.resolve({ refunded: args.amount });
}
const args: Refund = { orderId: '4711', amount: 12_500 };
const key = ({ orderId }: Refund) => `refund-${orderId}`;
const why = <T>(promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('did not reject')),
    (error: unknown) => error as T,
  );

describe('requireApproval', () => {
  it('does not call the function before the approval, and calls it once after', async () => {
    const refund = client.requireApproval(issueRefund, { key });
    const result = refund(args);
    const request = await fake.untilAny('pending');
    await fake.untilCalled(/wait/);
    expect(ran).toHaveLength(0);
    fake.resolve(request.id, 'approved');
    expect(await result).toEqual({ refunded: 12_500 });
    expect(ran).toHaveLength(1);
    expect(fake.only()).toMatchObject({ status: 'executed', execution: { outcome: 'executed', detail: { result: { refunded: 12_500 } } } });
  });

  it('gives the function what identifies the call', async () => {
    fake.autoApprove = true;
    await client.requireApproval(issueRefund)(args);
    const { id, digest } = fake.only();
    expect(ran[0]?.call).toMatchObject({ requestId: id, revision: 1, digest, permitId: `permit-${id}`, idempotencyKey: `${id}/1` });
  });

  it('sends the names, the words and the wishes of the options, some of them made from the arguments', async () => {
    fake.autoApprove = true;
    const refund = client.requireApproval(issueRefund, {
      key,
      description: 'Sends money back to the customer.',
      title: ({ amount }) => `Refund ${amount}`,
      rationale: 'The parcel was lost.',
      confidence: ({ amount }) => (amount > 100 ? 0.5 : 0.9),
      risk: 'high',
      context: { ticket: 'T-1' },
      reviewers: ['security-team', 'person:devops-lead'],
      need: 'majority',
      escalate: { after: '30m', to: 'leads' },
      policy: 'large-refunds',
      requester: 'grace',
      deadline: '2h',
    });
    await refund(args);
    expect(fake.submissions.get(fake.only().id)).toEqual({
      action: {
        type: 'issue_refund',
        args,
        title: 'Refund 12500',
        rationale: 'The parcel was lost.',
        confidence: 0.5,
        risk: 'high',
        context: { function: 'issueRefund', description: 'Sends money back to the customer.', ticket: 'T-1' },
      },
      execute: 'caller',
      policy: 'large-refunds',
      requester: 'grace',
      // The service knows whether a bare name is a group or a person.
      reviewers: ['security-team', 'person:devops-lead'],
      need: 'majority',
      escalate: { after: '30m', to: ['leads'] },
      deadline: '2h',
    });
    expect(fake.calls[0]?.headers['idempotency-key']).toBe('refund-4711');
  });

  it('runs what a reviewer made of it, not what was asked for', async () => {
    const result = client.requireApproval(issueRefund)(args);
    const request = await fake.untilAny('pending');
    fake.edit(request.id, { orderId: '4711', amount: 9_000 });
    fake.resolve(request.id, 'approved');
    expect(await result).toEqual({ refunded: 9_000 });
    expect(ran.map((run) => run.args.amount)).toEqual([9_000]);
    expect(ran[0]?.call.revision).toBe(2);
  });

  it('goes through the permit also where a policy approves at once', async () => {
    fake.autoApprove = true;
    await client.requireApproval(issueRefund)(args);
    expect(fake.count(/permit$/)).toBe(1);
    expect(fake.only().status).toBe('executed');
  });

  it('throws a denial with the feedback, and does not run', async () => {
    const result = client.requireApproval(issueRefund)(args);
    fake.resolve((await fake.untilAny('pending')).id, 'rejected', { comment: 'Ask for the receipt first.' });
    const denied = await why<Denied>(result);
    expect(denied).toBeInstanceOf(Denied);
    expect(denied.feedback).toEqual([
      expect.objectContaining({ revision: 1, by: { id: 'ada', name: 'Ada' }, comment: 'Ask for the receipt first.' }),
    ]);
    expect(denied.resolution?.outcome).toBe('rejected');
    expect(denied.decisions).toHaveLength(1);
    expect(denied.message).toContain('Ada: Ask for the receipt first.');
    expect(ran).toHaveLength(0);
  });

  it('returns the denial instead, if it is told to', async () => {
    const result = client.requireApproval(issueRefund, { whenNotApproved: 'return' })(args);
    fake.resolve((await fake.untilAny('pending')).id, 'rejected');
    expect(await result).toBeInstanceOf(NotApproved);
    expect(ran).toHaveLength(0);
  });

  it.each([
    ['expired', Expired],
    ['cancelled', Cancelled],
  ] as const)('tells %s from a denial', async (outcome, kind) => {
    const result = client.requireApproval(issueRefund)(args);
    fake.resolve((await fake.untilAny('pending')).id, outcome);
    expect(await why(result)).toBeInstanceOf(kind);
    expect(ran).toHaveLength(0);
  });

  it('shows the open request, once people are asked', async () => {
    const onWaiting = jest.fn();
    const result = client.requireApproval(issueRefund, { onWaiting })(args);
    const request = await fake.untilAny('pending');
    await fake.untilCalled(/wait\?until=resolved/);
    expect(onWaiting).toHaveBeenCalledTimes(1);
    expect(onWaiting).toHaveBeenCalledWith(expect.objectContaining({ id: request.id, status: 'pending' }));
    fake.resolve(request.id, 'approved');
    await result;
  });

  it('reports a function that throws as failed, and throws what it threw', async () => {
    fake.autoApprove = true;
    const broken = new RangeError('no such order');
    const refund = client.requireApproval((_: Refund) => Promise.reject(broken), { type: 'payments.refund' });
    expect(await why(refund(args))).toBe(broken);
    expect(fake.only()).toMatchObject({
      status: 'failed',
      execution: { detail: { error: { name: 'RangeError', message: 'no such order' } } },
    });
  });

  it.each(['AbortError', 'TimeoutError'])('reports one that was cut off (%s) as unknown: it may have arrived', async (name) => {
    fake.autoApprove = true;
    const refund = client.requireApproval((_: Refund) => Promise.reject(Object.assign(new Error('cut off'), { name })), {
      type: 'payments.refund',
    });
    expect(await why(refund(args))).toMatchObject({ name });
    expect(fake.only().status).toBe('unknown');
  });

  it('waits again where the approval was voided before it was used', async () => {
    const result = client.requireApproval(issueRefund)(args);
    const { id } = await fake.untilAny('pending');
    fake.fail({ match: /permit$/, kind: 'answer', status: 409 });
    fake.resolve(id, 'approved');
    await fake.untilCalled(/permit$/);
    fake.set({ ...fake.only(), status: 'pending', resolution: null, move: fake.only().move + 1 });
    await fake.untilCalled(/wait/, 2);
    fake.resolve(id, 'approved');
    expect(await result).toEqual({ refunded: 12_500 });
    expect(ran).toHaveLength(1);
  });

  it('throws the refusal where the permit is refused and the request stands as it was', async () => {
    fake.autoApprove = true;
    fake.fail({ match: /permit$/, kind: 'answer', status: 409 });
    expect(await why(client.requireApproval(issueRefund)(args))).toMatchObject({ status: 409 });
    expect(ran).toHaveLength(0);
  });

  it('waits while effects are paused, and runs once when they go on', async () => {
    fake.autoApprove = true;
    const permit = `POST /v1/requests/${idOf(1)}/permit`;
    fake.extra.set(permit, { status: 409, json: { status: 409, code: 'effects_paused', detail: 'All effects are paused: incident 17' } });
    const result = client.requireApproval(issueRefund)(args);
    await fake.untilCalled(/until=change/);
    expect(ran).toHaveLength(0);
    fake.extra.delete(permit);
    fake.set({ ...fake.only(), move: fake.only().move + 1 });
    expect(await result).toEqual({ refunded: 12_500 });
    expect(ran).toHaveLength(1);
  });

  it('throws that it expired where effects stay paused for longer than the approval lasts', async () => {
    fake.autoApprove = true;
    const paused = { status: 409, json: { status: 409, code: 'effects_paused', detail: 'All effects are paused: incident 17' } };
    fake.extra.set(`POST /v1/requests/${idOf(1)}/permit`, paused);
    const error = why(client.requireApproval(issueRefund)(args));
    await fake.untilCalled(/until=change/);
    fake.resolve(idOf(1), 'expired');
    expect(await error).toBeInstanceOf(Expired);
    expect(ran).toHaveLength(0);
  });

  const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

  it('waits through a veto window, and takes the permit once when it is over', async () => {
    const result = client.requireApproval(issueRefund)(args);
    await fake.untilAny('pending');
    fake.resolve(idOf(1), 'approved', { runFrom: inMs(60_000) });
    await fake.untilCalled(/until=resolved/);
    fake.set({ ...fake.only(), runFrom: null, move: fake.only().move + 1 });
    expect(await result).toEqual({ refunded: 12_500 });
    expect([ran.length, fake.count(/permit$/)]).toEqual([1, 1]);
  });

  it('comes again when the service says so, where its clock is behind', async () => {
    fake.autoApprove = true;
    const permit = `POST /v1/requests/${idOf(1)}/permit`;
    fake.extra.set(permit, tooEarly(inMs(60_000)));
    const result = client.requireApproval(issueRefund)(args);
    await fake.untilCalled(/until=change/);
    expect(ran).toHaveLength(0);
    fake.extra.delete(permit);
    fake.set({ ...fake.only(), move: fake.only().move + 1 });
    expect(await result).toEqual({ refunded: 12_500 });
    expect(ran).toHaveLength(1);
  });

  it('takes the permit at the end of the window though nobody has moved the request', async () => {
    const result = client.requireApproval(issueRefund)(args);
    await fake.untilAny('pending');
    fake.extra.set(`POST /v1/requests/${idOf(1)}/permit`, tooEarly(inMs(300)));
    fake.resolve(idOf(1), 'approved');
    await fake.untilCalled(/until=change/);
    fake.extra.clear();
    expect(await result).toEqual({ refunded: 12_500 });
  });

  it('throws the denial that came within the window', async () => {
    const result = why<Denied>(client.requireApproval(issueRefund)(args));
    await fake.untilAny('pending');
    fake.resolve(idOf(1), 'approved', { runFrom: inMs(60_000) });
    await fake.untilCalled(/until=resolved/);
    fake.resolve(idOf(1), 'rejected', { comment: 'I have just seen the invoice.' });
    expect(await result).toBeInstanceOf(Denied);
    expect((await result).feedback.at(-1)?.comment).toBe('I have just seen the invoice.');
    expect(ran).toHaveLength(0);
  });

  it('can be aborted within the window', async () => {
    const controller = new AbortController();
    fake.extra.set(`POST /v1/requests/${idOf(1)}/permit`, tooEarly(inMs(60_000)));
    fake.autoApprove = true;
    const result = why(client.requireApproval(issueRefund)(args, { signal: controller.signal }));
    await fake.untilCalled(/until=change/);
    const stop = new Error('the agent was stopped');
    controller.abort(stop);
    expect(await result).toBe(stop);
    expect(ran).toHaveLength(0);
  });

  it('waits again where a person found out that it did not happen, and runs what is approved then', async () => {
    fake.autoApprove = true;
    const cut = client.requireApproval((_: Refund) => Promise.reject(Object.assign(new Error('cut off'), { name: 'AbortError' })), {
      type: 'issue_refund',
      key,
    });
    await why(cut(args));
    expect(fake.only().status).toBe('unknown');
    const again = withRevision({ ...fake.only(), status: 'pending', execution: null, resolution: null }, { ...args });
    fake.set(again);
    const result = client.requireApproval(issueRefund, { key })(args);
    await fake.untilCalled(/until=resolved/, 2);
    expect(ran).toHaveLength(0);
    fake.resolve(idOf(1), 'approved');
    expect(await result).toEqual({ refunded: 12_500 });
    expect(ran[0]?.call).toMatchObject({ revision: 2, idempotencyKey: `${idOf(1)}/2` });
  });

  it('takes the permit again where its first call never arrived', async () => {
    fake.autoApprove = true;
    fake.fail({ match: /permit$/, kind: 'hangUp' });
    expect(await client.requireApproval(issueRefund)(args)).toEqual({ refunded: 12_500 });
    expect(ran).toHaveLength(1);
  });

  it('runs nothing where the permit was taken and its answer lost', async () => {
    fake.autoApprove = true;
    fake.fail({ match: /permit$/, kind: 'loseAnswer' });
    const error = await why<OutcomeUnknown>(client.requireApproval(issueRefund)(args));
    expect(error).toBeInstanceOf(OutcomeUnknown);
    expect(ran).toHaveLength(0);
  });

  it('runs nothing whose digest is not the approved one', async () => {
    const result = client.requireApproval(issueRefund)(args);
    const { id } = await fake.untilAny('pending');
    fake.resolve(id, 'approved');
    const view = fake.only();
    if (view.action) fake.set({ ...view, action: { ...view.action, args: { orderId: '4711', amount: 1 } } });
    expect(await why(result)).toBeInstanceOf(DigestMismatch);
    expect(ran).toHaveLength(0);
    expect(fake.only().status).toBe('failed');
  });

  it('reports again until the report has arrived', async () => {
    fake.autoApprove = true;
    fake.fail({ match: /outcome$/, kind: 'answer', status: 503, times: 6 });
    await client.requireApproval(issueRefund)(args);
    expect(fake.only().status).toBe('executed');
    expect(ran).toHaveLength(1);
  }, 20_000);

  it('says that it ran where the report is refused, and hands over the result', async () => {
    fake.autoApprove = true;
    fake.fail({ match: /outcome$/, kind: 'answer', status: 403 });
    const error = await why<OutcomeUnknown>(client.requireApproval(issueRefund)(args));
    expect(error).toBeInstanceOf(OutcomeUnknown);
    expect(error.result).toEqual({ refunded: 12_500 });
  });

  it('passes on what the server refuses', async () => {
    expect(await why(client.requireApproval(issueRefund, { type: 'Not a type' })(args))).toBeInstanceOf(CountersignError);
  });

  it.each<[string, object]>([
    ['NaN', { amount: Number.NaN }],
    ['a date', { at: new Date() }],
    ['a function', { then: () => 1 }],
    ['a bigint', { amount: 1n }],
    ['an undefined in a list', { list: [undefined] }],
    ['an array as arguments', [1]],
  ])('refuses arguments that JSON cannot hold (%s), before anybody is asked', async (_what, wrong) => {
    const gated = client.requireApproval((_: object) => undefined, { type: 'a.b' });
    expect(await why(gated(wrong))).toBeInstanceOf(TypeError);
    expect(fake.calls).toHaveLength(0);
  });

  it('wants a type for a function without a name', () => {
    expect(() => client.requireApproval((_: Refund) => 1)).toThrow(/give `type`/);
  });
});

describe('requireApproval after a restart, by its key', () => {
  /** Another process: it knows the key and nothing else. */
  const again = (more = {}) => client.requireApproval(issueRefund, { key, ...more })(args);

  async function firstRun(until: () => Promise<unknown>): Promise<void> {
    const controller = new AbortController();
    const result = client.requireApproval(issueRefund, { key })(args, { signal: controller.signal });
    const ended = why(result);
    await until();
    controller.abort(new Error('killed'));
    await ended;
  }

  it('finds the open request again', async () => {
    await firstRun(() => fake.untilCalled(/wait/));
    const result = again();
    fake.resolve(fake.only().id, 'approved');
    expect(await result).toEqual({ refunded: 12_500 });
    expect(fake.requests.size).toBe(1);
  });

  it('finds it also where the agent words its reasons differently', async () => {
    await firstRun(() => fake.untilCalled(/wait/));
    const result = again({ rationale: 'Said in other words.' });
    fake.resolve(fake.only().id, 'approved');
    expect(await result).toEqual({ refunded: 12_500 });
    expect(fake.requests.size).toBe(1);
  });

  it('refuses the key for other arguments', async () => {
    await firstRun(() => fake.untilCalled(/wait/));
    const error = await why<KeyConflict>(client.requireApproval(issueRefund, { key })({ ...args, amount: 1 }));
    expect(error).toBeInstanceOf(KeyConflict);
    expect(error.requestId).toBe(fake.only().id);
    expect(fake.requests.size).toBe(1);
  });

  it('returns what the earlier run returned, and does not run again', async () => {
    fake.autoApprove = true;
    await again();
    expect(await again()).toEqual({ refunded: 12_500 });
    expect(ran).toHaveLength(1);
  });

  it('says so where the earlier run kept no result', async () => {
    fake.autoApprove = true;
    await again({ recordResult: false });
    expect(fake.only().execution?.detail).toEqual({});
    expect(await why(again())).toBeInstanceOf(AlreadyExecuted);
    expect(ran).toHaveLength(1);
  });

  it.each<[string, Json]>([
    ['executing', null],
    ['unknown', {}],
  ])('never runs what is %s', async (status, detail) => {
    fake.autoApprove = true;
    await again();
    const view = fake.only();
    fake.set({ ...view, status: status as 'executing', execution: view.execution && { ...view.execution, outcome: null, detail } });
    expect(await why(again())).toBeInstanceOf(OutcomeUnknown);
    expect(ran).toHaveLength(1);
  });

  it('never runs again what failed', async () => {
    fake.autoApprove = true;
    const gated = () => client.requireApproval((_: Refund) => Promise.reject(new Error('no funds')), { type: 'issue_refund', key })(args);
    await why(gated());
    const error = await why<ExecutionFailed>(gated());
    expect(error).toBeInstanceOf(ExecutionFailed);
    expect(error.reported).toEqual({ error: { name: 'Error', message: 'no funds' } });
  });

  it('takes keys that no header could carry', async () => {
    fake.autoApprove = true;
    await client.requireApproval(issueRefund, { key: 'Rückzahlung für 4711' })(args);
    await client.requireApproval(issueRefund, { key: 'Rückzahlung für 4711' })(args);
    expect(fake.requests.size).toBe(1);
    expect(fake.calls[0]?.headers['idempotency-key']).toMatch(/^sha256-[0-9a-f]{64}$/);
  });
});

describe('requireApprovalIf', () => {
  it.each<[string, number, boolean]>([
    ['holds', 10_000.01, true],
    ['does not hold', 10_000, false],
  ])('asks for review exactly where the condition %s', async (_what, amount, review) => {
    fake.autoApprove = true;
    await client.requireApprovalIf(({ amount: sum }: Refund) => sum > 10_000, issueRefund)({ ...args, amount });
    expect(fake.submissions.get(fake.only().id)?.requireReview).toBe(review);
    expect(ran).toHaveLength(1);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
    ['says nothing', () => undefined],
    ['says 0', () => 0],
  ])('asks for review where the condition %s', async (_what, condition) => {
    fake.autoApprove = true;
    await client.requireApprovalIf(condition as () => boolean, issueRefund)(args);
    expect(fake.submissions.get(fake.only().id)?.requireReview).toBe(true);
  });

  it('records what passed without a person', async () => {
    fake.autoApprove = true;
    await client.requireApprovalIf(() => false, issueRefund)(args);
    expect(fake.only()).toMatchObject({ status: 'executed', action: { context: { function: 'issueRefund' } } });
  });
});
