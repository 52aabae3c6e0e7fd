import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { Denied, type Countersign } from '@countersign/client';
import { refund } from '../../examples/refund/index.js';
import { readLedger } from '../../examples/refund/ledger-file.js';
import { refunder } from '../../examples/refund/refund.js';
import { startTestService, type TestService } from '../support/service.js';
import { clientOf, decide, reach } from './support.js';

// A service and a Temporal server share the machine with other tests.
jest.setTimeout(120_000);

let service: TestService;
let key: string;
let shop: Countersign;
let fay: Countersign;
let dir: string;
let ledger: string;
let orders = 0;

beforeAll(async () => {
  service = await startTestService({ registry: refund });
  key = await service.agentKey('shop');
  shop = clientOf(service, key);
  fay = clientOf(service, await service.person('fay', ['finance']));
  await service.person('lena', ['finance-leads']);
});
afterAll(() => service.stop());
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'refund-test-'));
  ledger = join(dir, 'refunds.jsonl');
  orders += 1;
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const order = () => `A-${orders}`;

/** The one request that waits for finance. */
async function waiting(): Promise<string> {
  for await (const each of fay.requests.list({ status: 'pending' })) if (each.title?.includes(order())) return each.id;
  return waiting();
}
const script = (amount: string) =>
  promisify(execFile)('sh', ['examples/refund/refund.sh', order(), amount], {
    env: { PATH: process.env['PATH'], COUNTERSIGN_URL: service.url, COUNTERSIGN_KEY: key, COUNTERSIGN_DATA_DIR: dir },
  });

test('10,000 itself needs nobody', async () => {
  await refunder(shop, ledger)({ orderId: order(), amount: 10_000, currency: 'EUR' });
  expect(await readLedger(ledger)).toEqual([expect.objectContaining({ orderId: order(), amount: 10_000 })]);
});

test('10,000.01 waits for finance, and is paid once however often it is called', async () => {
  const args = { orderId: order(), amount: 10_000.01, currency: 'EUR' };
  const paying = refunder(shop, ledger)(args);
  const seen = await reach(shop, await waiting(), 'pending');
  expect(seen.awaiting?.asked).toEqual(['group:finance']);
  expect(await readLedger(ledger)).toEqual([]);
  await decide(fay, seen, 'approve');
  const entry = await paying;
  expect(await refunder(shop, ledger)(args)).toEqual(entry);
  expect(await readLedger(ledger)).toEqual([entry]);
  expect((await reach(shop, seen.id, 'executed')).execution).toMatchObject({ by: 'caller', outcome: 'executed' });
});

test('a denial is an error that says who and why, and nothing is paid', async () => {
  const paying = refunder(shop, ledger)({ orderId: order(), amount: 20_000, currency: 'EUR' });
  const denied = expect(paying).rejects.toThrow('the order was delivered');
  await decide(fay, await reach(shop, await waiting(), 'pending'), 'deny', 'the order was delivered');
  await denied;
  await expect(paying).rejects.toBeInstanceOf(Denied);
  expect(await readLedger(ledger)).toEqual([]);
});

test.each([-5, 0, 10.001])('%d is refused by the schema, and leaves no request', async (amount) => {
  await expect(refunder(shop, ledger)({ orderId: order(), amount, currency: 'EUR' })).rejects.toMatchObject({
    status: 422,
    field: '/action/args/amount',
  });
  expect((await shop.requests.page({ q: order() })).items).toEqual([]);
  expect(await readLedger(ledger)).toEqual([]);
});

test('by curl: paid at once, waits for finance above 10,000, refused when negative, and never twice', async () => {
  expect((await script('10000')).stdout).toContain('refunded, request is executed');
  expect(await readLedger(ledger)).toEqual([expect.objectContaining({ orderId: order(), amount: 10_000 })]);
  await expect(script('10000')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('not refunded: executed') });

  orders += 1;
  const running = script('10000.01');
  // It asks people only after a policy said so; then it shows where.
  expect(String(await once(running.child.stdout ?? process.stdin, 'data'))).toMatch(/^waiting for a person: http/);
  await decide(fay, await reach(shop, await waiting(), 'pending'), 'approve');
  expect((await running).stdout).toContain('refunded, request is executed');

  orders += 1;
  await expect(script('-1')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('not refunded: ') });
  expect(await readLedger(ledger)).toHaveLength(2);
});
