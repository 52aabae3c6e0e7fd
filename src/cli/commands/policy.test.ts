import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run } from '../../../test/cli/run.js';
import { FakeService } from '../../../test/client/fake-service.js';

const GOOD =
  'name: large\nmatch: { types: ["payments.refund"], when: "action.args.amount > 10000" }\nreviewers: [group:finance]\ndeadline: 4h\nonTimeout: reject\n';
let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'countersign-policy-'));
  mkdirSync(join(cwd, 'policies'));
});
afterEach(() => rmSync(cwd, { recursive: true }));
const file = (name: string, text: string) => writeFileSync(join(cwd, 'policies', name), text);

describe('policy lint', () => {
  it('says that all is well, without any service', async () => {
    file('large.yaml', GOOD);
    const { code, out } = await run(['policy', 'lint'], { cwd });
    expect(out).toContain('no problems');
    expect(code).toBe(0);
  });

  it('takes the four lines of the seed', async () => {
    file(
      'security.yaml',
      'reviewers: [group:security-team, person:devops-lead]\nneed: majority\nescalate: { after: 30m, to: [group:security-leads] }\nonTimeout: reject\n',
    );
    const { code, out } = await run(['policy', 'lint', '--strict'], { cwd });
    expect(out).toContain('no problems');
    expect(code).toBe(0);
  });

  it('points at file, line and column, and ends with 2', async () => {
    file('large.yaml', GOOD.replace('onTimeout: reject', 'onTimeout: perhaps'));
    const { code, out } = await run(['policy', 'lint', 'policies'], { cwd });
    expect(out).toMatch(/^policies\/large\.yaml:5:\d+ error \w+ onTimeout: /m);
    expect(code).toBe(2);
  });

  it('gives the findings to programs', async () => {
    file('large.yaml', `${GOOD}nonsense: true\n`);
    const { out } = await run(['policy', 'lint', 'policies/large.yaml', '--json'], { cwd });
    expect(JSON.parse(out)).toMatchObject({ findings: [{ file: 'policies/large.yaml', line: 6, severity: 'error' }] });
  });

  it('checks files together: a name is taken once', async () => {
    file('a.yaml', GOOD);
    file('b.yaml', GOOD);
    const { code, out } = await run(['policy', 'lint', 'policies/a.yaml', 'policies/b.yaml'], { cwd });
    expect(out).toContain('duplicate_name');
    expect(code).toBe(2);
  });

  it.each([['missing.yaml'], ['policies']])('refuses what is not there (%s)', async (path) => {
    expect((await run(['policy', 'lint', path], { cwd })).code).toBe(2);
  });

  it('takes warnings for errors with --strict', async () => {
    file('1-all.yaml', 'name: all\nreviewers: [group:a]\nonTimeout: reject\n');
    file('2-large.yaml', GOOD);
    expect((await run(['policy', 'lint'], { cwd })).code).toBe(0);
    expect((await run(['policy', 'lint', '--strict'], { cwd })).code).toBe(2);
  });
});

describe('policy put', () => {
  let fake: FakeService;
  beforeEach(async () => {
    fake = new FakeService();
  });
  afterEach(() => fake.stop());

  it('sends the text as it is written, under the name it holds', async () => {
    file('large.yaml', GOOD);
    const env = { COUNTERSIGN_URL: await fake.start(), COUNTERSIGN_KEY: 'csk_admin' };
    fake.extra.set('PUT /v1/policies/large', { status: 200, json: { policy: { name: 'large', version: 2 }, changed: true, warnings: [] } });
    const { code, out } = await run(['policy', 'put', 'policies/large.yaml'], { cwd, env });
    expect(out).toContain('large is at version 2');
    expect(code).toBe(0);
    expect(fake.calls[0]).toMatchObject({ body: GOOD, headers: { 'content-type': 'application/yaml' } });
  });

  it('puts a policy without a name under that of its file', async () => {
    file('quiet.yaml', 'onTimeout: reject\n');
    const env = { COUNTERSIGN_URL: await fake.start(), COUNTERSIGN_KEY: 'csk_admin' };
    fake.extra.set('PUT /v1/policies/quiet', { status: 200, json: { policy: { name: 'quiet', version: 1 }, changed: true, warnings: [] } });
    const { code } = await run(['policy', 'put', 'policies/quiet.yaml'], { cwd, env });
    expect(code).toBe(0);
    expect(fake.calls[0]).toMatchObject({ body: 'onTimeout: reject\n' });
  });

  it('sends nothing that has errors', async () => {
    file('large.yaml', 'name: large\n');
    const env = { COUNTERSIGN_URL: await fake.start(), COUNTERSIGN_KEY: 'csk_admin' };
    const { code, out } = await run(['policy', 'put', 'policies/large.yaml'], { cwd, env });
    expect(out).toMatch(/large\.yaml:\d+:\d+ error/);
    expect(code).toBe(2);
    expect(fake.calls).toHaveLength(0);
  });
});

describe('policy list', () => {
  it('says under which condition a policy holds, and that it depends on the time', async () => {
    const fake = new FakeService();
    const env = { COUNTERSIGN_URL: await fake.start(), COUNTERSIGN_KEY: 'csk_admin' };
    const item = (name: string, match: object) => ({
      name,
      version: 1,
      digest: 'sha256:0',
      source: 'api',
      document: { name, match, onTimeout: 'reject' },
    });
    const office = { zone: 'UTC', from: '09:00', to: '17:00' };
    const items = [item('day', { during: office, when: 'facts.x' }), item('night', { outside: [office] }), item('always', {})];
    fake.extra.set('GET /v1/policies', { status: 200, json: { items } });
    const { out } = await run(['policy', 'list'], { cwd, env });
    await fake.stop();
    expect(out).toMatch(/^day .* at certain times; facts\.x$/m);
    expect(out).toMatch(/^night .* not at certain times$/m);
    expect(out).toMatch(/^always .*api *$/m);
  });
});
