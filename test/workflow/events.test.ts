import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { untilWaiting } from '../../bench/until-waiting.js';
import { defineAction, defineAgent } from '../../src/activities/registry.js';
import type { RequestView } from '../../src/contracts/view.js';
import { startTestService, type TestService } from '../support/service.js';

const echo = defineAction({
  type: 'test.echo',
  args: z.strictObject({ text: z.string() }),
  execute: ({ text }) => Promise.resolve({ said: text }),
});
const writer = defineAgent({
  name: 'writer',
  propose: ({ input }) => Promise.resolve({ type: 'test.echo', args: { text: String(input) }, rationale: 'asked to' }),
});
const POLICIES = {
  'echo.yaml': 'name: echo\nmatch: { types: ["test.*"] }\nreviewers: [group:reviewers]\ndeadline: 4h\nonTimeout: reject\n',
};

let service: TestService;
let ada: string;
let agent: string;

beforeAll(async () => {
  service = await startTestService({ registry: { actions: [echo], agents: [writer] }, policies: POLICIES });
  ada = await service.person('ada', ['reviewers']);
  agent = await service.agentKey('writer');
}, 60_000);

afterAll(async () => service.stop(), 30_000);

/** Opens, and approves once the run waits for it, as a person would. */
async function approved(body: object): Promise<RequestView> {
  const { id, workflowId } = (await service.call('POST', '/v1/requests', agent, body)).body as RequestView;
  await untilWaiting(service.temporal, workflowId);
  const view = (await service.call('GET', `/v1/requests/${id}`, service.adminKey)).body as RequestView;
  expect(await service.decide(ada, view, 'approve')).toMatchObject({ counted: true });
  return view;
}

async function eventsOf({ workflowId }: RequestView): Promise<number> {
  const handle = service.temporal.workflow.getHandle(workflowId);
  await handle.result();
  const { events } = await handle.fetchHistory();
  return events?.length ?? 0;
}

describe('the history of a gated action', () => {
  it('has no more than 30 events when the agent proposes and the worker executes', async () => {
    expect(await eventsOf(await approved({ agent: 'writer', input: 'hello' }))).toBeLessThanOrEqual(30);
  }, 30_000);

  it('has no more than 20 events when the caller brings the action and executes it', async () => {
    const request = await approved({ action: { type: 'test.echo', args: { text: 'mine' } }, execute: 'caller' });
    await untilWaiting(service.temporal, request.workflowId);
    const path = `/v1/requests/${request.id}`;
    const permit = await service.call('POST', `${path}/permit`, agent, { digest: request.digest });
    await service.call('POST', `${path}/outcome`, agent, { permitId: permit.body.permitId, outcome: 'executed' });
    expect(await eventsOf(request)).toBeLessThanOrEqual(20);
  }, 30_000);
});
