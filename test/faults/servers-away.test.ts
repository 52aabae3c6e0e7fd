import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineAction } from '../../src/activities/registry.js';
import type { RequestView } from '../../src/contracts/view.js';
import { startTestService, type TestService } from '../support/service.js';
import { temporalAddress } from '../support/servers.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

let service: TestService;
let temporal: TcpProxy;
let postgres: TcpProxy;
let ada: string;
let agent: string;
let runs = 0;
const echo = defineAction({
  type: 'test.echo',
  args: z.strictObject({ n: z.number() }),
  execute: () => {
    runs += 1;
    return Promise.resolve(null);
  },
});

beforeAll(async () => {
  const [host = '', port = ''] = temporalAddress().split(':');
  temporal = await startTcpProxy({ host, port: Number(port) });
  service = await startTestService({
    registry: { actions: [echo], agents: [] },
    policies: { 'a.yaml': 'name: all\nreviewers: [group:reviewers]\nonTimeout: reject\n' },
    env: { TEMPORAL_ADDRESS: temporal.address },
    database: async (url) => {
      postgres = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
      const through = new URL(url);
      through.host = postgres.address;
      return through;
    },
  });
  ada = await service.person('ada', ['reviewers']);
  agent = await service.agentKey('bot');
}, 60_000);

afterAll(async () => {
  await service.stop();
  await temporal.close();
  await postgres.close();
}, 60_000);

const open = async () =>
  (await service.call('POST', '/v1/requests', agent, { action: { type: 'test.echo', args: { n: 1 } } })).body.id as string;
const view = async (id: string) => (await service.call('GET', `/v1/requests/${id}`, ada)).body as RequestView;
async function hasTimer(workflowId: string): Promise<boolean> {
  const history = await service.temporal.workflow
    .getHandle(workflowId)
    .fetchHistory()
    .catch(() => null);
  return history?.events?.some((event) => event.timerStartedEventAttributes) ?? false;
}
const approve = (request: RequestView, decisionId: string) =>
  service.call('POST', `/v1/requests/${request.id}/decisions`, ada, {
    verb: 'approve',
    revision: request.revision,
    digest: request.digest,
    decisionId,
  });

describe('a server that is away', () => {
  it('Temporal: requests and decisions are taken and kept, and counted when it is back', async () => {
    const before = await view(await open());
    // Its first task is done when its timer stands; from then on only a signal could bring the run to look.
    await until(() => hasTimer(before.workflowId), 20_000);
    temporal.block();
    const during = await view(await open());
    expect(during.status).toBe('pending');
    for (const request of [before, during]) {
      expect(await approve(request, 'while-away')).toMatchObject({ status: 202, body: { counted: null } });
    }
    temporal.unblock();
    for (const { id } of [before, during]) await until(async () => (await view(id)).status === 'executed', 60_000);
    expect(runs).toBe(2);
  }, 150_000);

  it('PostgreSQL: nothing is acknowledged, and the same decision counts once when it is back', async () => {
    const request = await view(await open());
    postgres.block();
    expect((await approve(request, 'retried')).status).toBeGreaterThanOrEqual(500);
    postgres.unblock();
    await until(async () => (await service.call('GET', '/readyz', null)).status === 200, 30_000);
    expect((await approve(request, 'retried')).status).toBeLessThan(300);
    await until(async () => (await view(request.id)).status === 'executed', 60_000);
    expect((await view(request.id)).decisions).toHaveLength(1);
    expect(runs).toBe(3);
  }, 150_000);
});
