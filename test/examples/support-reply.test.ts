import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Countersign } from '@countersign/client';
import { createSupportReply, modelFromEnv } from '../../examples/support-reply/index.js';
import { startTestService, type TestService } from '../support/service.js';
import { clientOf, decide, reach } from './support.js';

// A service and a Temporal server share the machine with other tests.
jest.setTimeout(120_000);

let service: TestService;
let outbox: string;
let agent: Countersign;
let sam: Countersign;

beforeAll(async () => {
  outbox = await mkdtemp(join(tmpdir(), 'support-test-'));
  service = await startTestService({ registry: createSupportReply({ model: modelFromEnv({}), outbox, from: 'support@shop.example' }) });
  agent = clientOf(service, await service.agentKey('support-reply'));
  sam = clientOf(service, await service.person('sam', ['support']));
  await service.person('lena', ['leads']);
});
afterAll(async () => {
  await service.stop();
  await rm(outbox, { recursive: true, force: true });
});
beforeEach(async () => {
  for (const name of await readdir(outbox)) await rm(join(outbox, name));
});

async function submit(subject: string, body: string): Promise<string> {
  const ticket = { id: 'T-1', from: 'ann.lee@example.com', subject, body };
  return (await agent.requests.create({ agent: 'support-reply', input: { ticket } })).id;
}
const sent = async () => Promise.all((await readdir(outbox)).map((name) => readFile(join(outbox, name), 'utf8')));

test('a confident reply goes out by itself', async () => {
  const view = await reach(agent, await submit('Password', 'I cannot sign in, I forgot my password.'), 'executed');
  expect(view.resolution).toMatchObject({ outcome: 'approved', by: 'policy' });
  expect(await sent()).toEqual([expect.stringContaining('To: ann.lee@example.com')]);
});

test('a refund waits for a person, though the model is sure to 0.99', async () => {
  const seen = await reach(agent, await submit('Order 17', 'The kettle leaks. I would like a refund, please.'), 'pending');
  expect(seen.action?.confidence).toBe(0.99);
  expect(seen.awaiting?.asked).toEqual(['group:support']);
  expect(await sent()).toEqual([]);
  await decide(sam, seen, 'approve');
  await reach(agent, seen.id, 'executed');
  expect(await sent()).toHaveLength(1);
});

test('an unsure reply waits, is revised with all feedback, and goes out as it was approved', async () => {
  const first = await reach(agent, await submit('Hello', 'Is it possible?'), 'pending', 1);
  expect(first.action?.confidence).toBe(0.4);
  await decide(sam, first, 'reject', 'make it shorter');
  const second = await reach(agent, first.id, 'pending', 2);
  await decide(sam, second, 'reject', 'mention our opening hours');
  const third = await reach(agent, first.id, 'pending', 3);
  expect(third.action?.args['body']).toContain('Our opening hours.');
  expect(third.action?.args['body']).not.toContain('thank you for writing');
  await decide(sam, third, 'approve');
  await reach(agent, first.id, 'executed');
  const [mail = ''] = await sent();
  const body = Buffer.from(mail.split('\r\n\r\n')[1] ?? '', 'base64').toString('utf8');
  expect(body.replaceAll('\r\n', '\n')).toBe(third.action?.args['body']);
});
