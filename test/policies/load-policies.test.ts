import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { registerDefinition } from '../../src/ledger/definitions.js';
import { listActivePolicies } from '../../src/ledger/policies.js';
import { loadPolicies } from '../../src/load-policies.js';
import { openTestLedger, type LedgerFixture } from '../support/ledger-fixture.js';

let ledger: LedgerFixture;
let dir: string;
beforeAll(async () => {
  ledger = await openTestLedger();
  dir = await mkdtemp(join(tmpdir(), 'policies-'));
});
afterAll(async () => {
  await ledger.close();
  await rm(dir, { recursive: true });
});

it('makes the files of a folder policies, named after them, and warns of pointers that no registered action has', async () => {
  const argsSchema = { type: 'object', properties: { amount: { type: 'number' } } };
  const common = {
    type: 'payments.refund',
    title: null,
    description: null,
    riskFloor: 'low',
    effect: 'once',
    executes: true,
    observes: false,
  } as const;
  await registerDefinition(ledger.db, { ...common, version: '1', argsSchema: {} }, new Date(1000));
  await registerDefinition(ledger.db, { ...common, version: '2', argsSchema }, new Date(2000));
  await writeFile(join(dir, 'refunds.yaml'), 'match: { types: [payments.*] }\nkeepVotes: { unless: [/amuont] }\nonTimeout: reject\n');
  const lines: string[] = [];
  await loadPolicies(ledger.db, dir, ['group:reviewers'], pino({ level: 'warn' }, { write: (line: string) => lines.push(line) }));
  expect((await listActivePolicies(ledger.db)).map(({ name, version }) => [name, version])).toEqual([['refunds', 1]]);
  expect(lines.join('')).toContain('the arguments of payments.refund have nothing at /amuont');
});
