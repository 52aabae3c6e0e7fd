import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run, type RunOptions } from '../../../test/cli/run.js';
import { FakeService } from '../../../test/client/fake-service.js';
import { AT, actionOf, idOf, viewOf } from '../../../test/client/fake-view.js';
import type { AuditEntry } from '../../contracts/view.js';
import { GENESIS, auditHash } from '../../ledger/audit.js';

const ID = idOf(1);
let fake: FakeService;
let env: Record<string, string>;
beforeEach(async () => {
  fake = new FakeService();
  env = { COUNTERSIGN_URL: await fake.start(), COUNTERSIGN_KEY: 'csk_ada' };
  fake.set(viewOf(ID, actionOf('payments.refund', { amount: 5 })));
});
afterEach(() => fake.stop());
const cli = (argv: string[], options: RunOptions = {}) => run(argv, { env, ...options });
const bodyOf = (path: RegExp) => JSON.parse(fake.calls.find((call) => path.test(call.path))?.body ?? 'null') as unknown;

describe('cancel', () => {
  it('withdraws with the reason', async () => {
    expect((await cli(['cancel', ID, '--reason', 'ordered twice'])).code).toBe(0);
    expect(bodyOf(/cancel$/)).toEqual({ reason: 'ordered twice' });
    expect(fake.only().status).toBe('cancelled');
  });

  it('of what is over is refused with 3', async () => {
    fake.resolve(ID, 'expired');
    const { code, err } = await cli(['cancel', ID]);
    expect(code).toBe(3);
    expect(err).toContain('over');
  });
});

describe('override', () => {
  const receipt = { decisionId: 'd', counted: true, reason: null, status: 'approved' };

  it('is bound to the digest, and says why', async () => {
    fake.extra.set(`POST /v1/requests/${ID}/override`, { status: 200, json: receipt });
    const { code } = await cli(['override', ID, '--resolution', 'approved', '--reason', 'incident 17', '--revision', '1']);
    expect(code).toBe(0);
    expect(bodyOf(/override$/)).toMatchObject({ resolution: 'approved', reason: 'incident 17', digest: fake.only().digest });
  });

  it.each([
    [['--resolution', 'approved', '--revision', '1']],
    [['--reason', 'r', '--revision', '1']],
    [['--resolution', 'executed', '--reason', 'r', '--revision', '1']],
    [['--resolution', 'approved', '--reason', 'r']],
  ])('is refused where something is missing: %j', async (argv) => {
    expect((await cli(['override', ID, ...argv])).code).toBe(2);
    expect(fake.count(/override/)).toBe(0);
  });

  it('of two people says that the first waits for the second', async () => {
    fake.extra.set(`POST /v1/requests/${ID}/override`, { status: 200, json: { ...receipt, status: 'pending' } });
    const flags = ['--reason', 'incident 17', '--revision', '1'];
    const { code, out } = await cli(['override', ID, '--resolution', 'approved', ...flags]);
    expect(code).toBe(0);
    expect(out).toContain('wants two people');
    expect(out).toContain(`countersign override ${ID} --resolution approved --digest ${fake.only().digest?.slice(7, 19)}`);
    fake.extra.set(`POST /v1/requests/${ID}/override`, { status: 200, json: receipt });
    expect((await cli(['override', ID, '--resolution', 'approved', ...flags])).out).not.toContain('two people');
  });

  it('without the permission does not count: 3', async () => {
    fake.extra.set(`POST /v1/requests/${ID}/override`, {
      status: 200,
      json: { ...receipt, counted: false, reason: 'override_not_permitted', status: 'pending' },
    });
    const { code, out } = await cli(['override', ID, '--resolution', 'approved', '--reason', 'r'], { answers: [true] });
    expect(code).toBe(3);
    expect(out).toContain('Overriding needs a permission of its own.');
  });
});

describe('settle', () => {
  it('says what became of it, and how that is known', async () => {
    fake.extra.set(`POST /v1/requests/${ID}/settle`, { status: 200, json: { status: 'executed' } });
    expect((await cli(['settle', ID, '--outcome', 'executed', '--reason', 'seen at the bank'])).code).toBe(0);
    expect(bodyOf(/settle$/)).toEqual({ outcome: 'executed', reason: 'seen at the bank' });
  });
});

describe('audit', () => {
  function chain(): AuditEntry[] {
    const first = { requestId: ID, seq: 1, at: AT, kind: 'request.opened', body: { by: 'helper' }, previous: GENESIS };
    const second = { requestId: ID, seq: 2, at: AT, kind: 'decision.counted', body: { verb: 'approve' }, previous: auditHash(first) };
    return [
      { ...first, hash: auditHash(first) },
      { ...second, hash: auditHash(second) },
    ];
  }
  const serve = (entries: AuditEntry[]) =>
    fake.extra.set(`GET /v1/requests/${ID}/audit`, { status: 200, text: entries.map((entry) => `${JSON.stringify(entry)}\n`).join('') });

  it('shows the record and that its chain holds', async () => {
    serve(chain());
    const { code, out } = await cli(['audit', ID]);
    expect(code).toBe(0);
    expect(out).toContain('decision.counted');
    expect(out).toContain('the chain of 2 entries holds');
  });

  it('ends with 1 where an entry was changed', async () => {
    const [first, second] = chain();
    if (first && second) serve([{ ...first, body: { by: 'somebody else' } }, second]);
    const { code, err } = await cli(['audit', ID, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(err)).toMatchObject({ code: 'chain_broken' });
  });

  it('exports one entry per line', async () => {
    serve(chain());
    const { out } = await cli(['audit', ID, '--jsonl']);
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as AuditEntry),
    ).toEqual(chain());
  });
});
