import { describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { GuardedAnswer, GuardedFetchOptions } from '../channels/webhook/guarded-fetch.js';
import { guardedFetch } from '../channels/webhook/guarded-fetch.js';
import type { AgentCall } from '../contracts/agent.js';
import { callHttpAgent, callId, type AgentFetch } from './http-agent.js';

const agent = { name: 'scale', url: 'https://agents.example.com/scale', secret: `whsec_${Buffer.alloc(24, 7).toString('base64')}` };
const call: AgentCall = { type: 'countersign.propose', data: { requestId: 'req_1', input: { text: 'snow: ☃' } } };
const action = { type: 'cluster.scale', args: { replicas: 3 } };
const signal = new AbortController().signal;

function answering(answer: Partial<Extract<GuardedAnswer, { kind: 'answer' }>> | GuardedAnswer) {
  const seen: { url: string; options: Omit<GuardedFetchOptions, 'allowPrivate'> }[] = [];
  const fetch: AgentFetch = async (url, options) => {
    seen.push({ url, options });
    return { kind: 'answer', status: 200, headers: {}, body: JSON.stringify(action), ...answer } as GuardedAnswer;
  };
  return { fetch, seen };
}
const ask = (answer: Parameters<typeof answering>[0]) => callHttpAgent({ agent, call, fetch: answering(answer).fetch, signal });

test('is signed as Standard Webhooks, so that their own library verifies it', async () => {
  const { fetch, seen } = answering({});
  expect(await callHttpAgent({ agent, call, fetch, signal })).toEqual(action);
  const [first] = seen;
  expect(first?.url).toBe(agent.url);
  expect(new Webhook(agent.secret).verify(first?.options.body ?? '', { ...first?.options.headers })).toEqual(call);
  expect(() => new Webhook(agent.secret).verify(`${first?.options.body} `, { ...first?.options.headers })).toThrow();
});

test('keeps its id over attempts, and has another for the next revision', async () => {
  const { fetch, seen } = answering({});
  await callHttpAgent({ agent, call, fetch, signal });
  await callHttpAgent({ agent, call, fetch, signal });
  expect(seen.map((each) => each.options.headers['webhook-id'])).toEqual(['req_1.propose.1', 'req_1.propose.1']);
  const revise = (revision: number): AgentCall => ({
    type: 'countersign.revise',
    data: { requestId: 'req_1', input: null, revision, action, feedback: [] },
  });
  expect([callId(revise(1)), callId(revise(2))]).toEqual(['req_1.revise.1', 'req_1.revise.2']);
});

test('an agent may give up', async () => {
  expect(await ask({ body: '{"giveUp":"nothing to do"}' })).toEqual({ giveUp: 'nothing to do' });
});

describe('failures', () => {
  test.each([
    ['500', { status: 500 }, 'AgentFailed', false],
    ['503', { status: 503 }, 'AgentFailed', false],
    ['429', { status: 429 }, 'AgentFailed', false],
    ['a lost connection', { kind: 'failed', reason: 'ECONNRESET' }, 'AgentFailed', false],
    ['400', { status: 400 }, 'AgentFailed', true],
    ['401', { status: 401 }, 'AgentFailed', true],
    ['a redirect', { status: 302, headers: { location: 'http://169.254.169.254/' } }, 'AgentFailed', true],
    ['an address that is not allowed', { kind: 'refused', reason: 'not public' }, 'AgentFailed', true],
    ['202', { status: 202 }, 'InvalidProposal', true],
    ['an empty body', { body: '' }, 'InvalidProposal', true],
    ['broken JSON', { body: '{"type":' }, 'InvalidProposal', true],
    ['an unknown field', { body: JSON.stringify({ ...action, status: 'approved' }) }, 'InvalidProposal', true],
    ['a confidence above 1', { body: JSON.stringify({ ...action, confidence: 1.01 }) }, 'InvalidProposal', true],
    [
      'an answer above 256 KiB',
      { body: JSON.stringify({ ...action, context: { text: 'x'.repeat(256 * 1024) } }) },
      'InvalidProposal',
      true,
    ],
    ['JSON nested to overflow', { body: `{"type":"a","args":${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}}` }, 'InvalidProposal', true],
  ] as const)('%s', async (_name, answer, type, nonRetryable) => {
    await expect(ask(answer as Parameters<typeof ask>[0])).rejects.toMatchObject({ type, nonRetryable });
  });

  test('never repeat what stood in the body', async () => {
    for (const status of [200, 400, 500]) {
      const error = await ask({ status, body: '{"secret":"hunter2"}' }).catch((each: unknown) => each);
      expect(String(error)).not.toContain('hunter2');
    }
  });

  test('carry the pause that the agent asked for, up to five minutes', async () => {
    await expect(ask({ status: 429, headers: { 'retry-after': '20' } })).rejects.toMatchObject({ nextRetryDelay: 20_000 });
    await expect(ask({ status: 503, headers: { 'retry-after': '9999' } })).rejects.toMatchObject({ nextRetryDelay: 300_000 });
  });

  test('the guard keeps private addresses out', async () => {
    const fetch: AgentFetch = (url, options) => guardedFetch(url, { ...options, allowPrivate: false });
    const asking = callHttpAgent({ agent: { ...agent, url: 'http://127.0.0.1:9/' }, call, fetch, signal });
    await expect(asking).rejects.toMatchObject({ type: 'AgentFailed', nonRetryable: true });
  });
});
