import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineAction } from '../../src/activities/registry.js';
import type { Pause } from '../../src/contracts/pause.js';
import type { RequestView } from '../../src/contracts/view.js';
import { readAudit } from '../../src/ledger/audit.js';
import { startTestService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { ledgerBackup } from './ledger-backup.js';

let service: TestService;
let ada: string;
let grace: string;
let agent: string;
const ran: string[] = [];
const backup = ledgerBackup(() => service.env['DATABASE_URL'] ?? '');

const echo = defineAction({
  type: 'test.echo',
  args: z.strictObject({ n: z.number() }),
  execute: (_args, { requestId }) => {
    ran.push(requestId);
    return Promise.resolve(null);
  },
});

beforeAll(async () => {
  service = await startTestService({
    registry: { actions: [echo], agents: [] },
    policies: { 'a.yaml': 'name: all\nreviewers: [person:ada, person:grace]\nneed: all\nonTimeout: reject\n' },
  });
  ada = await service.person('ada', []);
  grace = await service.person('grace', []);
  agent = await service.agentKey('bot');
}, 60_000);
afterAll(async () => {
  await service.stop();
  await backup.drop();
}, 60_000);

const view = async (id: string) => (await service.call('GET', `/v1/requests/${id}`, ada)).body as RequestView;
async function open(): Promise<RequestView> {
  const { body } = await service.call('POST', '/v1/requests', agent, { action: { type: 'test.echo', args: { n: 1 } } });
  const request = await view(body.id as string);
  const handle = service.temporal.workflow.getHandle(request.workflowId);
  await until(async () => (await handle.describe().catch(() => null)) !== null, 20_000);
  return request;
}
const executed = (id: string) => until(async () => (await view(id)).status === 'executed', 30_000);
const holding = async () => (await service.call('GET', '/v1/pauses?active=true', service.adminKey)).body.items as Pause[];
/** Until Temporal's lists show it: they follow after its histories. */
async function listed(query: string, workflowId: string): Promise<void> {
  await until(async () => {
    for await (const run of service.temporal.workflow.list({ query: `WorkflowId = '${workflowId}' AND ${query}` }))
      if (run.workflowId === workflowId) return true;
    return false;
  }, 30_000);
}

it('a ledger restored from an older backup starts with effects paused, says why, and goes on when a person resumes', async () => {
  const [over, half] = [await open(), await open()];
  await service.restart(() => backup.take());
  // What happens now is not in the backup: one request runs, one gets its first vote, one is new.
  await service.decide(ada, over, 'approve');
  await service.decide(grace, over, 'approve');
  await executed(over.id);
  expect(await service.decide(ada, half, 'approve')).toMatchObject({ counted: true });
  const lost = await open();
  await service.temporal.workflow.getHandle(over.workflowId).result();
  await listed(`ExecutionStatus = 'Completed'`, over.workflowId);
  await listed(`ExecutionStatus = 'Running'`, lost.workflowId);
  expect(await holding()).toEqual([]);

  await service.restart(() => backup.restore());
  const [pause, ...others] = await holding();
  expect(others).toEqual([]);
  expect(pause).toMatchObject({ scope: { kind: 'all' }, by: { kind: 'countersign' } });
  expect(pause?.reason).toMatch(/^the ledger is older than Temporal; was it restored from a backup\? req_/);
  expect((await service.call('GET', `/v1/requests/${lost.id}`, ada)).status).toBe(404);
  expect((await view(over.id)).status).toBe('pending');

  // People decide again; nothing runs, and the run says what it had seen.
  await service.decide(ada, half, 'approve');
  await service.decide(grace, half, 'approve');
  await until(async () => (await readAudit(service.db, half.id)).some(({ kind }) => kind === 'ledger.older'), 30_000);
  await until(async () => (await readAudit(service.db, half.id)).some(({ kind }) => kind === 'effect.paused'), 30_000);
  expect(await view(half.id)).toMatchObject({ status: 'approved', paused: { id: pause?.id } });
  expect(ran).toEqual([over.id]);

  // A person has compared the two. What had ended is not run again, whatever is decided about it now.
  expect((await service.call('DELETE', `/v1/pauses/${pause?.id}`, service.adminKey, { reason: 'compared' })).status).toBe(200);
  await executed(half.id);
  await service.decide(ada, over, 'approve').catch(() => null);
  await service.restart();
  expect(await holding()).toEqual([]);
  expect(ran).toEqual([over.id, half.id]);
}, 240_000);
