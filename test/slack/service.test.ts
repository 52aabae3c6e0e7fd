import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineAction, defineAgent } from '../../src/activities/registry.js';
import { NOT_COUNTED_TEXT } from '../../src/contracts/decision.js';
import type { JsonObject } from '../../src/contracts/json.js';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { asForm, clickPayload, deliver, type SlackEmulator } from '../support/slack-emulator.js';
import { startSlackService, type SlackService } from '../support/slack-service.js';
import { until } from '../support/until.js';

const ran: JsonObject[] = [];
const registry = {
  actions: [
    defineAction({
      type: 'payments.refund',
      args: z.object({ amount: z.number().positive().max(50_000), order: z.string() }),
      effect: 'once',
      execute: (args) => {
        ran.push(args);
        return Promise.resolve({ refunded: args.amount });
      },
    }),
  ],
  agents: [
    defineAgent({
      name: 'refunder',
      propose: ({ input }) =>
        Promise.resolve({
          type: 'payments.refund',
          args: input as JsonObject,
          title: 'A refund',
          rationale: 'Goods arrived broken',
          confidence: 0.8,
        }),
      revise: ({ action, feedback }) =>
        Promise.resolve({ ...action, args: { ...action.args, amount: 9_000 }, rationale: `You said: ${feedback.at(-1)?.comment}` }),
    }),
  ],
};
const policies = {
  'refunds.yaml': `name: refunds
match: { types: ["payments.refund"] }
stages:
  - { name: finance, reviewers: [group:finance, group:leads], need: all, deny: 1 }
deadline: 4h
onTimeout: reject
`,
  'questions.yaml': `name: questions
match: { types: ["human.question"] }
reviewers: [group:finance]
deadline: 4h
onTimeout: reject
`,
};
const webhookSecret = `whsec_${Buffer.from('a secret of thirty-two bytes....').toString('base64')}`;

let s: SlackService;
let slack: SlackEmulator;
let place: string;
beforeAll(async () => {
  s = await startSlackService({
    registry,
    policies,
    env: { COUNTERSIGN_WEBHOOK_SECRET: webhookSecret },
    people: { ada: { groups: ['finance'] }, bob: { groups: ['leads'] }, eve: { groups: [] } },
    agentName: 'refunder',
  });
  ({ slack, place } = s);
}, 60_000);
afterAll(() => s.stop(), 30_000);
beforeEach(() => {
  ran.length = 0;
});

const refund = (more: object = {}) => s.open({ agent: 'refunder', input: { amount: 12_000, order: 'A-1' }, ...more });
/** Where that person has the card: finance in its channel, leads directly. */
const home = (name: string) => (name === 'ada' ? Promise.resolve(place) : s.alone(name));

describe('a gated action, decided in Slack', () => {
  it('runs once both have approved, and every card ends the same', async () => {
    const id = await refund();
    await s.message(place, id, 'countersign.approve');
    expect((await s.click('ada', id, 'approve')).status).toBe(200);
    await s.message(place, id, 'Ada approved');
    expect(ran).toEqual([]);
    expect((await s.click('bob', id, 'approve')).status).toBe(200);
    await s.message(place, id, 'Approved and done');
    expect(JSON.stringify(await s.message(await home('bob'), id, 'Approved and done'))).not.toContain('countersign.');
    expect(ran).toEqual([{ amount: 12_000, order: 'A-1' }]);
    expect(await s.view(id)).toMatchObject({
      status: 'executed',
      decisions: [
        { by: { id: 'ada' }, counted: true, channel: 'slack' },
        { by: { id: 'bob' }, counted: true, channel: 'slack' },
      ],
      deliveries: expect.arrayContaining([expect.objectContaining({ channel: 'slack', status: 'delivered' })]),
    });
  }, 30_000);

  it('comes back changed after it was sent back, in the same card, with a call in its thread', async () => {
    const id = await refund();
    const first = await s.message(place, id, 'countersign.reject');
    await s.submit('ada', await s.dialog('ada', id, 'reject'), { way: { option: 'reject' }, comment: 'at most 9,000' });
    const second = await s.message(place, id, 'amount: 12000 → 9000');
    expect(second.ts).toBe(first.ts);
    expect(JSON.stringify(second)).toContain('You said: at most 9,000');
    await until(async () => JSON.stringify(await slack.thread(place, first.ts)).includes('Revision 2 waits'));
    // A click on what was shown before is recorded, refused, and told only to its author.
    const before = slack.whispers().length;
    await s.click('ada', id, 'approve', { message: { ...first } });
    await until(() => slack.whispers().length > before);
    expect(slack.whispers().at(-1)).toEqual({ user: slack.users['ada'], text: NOT_COUNTED_TEXT.stale_revision });
    expect(await s.view(id)).toMatchObject({ status: 'pending', revision: 2 });
  }, 30_000);

  it('takes an edit by the schema as a new revision', async () => {
    const id = await refund();
    const opened = await s.dialog('ada', id, 'edit');
    const field = String(opened.blocks.find((block) => (block['label'] as { text?: string } | undefined)?.text === 'amount')?.['block_id']);
    const others = Object.fromEntries(
      opened.blocks.flatMap((block) =>
        block['type'] === 'input'
          ? [[String(block['block_id']), String((block['element'] as { initial_value?: string }).initial_value ?? '')]]
          : [],
      ),
    );
    expect((await s.submit('ada', opened, { ...others, [field]: '60000' })).body).toContain('"response_action":"errors"');
    expect((await s.submit('ada', opened, { ...others, [field]: '8000' })).body).toContain('"response_action":"clear"');
    await s.message(place, id, 'amount: 12000 → 8000');
    expect(await s.view(id)).toMatchObject({ revision: 2, action: { args: { amount: 8_000, order: 'A-1' } } });
    expect(ran).toEqual([]);
  }, 30_000);

  it('is denied for good', async () => {
    const id = await refund();
    await s.message(place, id, 'countersign.approve');
    await s.submit('bob', await s.dialog('bob', id, 'reject'), { way: { option: 'deny' }, comment: 'fraud' });
    expect(JSON.stringify(await s.message(place, id, 'Rejected'))).not.toContain('countersign.');
    expect(await s.view(id)).toMatchObject({ status: 'rejected' });
    expect(ran).toEqual([]);
  }, 30_000);

  it('does not hear somebody who is not asked, and says so only to them', async () => {
    const id = await refund();
    const message = await s.message(place, id, 'countersign.approve');
    const payload = clickPayload(slack, { user: slack.users['eve'] ?? '', channel: place, message, action: 'approve' });
    const before = slack.whispers().length;
    await deliver(`${s.service.url}/slack/interactions`, asForm(payload));
    await until(() => slack.whispers().length > before);
    expect(slack.whispers().slice(before)).toEqual([{ user: slack.users['eve'], text: NOT_COUNTED_TEXT.not_eligible }]);
    expect(await s.view(id)).toMatchObject({
      status: 'pending',
      decisions: [{ by: { id: 'eve' }, counted: false, reason: 'not_eligible' }],
    });
  }, 30_000);

  it('answers a question with an option', async () => {
    const id = await s.open({
      action: { type: 'human.question', args: { question: 'Which one?', options: [{ name: 'blue' }, { name: 'red' }] } },
    });
    await s.click('ada', id, 'option1');
    await s.message(place, id, 'Answered');
    expect(await s.view(id)).toMatchObject({ status: 'answered', resolution: { answer: 'red' } });
  }, 30_000);

  it('is listed by /approvals while it waits', async () => {
    const id = await refund();
    await s.message(place, id, 'countersign.approve');
    expect(await s.approvals('bob')).toContain(`/r/${id}`);
    await s.click('bob', id, 'approve');
    await s.message(place, id, 'Bob approved');
    expect(await s.approvals('bob')).not.toContain(`/r/${id}`);
  }, 30_000);

  it('tells the callback, signed, when it is resolved and when it ends', async () => {
    const heard: { type: string; data: { status: string; id: string } }[] = [];
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        heard.push(new Webhook(webhookSecret).verify(body, request.headers as Record<string, string>) as (typeof heard)[number]);
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const id = await refund({ callbackUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook` });
    await s.click('ada', id, 'approve');
    await s.click('bob', id, 'approve');
    await until(() => heard.length === 2, 15_000);
    expect(heard.map(({ type, data }) => [type, data.id])).toEqual([
      ['request.resolved', id],
      ['request.ended', id],
    ]);
    expect(heard[1]?.data.status).toBe('executed');
    await new Promise((resolve) => receiver.close(resolve));
  }, 30_000);
});

it('goes on through Slack’s trouble: the click counts although no card can be rewritten, and the card follows', async () => {
  const id = await refund();
  await s.message(place, id, 'countersign.approve');
  await s.message(await home('bob'), id, 'countersign.approve');
  slack.proxy.fail(
    'api/chat.update',
    { kind: 'answer', status: 500, body: '' },
    { kind: 'answer', status: 429, headers: { 'retry-after': '1' }, body: '{"ok":false,"error":"ratelimited"}' },
  );
  await s.click('ada', id, 'approve');
  await s.click('bob', id, 'approve');
  await until(() => ran.length === 1, 15_000);
  await s.message(place, id, 'Approved and done');
}, 30_000);

it('goes on after a restart of the service, with the same cards', async () => {
  const id = await refund();
  const before = await s.message(place, id, 'countersign.approve');
  await s.service.restart();
  await s.click('ada', id, 'approve');
  await s.click('bob', id, 'approve');
  expect((await s.message(place, id, 'Approved and done')).ts).toBe(before.ts);
  expect(ran).toHaveLength(1);
}, 60_000);
