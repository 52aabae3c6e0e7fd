import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run, type RunOptions } from '../../../test/cli/run.js';
import { FakeService } from '../../../test/client/fake-service.js';

let fake: FakeService;
let env: Record<string, string>;
let cwd: string;
beforeEach(async () => {
  fake = new FakeService();
  env = { COUNTERSIGN_URL: await fake.start(), COUNTERSIGN_KEY: 'csk_agent' };
  cwd = mkdtempSync(join(tmpdir(), 'countersign-request-'));
});
afterEach(async () => {
  await fake.stop();
  rmSync(cwd, { recursive: true });
});
const cli = (argv: string[], options: RunOptions = {}) => run(['request', ...argv], { env, cwd, ...options });
const body = () => JSON.parse(fake.calls.find((call) => call.method === 'POST')?.body ?? 'null') as unknown;

describe('request', () => {
  it('is made of flags', async () => {
    const { code, out } = await cli([
      ...[
        '--type',
        'payments.refund',
        '--args',
        '{"amount":12500}',
        '--title',
        'Refund',
        '--rationale',
        'lost',
        '--confidence',
        '0.5',
        '--risk',
        'high',
      ],
      ...[
        '--context',
        '{"ticket":"T-1"}',
        '--policy',
        'large',
        '--requester',
        'grace',
        '--reviewer',
        'finance',
        'person:ada',
        '--need',
        '2',
        '--escalate-after',
        '30m',
        '--escalate-to',
        'leads',
        '--require-review',
      ],
      ...['--deadline', '2h', '--callback-url', 'https://example.com/cb', '--execute', 'caller', '--idempotency-key', 'k-1'],
    ]);
    expect(code).toBe(0);
    expect(out).toContain(fake.only().id);
    expect(body()).toEqual({
      action: {
        type: 'payments.refund',
        args: { amount: 12500 },
        title: 'Refund',
        rationale: 'lost',
        confidence: 0.5,
        risk: 'high',
        context: { ticket: 'T-1' },
      },
      execute: 'caller',
      policy: 'large',
      requester: 'grace',
      // The service knows whether a bare name is a group or a person.
      reviewers: ['finance', 'person:ada'],
      need: { atLeast: 2 },
      escalate: { after: '30m', to: ['leads'] },
      requireReview: true,
      deadline: '2h',
      callbackUrl: 'https://example.com/cb',
    });
    expect(fake.calls[0]?.headers['idempotency-key']).toBe('k-1');
  });

  it('is read from a file, and flags change it', async () => {
    writeFileSync(join(cwd, 'request.json'), '{"action":{"type":"a.b","args":{"x":1}},"deadline":"1h"}');
    await cli(['request.json', '--title', 'Other', '--deadline', '2h']);
    expect(body()).toEqual({ action: { type: 'a.b', args: { x: 1 }, title: 'Other' }, deadline: '2h' });
  });

  it('is read from standard input', async () => {
    await cli(['-'], { stdin: '{"action":{"type":"a.b","args":{}}}' });
    expect(body()).toEqual({ action: { type: 'a.b', args: {} } });
  });

  it('lets an agent propose', async () => {
    await cli(['--agent', 'deploy-gate', '--input', '{"branch":"production"}']);
    expect(body()).toEqual({ agent: 'deploy-gate', input: { branch: 'production' } });
  });

  it.each<[string[], RegExp]>([
    [[], /--type and --args/],
    [['--type', 'Not A Type'], /action.type/],
    [['--type', 'a.b', '--args', '{"x":1,"x":2}'], /--args/],
    [['--type', 'a.b', '--args', '9007199254740993'], /--args/],
    [['--type', 'a.b', '--args', '[]'], /--args/],
    [['--type', 'a.b', '--args', '@missing.json'], /missing.json/],
    [['--type', 'a.b', '--confidence', 'NaN'], /confidence/],
    [['--type', 'a.b', '--confidence', '1.5'], /confidence/],
    [['--type', 'a.b', '--deadline', 'soon'], /deadline/],
    [['--type', 'a.b', '--agent', 'x'], /action/],
    [['--type', 'a.b', '--timeout', 'soon', '--wait'], /--timeout/],
    [['missing.json'], /missing.json/],
  ])('is refused before it is sent where it does not fit: %j', async (argv, why) => {
    const { code, err } = await cli(argv);
    expect(code).toBe(2);
    expect(err).toMatch(why);
    expect(fake.calls).toHaveLength(0);
  });

  it('refuses fields that nobody knows', async () => {
    expect((await cli(['-'], { stdin: '{"action":{"type":"a.b","args":{}},"status":"approved"}' })).code).toBe(2);
    expect(fake.calls).toHaveLength(0);
  });
});

describe('request --wait', () => {
  it.each<['approved' | 'rejected' | 'expired' | 'cancelled', number]>([
    ['approved', 0],
    ['rejected', 4],
    ['expired', 4],
    ['cancelled', 4],
  ])('ends %s with %i', async (outcome, expected) => {
    const waiting = cli(['--type', 'a.b', '--wait']);
    const { id } = await fake.untilAny('pending');
    fake.resolve(id, outcome, { comment: 'so be it' });
    const { code, out } = await waiting;
    expect(code).toBe(expected);
    expect(out).toContain(outcome);
  });

  it('gives up when its time is up, and leaves the request alone', async () => {
    const { code, err } = await cli(['--type', 'a.b', '--wait', '--timeout', '50ms']);
    expect(code).toBe(1);
    expect(err).toContain('still pending');
    expect(fake.only().status).toBe('pending');
  });

  it('prints one document with --json: the request as it ended', async () => {
    fake.autoApprove = true;
    const { out } = await cli(['--type', 'a.b', '--wait', '--json']);
    expect(JSON.parse(out)).toMatchObject({ status: 'approved', id: fake.only().id });
  });
});
