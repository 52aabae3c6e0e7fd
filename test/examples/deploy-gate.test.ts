import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Countersign } from '@countersign/client';
import { createDeployGate } from '../../examples/deploy-gate/index.js';
import { createSandbox, type Sandbox } from '../../examples/deploy-gate/test-support.js';
import { startTestService, type TestService } from '../support/service.js';
import { clientOf, decide, reach } from './support.js';

// A service, a Temporal server and dozens of git processes share the machine.
jest.setTimeout(120_000);

let service: TestService;
let box: Sandbox;
let agent: Countersign;
let rosa: Countersign;
let from: string;
let risky: string;

beforeAll(async () => {
  const { git, remove } = await createSandbox();
  await remove();
  service = await startTestService({ registry: createDeployGate({ git, isAllowed: () => true }) });
  agent = clientOf(service, await service.agentKey('deploy-gate'));
  rosa = clientOf(service, await service.person('rosa', ['releasers']));
  await service.person('lena', ['leads']);
});
afterAll(() => service.stop());

beforeEach(async () => {
  box = await createSandbox();
  from = await box.commit('main', 'Start', { 'src/a.ts': 'one\n' });
  await box.point('production', from);
  await box.commit('main', 'Cache pages', { 'src/a.ts': 'two\n', 'test/a.test.ts': 'x\n' }, 'Mina');
  risky = await box.commit('main', 'Drop a column', { 'db/migrations/2.sql': 'drop\n' }, 'Jonas');
  await box.commit('main', 'Write it down', { 'README.md': 'hello\n' }, 'Priya');
});
afterEach(() => box.remove());

async function open() {
  const { id } = await agent.requests.create({ agent: 'deploy-gate', input: { repository: box.remote } });
  return reach(agent, id, 'pending', 1);
}

test('the branch moves after the approval, not before, and the request proves it', async () => {
  const seen = await open();
  expect(seen.action).toMatchObject({ type: 'deploy.promote', risk: 'high', args: { from, to: await box.head('main') } });
  expect(seen.awaiting?.asked).toEqual(['group:releasers']);
  expect(await box.head('production')).toBe(from);

  await decide(rosa, seen, 'approve');
  const done = await reach(agent, seen.id, 'executed');
  expect(await box.head('production')).toBe(await box.head('main'));
  expect(done.execution?.detail).toMatchObject({
    from,
    to: seen.action?.args['to'],
    proof: { lsRemote: `${seen.action?.args['to']}\trefs/heads/production` },
  });
  expect(await box.refs('refs/countersign')).toEqual([]);
});

test('feedback makes a new candidate without the commit, and only that one is pushed', async () => {
  const first = await open();
  await decide(rosa, first, 'reject', 'hold back migrations/');
  const second = await reach(agent, first.id, 'pending', 2);
  expect(second.digest).not.toBe(first.digest);
  expect(second.action?.title).toContain('2 commits by 2 authors');
  expect(second.action?.rationale).toContain(`Held back ${risky.slice(0, 7)}`);
  expect(await decide(rosa, first, 'approve')).toMatchObject({ counted: false, reason: 'stale_revision' });

  await decide(rosa, second, 'approve');
  await reach(agent, first.id, 'executed');
  const to = (await box.head('production')) ?? '';
  expect(to).toBe(second.action?.args['to']);
  expect(Object.keys(await box.read(to))).toEqual(['README.md', 'src/a.ts', 'test/a.test.ts']);
});

test('a deployment that starts anew knows the candidate that it made before', async () => {
  const first = await open();
  await decide(rosa, first, 'reject', `hold back ${risky.slice(0, 8)}`);
  const second = await reach(agent, first.id, 'pending', 2);
  await service.restart();
  await box.point('main', from);
  await decide(rosa, second, 'approve');
  await reach(agent, first.id, 'executed');
  expect(await box.head('production')).toBe(second.action?.args['to']);
});

test('a branch that moved since the vote fails the request and is left alone', async () => {
  const seen = await open();
  const hotfix = await box.commit('production', 'Hotfix', { 'fix.txt': 'fix\n' });
  await decide(rosa, seen, 'approve');
  const failed = await reach(agent, seen.id, 'failed');
  expect(JSON.stringify(failed.execution?.detail)).toContain(`production has moved to ${hotfix.slice(0, 7)}`);
  expect(await box.head('production')).toBe(hotfix);
});

test('a denial moves nothing', async () => {
  const seen = await open();
  await decide(rosa, seen, 'deny', 'not this week');
  await reach(agent, seen.id, 'rejected');
  expect(await box.head('production')).toBe(from);
});

test('an agent that cannot propose ends the request with its reason', async () => {
  const { id } = await agent.requests.create({ agent: 'deploy-gate', input: { repository: box.remote, branch: 'staging' } });
  const view = await reach(agent, id, 'rejected');
  expect(view.resolution).toMatchObject({ by: 'agent', reason: expect.stringContaining('has no branch staging') });
});
