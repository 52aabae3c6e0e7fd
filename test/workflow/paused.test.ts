import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineAction } from '../../src/activities/registry.js';
import type { RequestView } from '../../src/contracts/view.js';
import { readAudit } from '../../src/ledger/audit.js';
import { newId } from '../../src/ledger/new-id.js';
import { listPauses } from '../../src/ledger/pauses.js';
import { startTestService, type TestService } from '../support/service.js';
import { skipTime } from '../support/skip-time.js';
import { until } from '../support/until.js';
import type { transferWorkflow } from './parent-workflows.js';
import { startTheirWorker } from './their-worker.js';

let service: TestService;
let ada: string;
let bot: string;
const ran: string[] = [];
let theirs: Awaited<ReturnType<typeof startTheirWorker>>;

beforeAll(async () => {
  const echo = defineAction({
    type: 'test.echo',
    args: z.strictObject({ n: z.number() }),
    execute: (_args, { requestId }) => {
      ran.push(requestId);
      return Promise.resolve(null);
    },
  });
  service = await startTestService({
    registry: { actions: [echo], agents: [] },
    policies: { 'a.yaml': 'name: all\nreviewers: [group:reviewers]\nonTimeout: reject\n' },
  });
  ada = await service.person('ada', ['reviewers']);
  bot = await service.agentKey('bot');
  theirs = await startTheirWorker();
}, 60_000);
afterAll(async () => {
  await theirs.stop();
  await service.stop();
}, 30_000);
afterEach(async () => {
  for (const { id } of await listPauses(service.db, { active: true, before: null, limit: 10, forAgent: null })) await resume(id);
});

const view = async (id: string) => (await service.call('GET', `/v1/requests/${id}`, ada)).body as RequestView;
const pause = async (body: object) => {
  const { status, body: made } = await service.call('POST', '/v1/pauses', service.adminKey, body);
  expect(status).toBe(201);
  return made as { id: string };
};
const resume = (id: string) => service.call('DELETE', `/v1/pauses/${id}`, service.adminKey);
async function approvedWhilePaused(): Promise<RequestView> {
  const { body } = await service.call('POST', '/v1/requests', bot, { action: { type: 'test.echo', args: { n: 1 } } });
  const request = await view(body.id as string);
  expect(await service.decide(ada, request, 'approve')).toMatchObject({ counted: true, status: 'approved' });
  await until(async () => (await summaries(request)).some((summary) => summary.startsWith('effects are paused')), 20_000);
  return request;
}
/** What the Temporal UI shows beside each timer of the run. */
async function summaries({ workflowId }: RequestView): Promise<string[]> {
  const { events } = await service.temporal.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap(({ timerStartedEventAttributes, userMetadata }) =>
    timerStartedEventAttributes && userMetadata?.summary?.data
      ? [JSON.parse(Buffer.from(userMetadata.summary.data).toString()) as string]
      : [],
  );
}

describe('a run whose effect is paused', () => {
  it('waits, tells the Temporal UI why, and goes on when it is resumed', async () => {
    const { id: pauseId } = await pause({ scope: { kind: 'agent', value: 'bot' }, reason: 'answers nonsense' });
    const request = await approvedWhilePaused();
    expect((await summaries(request)).at(-1)).toMatch(/^effects are paused: answers nonsense \(the key key_\w+\)$/);
    expect(await view(request.id)).toMatchObject({ status: 'approved', paused: { id: pauseId, reason: 'answers nonsense' } });
    expect(ran).not.toContain(request.id);
    await resume(pauseId);
    await until(async () => (await view(request.id)).status === 'executed', 20_000);
    expect(ran.filter((id) => id === request.id)).toHaveLength(1);
    const kinds = (await readAudit(service.db, request.id)).map(({ kind }) => kind).filter((kind) => kind.startsWith('effect.'));
    expect(kinds).toEqual(['effect.paused', 'effect.resumed', 'effect.claimed', 'effect.finished']);
  }, 60_000);

  it('looks again by itself within a minute, where nobody woke it', async () => {
    const { id: pauseId } = await pause({ scope: { kind: 'all' }, reason: 'incident 17' });
    const request = await approvedWhilePaused();
    // Lifted past the doors: no message goes out.
    await service.db
      .updateTable('pauses')
      .set({ lifted_at: new Date(), lifted_by_kind: 'key', lifted_by_id: 'test' })
      .where('id', '=', pauseId)
      .execute();
    await skipTime(service.temporal, request.workflowId, 61_000);
    await until(async () => (await view(request.id)).status === 'executed', 20_000);
    expect(ran.filter((id) => id === request.id)).toHaveLength(1);
  }, 60_000);

  it('gives a parent workflow its permit only when it is resumed', async () => {
    const { id: pauseId } = await pause({ scope: { kind: 'type', value: 'test.trans*' }, reason: 'the bank is down' });
    const handle = await service.temporal.workflow.start<typeof transferWorkflow>('transferWorkflow', {
      workflowId: newId('parent'),
      taskQueue: theirs.taskQueue,
      args: [{ taskQueue: service.config.taskQueue, amount: 7 }],
    });
    let request: RequestView | undefined;
    await until(async () => {
      const { body } = await service.call('GET', '/v1/requests?status=pending&type=test.transfer', ada);
      const id = (body.items as { id: string }[])[0]?.id;
      if (id !== undefined) request = await view(id);
      return request !== undefined;
    }, 20_000);
    if (!request) throw new Error('nobody is asked');
    const { id } = request;
    await service.decide(ada, request, 'approve');
    await until(async () => (await readAudit(service.db, id)).some(({ kind }) => kind === 'effect.paused'), 20_000);
    expect(await view(id)).toMatchObject({ status: 'approved', paused: { id: pauseId } });
    expect(theirs.transferred).toEqual([]);
    await resume(pauseId);
    expect(await handle.result()).toBe('done');
    expect(theirs.transferred).toEqual([{ amount: 7 }]);
  }, 60_000);
});
