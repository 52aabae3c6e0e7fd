import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeService } from './fake-service.js';
import { installPacked, typeCheck, type Project } from './packed.js';

// Each test starts processes; on a machine that is busy with other tests that takes seconds.
jest.setTimeout(60_000);

let project: Project;
let fake: FakeService;
let env: Record<string, string>;
beforeAll(() => {
  project = installPacked();
}, 240_000);
afterAll(() => project.remove());
beforeEach(async () => {
  fake = new FakeService();
  env = { COUNTERSIGN_URL: await fake.start(), COUNTERSIGN_KEY: 'csk_agent', EFFECTS: join(project.dir, 'effects') };
});
afterEach(async () => {
  await fake.stop();
  rmSync(join(project.dir, 'effects'), { force: true });
});

const effects = () =>
  existsSync(env['EFFECTS'] ?? '')
    ? readFileSync(env['EFFECTS'] ?? '', 'utf8')
        .trim()
        .split('\n')
    : [];

describe('the package as npm packs it', () => {
  it('brings what it needs, and nothing of the server', () => {
    const { dependencies } = JSON.parse(readFileSync(join(project.dir, 'node_modules/@countersign/client/package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(Object.keys(dependencies)).toEqual(['zod']);
    expect(existsSync(join(project.dir, 'node_modules/@countersign/client/README.md'))).toBe(true);
    expect(existsSync(join(project.dir, 'node_modules/@temporalio'))).toBe(false);
  });

  it('can be imported, and asks', async () => {
    project.write(
      'ask.mjs',
      `import { Countersign } from '@countersign/client';
       const countersign = Countersign.fromEnv(process.env);
       const greet = countersign.requireApproval(async function greet({ name }) { return 'hello ' + name; });
       console.log(await greet({ name: 'Ada' }));`,
    );
    fake.autoApprove = true;
    expect(await project.run('ask.mjs', env)).toEqual({ code: 0, signal: null, out: 'hello Ada\n', err: '' });
  });

  it('has types that strict projects and the examples of its README compile against, and that infer arguments and results', () => {
    project.write(
      'typed.ts',
      `import { Countersign, Denied, lateObjections, type DecisionView, type PolicyTrialResult, type Receipt, type RequestView } from '@countersign/client';
       const countersign = new Countersign({ url: 'http://localhost:3400', apiKey: 'csk_x' });
       const refund = countersign.requireApproval(async (args: { orderId: string; amount: number }) => ({ refunded: args.amount }), {
         key: ({ orderId }) => orderId, type: 'payments.refund', reviewers: ['finance'], risk: ({ amount }) => (amount > 1 ? 'high' : 'low'),
       });
       const refunded: number = (await refund({ orderId: '1', amount: 2 })).refunded;
       // @ts-expect-error the amount is a number
       void refund({ orderId: '1', amount: '2' });
       const act = async ({ host }: { host: string }) => host;
       const isolated: string = await countersign.requireApproval(act, { key: ({ host }) => host, type: 'security.isolate', reviewers: ['security-team', 'devops-lead'], need: 'majority', escalate: { after: '30m' } })({ host: 'web-3' });
       const seen = await countersign.requests.get('req_1');
       const receipt: Receipt = await countersign.requests.delegate(seen, 'grace', { comment: 'she knows it' });
       await countersign.requests.settle(seen, { found: 'did_not_happen', evidence: 'nothing at the bank' });
       // @ts-expect-error a snooze says for how long
       void countersign.requests.snooze(seen);
       // @ts-expect-error nobody settles without evidence
       void countersign.requests.settle(seen, { found: 'happened' });
       const objections: DecisionView[] = lateObjections(seen);
       const missing: string[] | undefined = seen.awaiting?.missing?.[0]?.entries;
       const trial: PolicyTrialResult = await countersign.policies.try({ action: { type: 'a.b', args: {} } });
       console.log(isolated, receipt.reason, objections, missing, seen.followUps, trial.result === 'planned' && trial.next[0]?.at);
       const kind = await countersign.requireApproval((a: { x: number }) => a.x, { type: 'a.b', whenNotApproved: 'return' })({ x: 1 });
       if (kind instanceof Denied) console.log(kind.feedback[0]?.comment);
       for await (const item of countersign.requests.list({ status: 'open' })) console.log(item.id);
       const view: RequestView = await countersign.requests.wait('req_1');
       console.log(refunded, view.digest, await countersign.humanAsTool({ question: 'Which?' }));
       export {};`,
    );
    const readme = readFileSync(join(import.meta.dirname, '../../client/README.md'), 'utf8');
    const examples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ''], n) => ({ file: `example-${n}.ts`, code }));
    expect(examples.length).toBeGreaterThan(4);
    for (const { file, code } of examples) project.write(file, code);
    expect(typeCheck(project, 'typed.ts', ...examples.map(({ file }) => file))).toBe('');
  }, 120_000);
});

describe('a caller that is killed', () => {
  beforeEach(() => {
    project.write(
      'refund.mjs',
      `import { appendFileSync } from 'node:fs';
       import { Countersign } from '@countersign/client';
       const countersign = Countersign.fromEnv(process.env);
       const die = (at) => process.env.DIE === at && process.kill(process.pid, 'SIGKILL');
       async function issueRefund({ orderId, amount }) {
         die('before the effect');
         appendFileSync(process.env.EFFECTS, orderId + ' ' + amount + '\\n');
         die('before the report');
         return { refunded: amount };
       }
       const refund = countersign.requireApproval(issueRefund, { key: ({ orderId }) => 'refund-' + orderId });
       try {
         console.log(JSON.stringify(await refund({ orderId: '4711', amount: 12500 })));
       } catch (error) {
         console.log(error.name);
       }`,
    );
  });
  const start = (more: Record<string, string> = {}) => project.run('refund.mjs', { ...env, ...more });

  it('while people think finds its request again, and runs once', async () => {
    const stop = new AbortController();
    const first = project.run('refund.mjs', env, stop.signal);
    await fake.untilCalled(/wait/);
    stop.abort();
    expect((await first).signal).toBe('SIGKILL');
    fake.resolve(fake.only().id, 'approved');
    expect((await start()).out).toBe('{"refunded":12500}\n');
    expect(fake.requests.size).toBe(1);
    expect(effects()).toEqual(['4711 12500']);
  });

  it.each([
    ['before the effect', 0],
    ['before the report', 1],
  ])('%s never runs again, and says that nobody knows', async (at, times) => {
    fake.autoApprove = true;
    expect((await start({ DIE: at })).signal).toBe('SIGKILL');
    expect(fake.only().status).toBe('executing');
    expect((await start()).out).toBe('OutcomeUnknown\n');
    expect(effects()).toHaveLength(times);
    fake.set({ ...fake.only(), status: 'unknown' });
    expect((await start()).out).toBe('OutcomeUnknown\n');
    expect(effects()).toHaveLength(times);
  });

  it('after the report gets the recorded result', async () => {
    fake.autoApprove = true;
    await start();
    expect((await start()).out).toBe('{"refunded":12500}\n');
    expect(effects()).toHaveLength(1);
  });

  it('twice at the same time runs once', async () => {
    fake.autoApprove = true;
    const ended = await Promise.all([start(), start(), start()]);
    expect(effects()).toHaveLength(1);
    expect(ended.map(({ out }) => out).every((out) => out === '{"refunded":12500}\n' || out === 'OutcomeUnknown\n')).toBe(true);
  });
});
