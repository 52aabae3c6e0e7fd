import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Pause } from '../../src/contracts/pause.js';
import type { RequestView } from '../../src/contracts/view.js';
import { readAudit } from '../../src/ledger/audit.js';
import { startTestService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { ledgerBackup } from './ledger-backup.js';
import { workerProcesses } from './worker-process.js';

let service: TestService;
let ada: string;
let agent: string;
const workers = workerProcesses(() => service.env);
const backup = ledgerBackup(() => service.env['DATABASE_URL'] ?? '');

beforeAll(async () => {
  const policies = { 'a.yaml': 'name: all\nreviewers: [group:reviewers]\nonTimeout: reject\n' };
  service = await startTestService({ roles: { api: true, worker: false }, policies });
  ada = await service.person('ada', ['reviewers']);
  agent = await service.agentKey('bot');
}, 60_000);
afterEach(() => workers.killAll());
afterAll(async () => {
  await service.stop();
  await backup.drop();
}, 30_000);

const view = async (id: string) => (await service.call('GET', `/v1/requests/${id}`, ada)).body as RequestView;
const active = async () => (await service.call('GET', '/v1/pauses?active=true', service.adminKey)).body.items as Pause[];
const resume = (id: string) => service.call('DELETE', `/v1/pauses/${id}`, service.adminKey);
const executions = (id: string) => workers.lines().filter((line) => line.startsWith(`execute ${id}`));
const noted = (id: string, kind: string) =>
  until(async () => (await readAudit(service.db, id)).some((entry) => entry.kind === kind), 30_000);
/** Whether Temporal has heard from the attempt that runs. */
async function heard({ workflowId }: RequestView): Promise<boolean> {
  const { raw } = await service.temporal.workflow.getHandle(workflowId).describe();
  return (raw.pendingActivities ?? []).some(({ heartbeatDetails }) => (heartbeatDetails?.payloads ?? []).length > 0);
}

it('an effect that was claimed after the backup is not claimed a first time again', async () => {
  await workers.start(true);
  const { body: pause } = await service.call('POST', '/v1/pauses', service.adminKey, { scope: { kind: 'all' }, reason: 'maintenance' });
  const approved = async (kind: string): Promise<RequestView> => {
    const { body } = await service.call('POST', '/v1/requests', agent, { action: { type: `fault.${kind}`, args: { n: 1 } } });
    await service.decide(ada, await view(body.id as string), 'approve');
    await noted(body.id as string, 'effect.paused');
    return view(body.id as string);
  };
  const [once, keyed] = [await approved('once'), await approved('keyed')];
  await workers.killAll();
  await service.restart(() => backup.take());

  // Both begin, and the worker dies with them; of the claims only Temporal knows, by the workers' heartbeats.
  await workers.start(true);
  await resume(pause.id as string);
  await until(() => [once, keyed].every(({ id }) => executions(id).length === 1), 60_000);
  await until(async () => (await heard(once)) && (await heard(keyed)), 30_000);
  await workers.killAll();
  await service.restart(() => backup.restore());
  expect(await view(once.id)).toMatchObject({ status: 'approved', execution: null });

  // Whoever restored it lifts the pause that they find in it.
  await resume(pause.id as string);
  await workers.start(false);
  await until(async () => (await view(once.id)).status === 'unknown', 90_000);
  await until(async () => (await active()).some(({ by }) => by.kind === 'countersign'), 30_000);
  await until(async () => (await view(keyed.id)).status === 'executing', 90_000);
  expect(executions(once.id)).toHaveLength(1);
  expect(executions(keyed.id)).toHaveLength(1);

  for (const { id } of await active()) await resume(id);
  await until(async () => (await view(keyed.id)).status === 'executed', 90_000);
  expect(executions(keyed.id)).toEqual([`execute ${keyed.id} ${keyed.id}/1 1`, `execute ${keyed.id} ${keyed.id}/1 2`]);
  expect(executions(once.id)).toHaveLength(1);
}, 300_000);
