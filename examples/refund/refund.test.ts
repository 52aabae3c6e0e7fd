import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { JsonObject } from '../../src/contracts/json.js';
import { createArgsChecker } from '../../src/moves/args-schema.js';
import { appendOnce, readLedger } from './ledger-file.js';
import { refundArgsSchema } from './refund-args.js';

const args = { orderId: 'A-17', amount: 10, currency: 'EUR' };

describe('the schema, and the JSON Schema that the doors check, agree', () => {
  const jsonSchema = z.toJSONSchema(refundArgsSchema) as JsonObject;
  const problems = createArgsChecker();
  test.each([
    ['one cent', { amount: 0.01 }, true],
    ['a figure that is not exact in binary', { amount: 4.35 }, true],
    ['10,000', { amount: 10_000 }, true],
    ['10,000.01', { amount: 10_000.01 }, true],
    ['close to the limit, with cents', { amount: 999_999_999.99 }, true],
    ['zero', { amount: 0 }, false],
    ['negative', { amount: -1 }, false],
    ['half a cent', { amount: 0.005 }, false],
    ['three decimals', { amount: 10.001 }, false],
    ['above a billion', { amount: 1_000_000_000.01 }, false],
    ['a text', { amount: '10' as unknown as number }, false],
    ['another field', { note: 'x' }, false],
    ['a currency in small letters', { currency: 'eur' }, false],
    ['an order id with a slash', { orderId: '../1' }, false],
  ])('%s', (_name, change, good) => {
    const given = { ...args, ...change };
    expect(refundArgsSchema.safeParse(given).success).toBe(good);
    expect(problems(jsonSchema, given).length === 0).toBe(good);
  });
});

describe('the ledger file', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'refund-test-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  test('holds one line per permit, however often and at once it is called', async () => {
    const file = join(dir, 'refunds.jsonl');
    const entry = { ...args, permitId: 'per_1', requestId: 'req_1' };
    const written = await Promise.all(Array.from({ length: 10 }, () => appendOnce(file, entry)));
    expect(written.filter((each) => each.written)).toHaveLength(1);
    await appendOnce(file, { ...entry, permitId: 'per_2' });
    expect((await readLedger(file)).map((each) => each.permitId)).toEqual(['per_1', 'per_2']);
  });
});
