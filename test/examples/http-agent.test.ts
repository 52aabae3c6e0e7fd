import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { answerCall } from '../../examples/http-agent/scale-agent.js';
import { createHttpAgent } from '../../examples/http-agent/server.js';
import { startTestService, type TestService } from '../support/service.js';
import { clientOf, decide, reach } from './support.js';

// A service and a Temporal server share the machine with other tests.
jest.setTimeout(120_000);

let service: TestService;
const agents: Server[] = [];
beforeAll(async () => {
  service = await startTestService({ registry: { actions: [], agents: [] } });
});
afterAll(async () => {
  await service.stop();
  await Promise.all(agents.filter((agent) => agent.listening).map((agent) => new Promise((resolve) => agent.close(resolve))));
});

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  agents.push(server);
  return (server.address() as AddressInfo).port;
}

test('an agent behind HTTP proposes and revises; the signature is verified there', async () => {
  // The address is registered before the agent can know its secret: the agent starts again with it.
  const early = createHttpAgent({ secret: 'whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw', answer: answerCall });
  const port = await listen(early, 0);
  const { body } = await service.call('POST', '/v1/agents', service.adminKey, { name: 'scaler', url: `http://127.0.0.1:${port}/` });
  await new Promise((resolve) => early.close(resolve));
  await listen(createHttpAgent({ secret: body.secret, answer: answerCall }), port);

  const agent = clientOf(service, await service.agentKey('scaler'));
  const rita = clientOf(service, await service.person('rita', ['reviewers']));
  const { id } = await agent.requests.create({ agent: 'scaler', input: { service: 'shop', loadPercent: 140, replicas: 4 } });
  const first = await reach(agent, id, 'pending', 1);
  expect(first.action).toMatchObject({ type: 'cluster.scale', args: { service: 'shop', replicas: 8 } });
  await decide(rita, first, 'reject', 'at most 6');
  const second = await reach(agent, id, 'pending', 2);
  expect(second.action?.args).toEqual({ service: 'shop', replicas: 6 });
});
