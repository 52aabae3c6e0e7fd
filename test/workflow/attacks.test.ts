import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineAction } from '../../src/activities/registry.js';
import { SIGNAL_NAME, type HumanDecisionSignal } from '../../src/contracts/approval.js';
import type { RequestView } from '../../src/contracts/view.js';
import { startTestService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

let service: TestService;
let ada: string;
let agent: string;
let runs = 0;

beforeAll(async () => {
  const echo = defineAction({
    type: 'test.echo',
    args: z.strictObject({ n: z.number() }),
    execute: () => {
      runs += 1;
      return Promise.resolve(null);
    },
  });
  const policies = { 'a.yaml': 'name: all\nreviewers: [group:reviewers]\nonTimeout: reject\n' };
  service = await startTestService({ registry: { actions: [echo], agents: [] }, policies });
  ada = await service.person('ada', ['reviewers']);
  agent = await service.agentKey('bot');
}, 60_000);

afterAll(async () => service.stop(), 30_000);

const view = async (id: string) => (await service.call('GET', `/v1/requests/${id}`, ada)).body as RequestView;

async function open(): Promise<RequestView> {
  const { body } = await service.call('POST', '/v1/requests', agent, { action: { type: 'test.echo', args: { n: 1 } } });
  const request = await view(body.id as string);
  const handle = service.temporal.workflow.getHandle(request.workflowId);
  await until(async () => (await handle.describe().catch(() => null)) !== null, 20_000);
  return request;
}

describe('somebody with write access to the namespace', () => {
  it('decides nothing with signals of their own, not with thousands, and loses nobody’s vote across the runs that they cause', async () => {
    const request = await open();
    const handle = service.temporal.workflow.getHandle(request.workflowId);
    const forged: HumanDecisionSignal = { decisionId: 'forged', verb: 'approve', by: 'ada', revision: 1 };
    // More than one run takes (activity-options.ts, MAX_SIGNALS_PER_RUN), so that it must continue as new.
    for (let sent = 0; sent < 2_050; sent += 50) await Promise.all(Array.from({ length: 50 }, () => handle.signal(SIGNAL_NAME, forged)));
    const { runId } = await handle.describe();
    await until(
      async () => (await service.temporal.workflow.getHandle(request.workflowId).describe()).runId !== runId || (await runsOf(request)) > 1,
      60_000,
    );
    expect(await view(request.id)).toMatchObject({ status: 'pending', decisions: [] });
    expect(runs).toBe(0);
    expect(await service.decide(ada, request, 'approve')).toMatchObject({ counted: true });
    await until(async () => (await view(request.id)).status === 'executed', 30_000);
    expect(runs).toBe(1);
  }, 150_000);

  it('ends the request, visibly and without running it, by terminating its run', async () => {
    const request = await open();
    await service.temporal.workflow.getHandle(request.workflowId).terminate('attack');
    await until(async () => (await view(request.id)).status === 'cancelled', 90_000);
    expect((await view(request.id)).resolution).toMatchObject({ by: 'operator', reason: expect.stringContaining('terminated') });
    expect(await service.decide(ada, request, 'approve')).toMatchObject({ counted: false, reason: 'already_closed' });
    expect(runs).toBe(1);
  }, 120_000);

  it('cannot start a second run of a request that is over', async () => {
    const request = await open();
    await service.decide(ada, request, 'deny', { comment: 'no' });
    await until(async () => (await view(request.id)).status === 'rejected', 20_000);
    const handle = await service.temporal.workflow.start('approvalWorkflow', {
      workflowId: `${request.workflowId}-again`,
      taskQueue: service.config.taskQueue,
      args: [{ requestId: request.id }],
    });
    expect(await handle.result()).toMatchObject({ status: 'rejected' });
    expect(runs).toBe(1);
  }, 60_000);
});

async function runsOf(request: RequestView): Promise<number> {
  let count = 0;
  for await (const _ of service.temporal.workflow.list({ query: `WorkflowId = '${request.workflowId}'` })) count += 1;
  return count;
}
