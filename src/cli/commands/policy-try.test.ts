import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run, type RunOptions } from '../../../test/cli/run.js';
import { FakeService } from '../../../test/client/fake-service.js';
import { PLAN } from '../../../test/client/fake-view.js';
import type { PolicyTrialResult } from '../../contracts/policy-trial.js';

let fake: FakeService;
let env: Record<string, string>;
let cwd: string;
beforeEach(async () => {
  fake = new FakeService();
  env = { COUNTERSIGN_URL: await fake.start(), COUNTERSIGN_KEY: 'csk_admin' };
  cwd = mkdtempSync(join(tmpdir(), 'countersign-try-'));
  writeFileSync(join(cwd, 'misspelt.json'), '{"action":{"type":"a.b","args":{}},"reviewer":["finance"]}');
});
afterEach(async () => {
  rmSync(cwd, { recursive: true });
  await fake.stop();
});

const cli = (argv: string[], options: RunOptions = {}) => run(['policy', 'try', ...argv], { env, cwd, ...options });
const sent = () => JSON.parse(fake.calls.findLast((call) => call.path.endsWith('/try'))?.body ?? 'null') as unknown;
const answers = (found: PolicyTrialResult) => fake.extra.set('POST /v1/policies/try', { status: 200, json: found });

const planned: Extract<PolicyTrialResult, { result: 'planned' }> = {
  result: 'planned',
  at: '2026-12-24T19:00:00.000Z',
  status: 'pending',
  plan: {
    ...PLAN,
    stages: PLAN.stages.map((stage) => ({ ...stage, ladder: [{ afterMs: 1_800_000, do: 'add', to: ['group:leads'], repeat: null }] })),
  },
  asked: [
    {
      stage: 'review',
      entries: [
        { ref: 'group:reviewers', people: [{ id: 'boss', name: 'Boss', standsInFor: { id: 'ada', name: 'Ada' } }] },
        { ref: 'person:lena', people: [] },
      ],
    },
  ],
  missing: null,
  stillMissing: null,
  next: [{ kind: 'escalation', at: '2026-12-24T19:30:00.000Z', to: ['group:leads'] }],
  runFrom: '2026-12-27T07:00:00.000Z',
};

describe('policy try', () => {
  it('shows the plan, who is there at that moment, and what happens when', async () => {
    answers(planned);
    const { code, out } = await cli(['--type', 'payments.refund', '--args', '{"amount":5}', '--at', '2026-12-24T20:00:00+01:00']);
    expect(code).toBe(0);
    expect(sent()).toEqual({ action: { type: 'payments.refund', args: { amount: 5 } }, at: '2026-12-24T19:00:00.000Z' });
    for (const line of [
      'at          2026-12-24 19:00:00Z',
      'policy      default v0',
      'because     No policy matches',
      'rule        group:reviewers',
      'asked       group:reviewers: Boss (boss) in the place of Ada (ada)',
      'asked       person:lena: nobody at that moment',
      'ladder      after 30m also asks group:leads',
      'deadline    1h, then it expires',
      'then        2026-12-24 19:30:00Z asks further people: group:leads',
      'runs        not before 2026-12-27 07:00:00Z',
    ])
      expect(out).toContain(line);
  });

  it('ends with 3 where the request would be refused, and says why', async () => {
    const missing = [{ stage: 'review', entries: ['person:lena'], need: 1 }];
    answers({ ...planned, missing, stillMissing: missing });
    const nobody = await cli(['--type', 'a.b']);
    expect(nobody.code).toBe(3);
    expect(nobody.out).toContain('it would be refused: nobody could fill person:lena');
    answers({ result: 'refused', at: planned.at, code: 'rationale_required', message: 'Policy strict asks for a rationale.' });
    const words = await cli(['--type', 'a.b']);
    expect(words.code).toBe(3);
    expect(words.out).toContain('rationale_required: Policy strict asks for a rationale.');
  });

  it('ends with 0 where others would be asked at once, and says who is missing', async () => {
    answers({ ...planned, missing: [{ stage: 'review', entries: ['person:lena'], need: 1 }] });
    const { code, out } = await cli(['--type', 'a.b']);
    expect(code).toBe(0);
    expect(out).toContain('it takes person:lena; others would be asked at once');
  });

  it('takes a request from a file, and flags before it', async () => {
    answers(planned);
    const request = {
      action: { type: 'a.b', args: { n: 1 }, confidence: 0.5 },
      requester: 'ada',
      reviewers: ['finance'],
      execute: 'caller',
    };
    writeFileSync(join(cwd, 'request.json'), JSON.stringify(request));
    await cli(['request.json', '--agent', 'bot', '--confidence', '0.9', '--json']);
    const action = { type: 'a.b', args: { n: 1 }, confidence: 0.9 };
    expect(sent()).toEqual({ action, requester: 'ada', reviewers: ['finance'], agent: 'bot' });
    await cli(['-'], { stdin: '{"action":{"type":"c.d","args":{}}}' });
    expect(sent()).toEqual({ action: { type: 'c.d', args: {} } });
  });

  it('tries the policies of files and folders, under their names', async () => {
    answers(planned);
    mkdirSync(join(cwd, 'drafts'));
    writeFileSync(join(cwd, 'drafts', '10-first.yaml'), 'name: first\nreviewers: [group:a]\nonTimeout: reject\n');
    writeFileSync(join(cwd, 'second.yaml'), 'reviewers: [group:b]\nonTimeout: reject\n');
    await cli(['--type', 'a.b', '--with', 'drafts', 'second.yaml']);
    expect(sent()).toMatchObject({
      policies: [
        { name: 'first', reviewers: ['group:a'] },
        { name: 'second', reviewers: ['group:b'] },
      ],
    });
  });

  it('says where a draft is wrong, and sends nothing', async () => {
    writeFileSync(join(cwd, 'bad.yaml'), 'name: bad\nreviewers: [group:a]\nneed: most\nonTimeout: reject\n');
    const { code, err } = await cli(['--type', 'a.b', '--with', 'bad.yaml']);
    expect(code).toBe(2);
    expect(err).toContain('bad.yaml:3:');
    expect(sent()).toBeNull();
  });

  it.each([
    [[]],
    [['--type', 'Not A Type']],
    [['--type', 'a.b', '--at', 'tomorrow']],
    [['misspelt.json']],
    [['--type', 'a.b', '--with', 'nowhere.yaml']],
  ])('is refused for what does not fit: %j', async (argv) => {
    expect((await cli(argv)).code).toBe(2);
    expect(sent()).toBeNull();
  });
});
