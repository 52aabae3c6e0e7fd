import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { RequestView } from '../../src/contracts/view.js';
import { startTestService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { workerProcesses } from './worker-process.js';

let service: TestService;
let ada: string;
let agent: string;
const workers = workerProcesses(() => service.env);
const { lines } = workers;

beforeAll(async () => {
  const policies = { 'a.yaml': 'name: all\nreviewers: [group:reviewers]\nonTimeout: reject\n' };
  service = await startTestService({ roles: { api: true, worker: false }, policies });
  ada = await service.person('ada', ['reviewers']);
  agent = await service.agentKey('bot');
}, 60_000);

afterEach(() => workers.killAll());
afterAll(async () => service.stop(), 30_000);

const view = async (id: string) => (await service.call('GET', `/v1/requests/${id}`, ada)).body as RequestView;

it('settles each kind of effect by its own rule when the worker dies in the middle, and never runs twice what cannot bear it', async () => {
  // Registered by the worker, so that the effects are known before the requests come.
  const first = await workers.start(true);
  const ids: Record<string, string> = {};
  for (const kind of ['once', 'keyed', 'observable']) {
    const opened = await service.call('POST', '/v1/requests', agent, { action: { type: `fault.${kind}`, args: { n: 1 } } });
    ids[kind] = opened.body.id as string;
    await service.decide(ada, await view(opened.body.id as string), 'approve');
  }
  await until(() => Object.values(ids).every((id) => lines().some((line) => line.startsWith(`execute ${id}`))), 30_000);
  first.kill('SIGKILL');
  await workers.start(false);
  await until(async () => (await view(ids['once'] ?? '')).status === 'unknown', 60_000);
  await until(async () => (await view(ids['keyed'] ?? '')).status === 'executed', 60_000);
  await until(async () => (await view(ids['observable'] ?? '')).status === 'executed', 60_000);

  const calls = (kind: string) => lines().filter((line) => line.startsWith(`execute ${ids[kind]}`));
  expect(calls('once')).toEqual([`execute ${ids['once']} ${ids['once']}/1 1`]);
  expect(calls('keyed')).toEqual([`execute ${ids['keyed']} ${ids['keyed']}/1 1`, `execute ${ids['keyed']} ${ids['keyed']}/1 2`]);
  expect(calls('observable')).toHaveLength(1);
  expect(lines()).toContain(`reconcile ${ids['observable']}`);
  expect((await view(ids['observable'] ?? '')).execution).toMatchObject({ outcome: 'executed', detail: 'seen', fence: 2 });

  // The unknown one waits for a human, and only for one.
  const settled = await service.call('POST', `/v1/requests/${ids['once']}/settle`, service.adminKey, {
    outcome: 'executed',
    reason: 'the bank statement shows it',
  });
  expect(settled).toMatchObject({ status: 200, body: { status: 'executed' } });
  await service.temporal.workflow.getHandle(`approval/${ids['once']}`).result();
}, 240_000);
