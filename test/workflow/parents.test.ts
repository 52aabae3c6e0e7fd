import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineAction } from '../../src/activities/registry.js';
import type { RequestView } from '../../src/contracts/view.js';
import { newId } from '../../src/ledger/new-id.js';
import { startTestService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import type { echoWorkflow, transferWorkflow } from './parent-workflows.js';
import { startTheirWorker } from './their-worker.js';

let service: TestService;
let theirs: Awaited<ReturnType<typeof startTheirWorker>>;
let ada: string;
let echoed = 0;

const echo = defineAction({
  type: 'test.echo',
  args: z.strictObject({ text: z.string() }),
  execute: ({ text }) => {
    echoed += 1;
    return Promise.resolve({ text });
  },
});

beforeAll(async () => {
  service = await startTestService({
    registry: { actions: [echo], agents: [] },
    policies: { 'a.yaml': 'name: all\nreviewers: [group:reviewers]\nonTimeout: reject\n' },
  });
  ada = await service.person('ada', ['reviewers']);
  theirs = await startTheirWorker();
}, 60_000);

afterAll(async () => {
  await theirs.stop();
  await service.stop();
}, 30_000);

async function asked(text: string): Promise<RequestView> {
  let found: RequestView | undefined;
  await until(async () => {
    const { body } = await service.call('GET', `/v1/requests?status=pending&reviewer=ada`, ada);
    for (const { id } of body.items as { id: string }[]) {
      const view = (await service.call('GET', `/v1/requests/${id}`, ada)).body as RequestView;
      if (JSON.stringify(view.action?.args).includes(text)) found = view;
    }
    return found !== undefined;
  }, 20_000);
  return found as RequestView;
}

const decide = (request: RequestView, verb: string, more: object = {}) => service.decide(ada, request, verb, more);

const start = (amount: number, key?: string) =>
  service.temporal.workflow.start<typeof transferWorkflow>('transferWorkflow', {
    taskQueue: theirs.taskQueue,
    workflowId: newId('wf'),
    args: [{ taskQueue: service.config.taskQueue, amount, ...(key === undefined ? {} : { key }) }],
  });

describe('a workflow of the deployment’s own', () => {
  it('runs its own activity once, with the approved arguments, and the record knows', async () => {
    const parent = await start(41);
    const request = await asked('41');
    expect(request.requestedBy).toMatchObject({ kind: 'workflow', id: parent.workflowId });
    await decide(request, 'edit', { args: { amount: 40 } });
    expect(await parent.result()).toBe('done');
    expect(theirs.transferred).toEqual([{ amount: 40 }]);
    await until(async () => (await service.call('GET', `/v1/requests/${request.id}`, ada)).body.status === 'executed', 15_000);
    await service.temporal.workflow.getHandle(request.workflowId).result();
  }, 40_000);

  it('fails with ApprovalDenied and the feedback when people say no', async () => {
    const parent = await start(42);
    await decide(await asked('42'), 'deny', { comment: 'too much' });
    await expect(parent.result()).rejects.toMatchObject({ cause: { type: 'ApprovalDenied' } });
    expect(theirs.transferred).toHaveLength(1);
  }, 40_000);

  it('withdraws its request when it is cancelled', async () => {
    const parent = await start(43);
    const request = await asked('43');
    await parent.cancel();
    await until(async () => (await service.call('GET', `/v1/requests/${request.id}`, ada)).body.status === 'cancelled', 20_000);
    await expect(parent.result()).rejects.toThrow();
  }, 40_000);

  it('waits for the result that exists when the key was used before', async () => {
    const args = [{ taskQueue: service.config.taskQueue, text: 'twice', key: newId('key') }] as [Parameters<typeof echoWorkflow>[0]];
    const first = await service.temporal.workflow.start<typeof echoWorkflow>('echoWorkflow', {
      taskQueue: theirs.taskQueue,
      workflowId: newId('wf'),
      args,
    });
    const request = await asked('twice');
    const second = await service.temporal.workflow.start<typeof echoWorkflow>('echoWorkflow', {
      taskQueue: theirs.taskQueue,
      workflowId: newId('wf'),
      args,
    });
    await decide(request, 'approve');
    expect(await first.result()).toMatchObject({ requestId: request.id, status: 'executed' });
    expect(await second.result()).toMatchObject({ requestId: request.id, status: 'executed' });
    expect(echoed).toBe(1);
  }, 60_000);
});
