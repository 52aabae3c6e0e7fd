import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AlreadyExecuted,
  Countersign,
  Denied,
  KeyConflict,
  OutcomeUnknown,
  verifyWebhook,
  type RequestView,
} from '../../client/src/index.js';
import { startTestService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

interface Refund {
  orderId: string;
  amount: number;
  currency: string;
}

const SECRET = `whsec_${randomBytes(24).toString('base64')}`;
let service: TestService;
let bot: Countersign;
let ada: Countersign;
let grace: Countersign;
let ran: Refund[];
let n = 0;
const order = (amount: number): Refund => ({ orderId: `order-${(n += 1)}`, amount, currency: 'EUR' });

beforeAll(async () => {
  service = await startTestService({ permitLeaseMs: 5_000, env: { COUNTERSIGN_WEBHOOK_SECRET: SECRET } });
  const client = (apiKey: string) => new Countersign({ url: service.url, apiKey });
  ada = client(await service.person('ada', ['finance', 'reviewers']));
  grace = client(await service.person('grace', ['finance-leads', 'leads'], ['override']));
  bot = client(await service.agentKey('bot'));
  ran = [];
}, 120_000);
afterAll(() => service.stop());

function issueRefund(args: Refund): Promise<{ refunded: number }> {
  ran.push(args);
  return Promise.resolve({ refunded: args.amount });
}
const refund = (more: Parameters<typeof bot.requireApproval<Refund, { refunded: number }>>[1] = {}) =>
  bot.requireApproval(issueRefund, { type: 'payments.refund', key: ({ orderId }) => orderId, ...more });
const runsOf = ({ orderId }: Refund) => ran.filter((args) => args.orderId === orderId);
const why = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('did not reject')),
    (error: unknown) => error,
  );

/** The request about this order, once people are asked. */
async function asked({ orderId }: Refund): Promise<RequestView & { digest: string }> {
  let found: RequestView | undefined;
  await until(async () => {
    for await (const { id } of bot.requests.list({ status: 'pending' })) {
      const view = await bot.requests.get(id);
      if (view.action?.args['orderId'] === orderId) found = view;
    }
    return found !== undefined;
  }, 20_000);
  if (!found || found.digest === null) throw new Error('has no digest');
  return { ...found, digest: found.digest };
}

describe('requireApproval against the service', () => {
  it('runs after a person approved, and not before', async () => {
    const args = order(12_500);
    const result = refund()(args);
    const { id, revision, digest } = await asked(args);
    expect(runsOf(args)).toHaveLength(0);
    expect(await ada.requests.decide(id, { verb: 'approve', revision, digest })).toMatchObject({ counted: true });
    expect(await result).toEqual({ refunded: 12_500 });
    expect((await bot.requests.wait(id, { until: 'terminal' })).status).toBe('executed');
    // Another run with the same key: the result, and no second effect.
    expect(await refund()(args)).toEqual({ refunded: 12_500 });
    expect(runsOf(args)).toHaveLength(1);
  }, 60_000);

  it('runs at once, and on record, what a policy lets pass', async () => {
    const args = order(10_000);
    expect(await refund()(args)).toEqual({ refunded: 10_000 });
    const [last] = (await bot.requests.page({ limit: 1 })).items;
    expect(await bot.requests.get(last?.id ?? '')).toMatchObject({ status: 'executed', resolution: { by: 'policy' }, decisions: [] });
  }, 60_000);

  it('runs what the reviewer made of it', async () => {
    const args = order(12_500);
    const result = refund()(args);
    const { id, revision, digest } = await asked(args);
    await ada.requests.decide(id, { verb: 'edit', revision, digest, args: { ...args, amount: 11_000 } });
    expect(await result).toEqual({ refunded: 11_000 });
    expect(runsOf(args)).toEqual([{ ...args, amount: 11_000 }]);
  }, 60_000);

  it('throws a denial with what people wrote', async () => {
    const args = order(12_500);
    const result = why(refund()(args));
    const { id, revision, digest } = await asked(args);
    await ada.requests.decide(id, { verb: 'deny', revision, digest, comment: 'Ask for the receipt first.' });
    const denied = await result;
    expect(denied).toBeInstanceOf(Denied);
    expect((denied as Denied).feedback).toEqual([
      expect.objectContaining({ comment: 'Ask for the receipt first.', by: { id: 'ada', name: 'Ada' } }),
    ]);
    expect(runsOf(args)).toHaveLength(0);
  }, 60_000);

  it('goes on waiting through a restart of the service, and finds the request by its key', async () => {
    const args = order(12_500);
    const first = refund({ rationale: 'in one wording' })(args);
    const { id, revision, digest } = await asked(args);
    await service.restart();
    const second = refund({ rationale: 'in another' })(args);
    await ada.requests.decide(id, { verb: 'approve', revision, digest });
    const ended = await Promise.allSettled([first, second]);
    expect(runsOf(args)).toHaveLength(1);
    expect(ended.map((each) => (each.status === 'fulfilled' ? each.value : (each.reason as Error).name)).sort()).toContainEqual({
      refunded: 12_500,
    });
    expect(await why(refund()({ ...args, amount: 12_501 }))).toBeInstanceOf(KeyConflict);
  }, 120_000);

  it('never runs what a crashed run has taken, until the end of the permit and after a person settled it', async () => {
    const args = order(100);
    const { id } = await bot.requests.create(
      {
        action: { type: 'payments.refund', args: { ...args }, title: 'issueRefund', context: { function: 'issueRefund' } },
        execute: 'caller',
      },
      { idempotencyKey: args.orderId },
    );
    const { digest } = await bot.requests.wait(id);
    await bot.requests.permit(id, digest ?? '');
    expect(await why(refund()(args))).toBeInstanceOf(OutcomeUnknown);
    // The permit's five seconds, and at most a minute until the end of them shows.
    await until(async () => (await bot.requests.get(id)).status === 'unknown', 70_000);
    expect(await why(refund()(args))).toBeInstanceOf(OutcomeUnknown);
    expect(await grace.requests.settle(id, { outcome: 'executed', reason: 'seen at the bank' })).toEqual({ status: 'executed' });
    expect(await why(refund()(args))).toBeInstanceOf(AlreadyExecuted);
    expect(runsOf(args)).toHaveLength(0);
  }, 180_000);
});

describe('requireApprovalIf against the service', () => {
  const gated = (args: Refund, limit: number) =>
    bot.requireApprovalIf(({ amount }: Refund) => amount > limit, issueRefund, { type: 'payments.refund' })(args);

  it('lets pass what neither code nor policy wants reviewed', async () => {
    const args = order(500);
    await gated(args, 500);
    expect(runsOf(args)).toHaveLength(1);
  }, 60_000);

  it('asks people where the code wants it, though the policy would not', async () => {
    const args = order(501);
    const result = gated(args, 500);
    const { id, revision, digest, plan } = await asked(args);
    expect(plan?.reasons.map((reason) => reason.code)).toContain('caller_requires_review');
    await ada.requests.decide(id, { verb: 'approve', revision, digest });
    expect(await result).toEqual({ refunded: 501 });
  }, 60_000);

  it('asks people where the policy wants it, though the code would not', async () => {
    const args = order(20_000);
    const result = gated(args, 1_000_000);
    const { id, revision, digest } = await asked(args);
    await ada.requests.decide(id, { verb: 'approve', revision, digest });
    await result;
    expect(runsOf(args)).toHaveLength(1);
  }, 60_000);
});

describe('humanAsTool against the service', () => {
  it('gives the answer of the person who was asked', async () => {
    const answer = bot.humanAsTool({
      question: 'Refund or replace?',
      suggestedResponse: 'replace',
      options: ['refund', 'replace'],
      key: 'question-1',
    });
    let id = '';
    await until(async () => {
      for await (const item of ada.requests.list({ type: 'human.question', status: 'pending' })) id = item.id;
      return id !== '';
    }, 20_000);
    const { revision, digest } = await ada.requests.get(id);
    await ada.requests.decide(id, { verb: 'answer', revision, digest: digest ?? '', answer: 'refund' });
    expect(await answer).toBe('refund');
    expect(
      await bot.humanAsTool({
        question: 'Refund or replace?',
        suggestedResponse: 'replace',
        options: ['refund', 'replace'],
        key: 'question-1',
      }),
    ).toBe('refund');
  }, 60_000);
});

describe('a callback of the service', () => {
  it('is trusted by verifyWebhook, and by it alone', async () => {
    const received: { headers: Record<string, string | string[] | undefined>; body: Buffer }[] = [];
    const target = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        received.push({ headers: req.headers, body: Buffer.concat(chunks) });
        res.writeHead(204).end();
      });
    }).listen(0, '127.0.0.1');
    await once(target, 'listening');
    try {
      const callbackUrl = `http://127.0.0.1:${(target.address() as AddressInfo).port}/done`;
      await refund({ callbackUrl })(order(50));
      await until(() => received.length > 0, 30_000);
      const [first] = received;
      if (!first) throw new Error('nothing came');
      expect(verifyWebhook(first.headers, first.body, SECRET).payload).toMatchObject({ data: expect.anything() as unknown });
      expect(() => verifyWebhook(first.headers, Buffer.concat([first.body, Buffer.from(' ')]), SECRET)).toThrow();
    } finally {
      target.closeAllConnections();
      target.close();
    }
  }, 60_000);
});
