import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { callHttpAgent, type AgentFetch } from '../../src/activities/http-agent.js';
import { guardedFetch } from '../../src/channels/webhook/guarded-fetch.js';
import type { AgentCall } from '../../src/contracts/agent.js';
import { createHttpAgent } from './server.js';
import { answerCall } from './scale-agent.js';

const secret = `whsec_${Buffer.from('a secret of twenty-four!').toString('base64')}`;
const call: AgentCall = {
  type: 'countersign.propose',
  data: { requestId: 'req_1', input: { service: 'shop', loadPercent: 140, replicas: 4 } },
};
const signal = new AbortController().signal;
const fetch: AgentFetch = (url, options) => guardedFetch(url, { ...options, allowPrivate: true });

let server: Server;
let url: string;
let calls: number;
beforeEach(async () => {
  calls = 0;
  server = createHttpAgent({
    secret,
    answer: (received) => {
      calls += 1;
      return answerCall(received);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

test('the sample agent proposes, and revises on feedback', async () => {
  const proposal = await callHttpAgent({ agent: { name: 'scale', url, secret }, call, fetch, signal });
  expect(proposal).toMatchObject({ type: 'cluster.scale', args: { service: 'shop', replicas: 8 }, title: 'Scale shop from 4 to 8' });
  if ('giveUp' in proposal) throw new Error(proposal.giveUp);
  const feedback = [{ revision: 1, by: { id: 'ann', name: 'Ann' }, comment: 'At most 6, please', at: '2026-03-01T00:00:00Z' }];
  const revised = await callHttpAgent({
    agent: { name: 'scale', url, secret },
    call: { type: 'countersign.revise', data: { ...call.data, revision: 1, action: proposal, feedback } },
    fetch,
    signal,
  });
  expect(revised).toMatchObject({ args: { replicas: 6 } });
});

test('a repeated call is answered from memory', async () => {
  const agent = { name: 'scale', url, secret };
  const first = await callHttpAgent({ agent, call, fetch, signal });
  expect(await callHttpAgent({ agent, call, fetch, signal })).toEqual(first);
  expect(calls).toBe(1);
});

test.each([
  ['another secret', { secret: `whsec_${Buffer.from('another secret of 24 byt').toString('base64')}` }],
  ['a timestamp that is ten minutes old', { now: () => Date.now() - 600_000 }],
])('the sample agent refuses %s', async (_name, { secret: used = secret, now = Date.now }: { secret?: string; now?: () => number }) => {
  const asking = callHttpAgent({ agent: { name: 'scale', url, secret: used }, call, fetch, signal, now });
  await expect(asking).rejects.toMatchObject({ type: 'AgentFailed', nonRetryable: true, message: 'agent scale answered 401' });
  expect(calls).toBe(0);
});
