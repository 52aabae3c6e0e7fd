import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineAction, defineAgent } from '../../src/activities/registry.js';
import { NOT_COUNTED_TEXT } from '../../src/contracts/decision.js';
import type { JsonObject } from '../../src/contracts/json.js';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { startTestService, type TestService } from '../support/service.js';
import {
  asForm,
  BOT_TOKEN,
  clickPayload,
  deliver,
  signed,
  SIGNING_SECRET,
  startSlackEmulator,
  submitPayload,
  type SlackEmulator,
  type SlackMessage,
} from '../support/slack-emulator.js';
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

let slack: SlackEmulator;
let service: TestService;
let agent: string;
let place: string;
beforeAll(async () => {
  slack = await startSlackEmulator();
  service = await startTestService({
    registry,
    policies,
    env: {
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slack.apiUrl,
      COUNTERSIGN_WEBHOOK_SECRET: webhookSecret,
    },
  });
  place = slack.channels['approvals'] ?? '';
  await service.person('ada', ['finance']);
  await service.person('bob', ['leads']);
  await service.person('eve', []);
  await service.db.updateTable('groups').set({ slack_channel: place }).where('id', '=', 'finance').execute();
  for (const name of ['ada', 'bob', 'eve']) {
    await service.db
      .insertInto('identities')
      .values({ channel: 'slack', tenant: slack.team, subject: slack.users[name] ?? '', person_id: name, linked_by: 'test' })
      .execute();
  }
  agent = await service.agentKey('refunder');
}, 60_000);
afterAll(async () => {
  await service.stop();
  await slack.close();
}, 30_000);
beforeEach(() => {
  ran.length = 0;
});

const endpoint = () => `${service.url}/slack/interactions`;
async function open(body: object): Promise<string> {
  const answer = await service.call('POST', '/v1/requests', agent, body);
  expect(answer.status).toBe(201);
  return (answer.body as { id: string }).id;
}
const refund = (more: object = {}) => open({ agent: 'refunder', input: { amount: 12_000, order: 'A-1' }, ...more });
const view = async (id: string) => (await service.call('GET', `/v1/requests/${id}`, service.adminKey)).body;

async function cardAt(where: string, id: string): Promise<SlackMessage | undefined> {
  return (await slack.messages(where)).find(({ metadata }) => metadata?.event_payload['request'] === id);
}
/** The card once it says that. */
async function card(where: string, id: string, says: string): Promise<SlackMessage> {
  let found: SlackMessage | undefined;
  await until(async () => {
    found = await cardAt(where, id);
    return JSON.stringify(found ?? '').includes(says);
  }, 15_000);
  return found as SlackMessage;
}
/** Where that person has the card: finance in its channel, leads directly. */
const home = async (name: string) => (name === 'ada' ? place : slack.direct(slack.users[name] ?? ''));
async function click(name: string, id: string, action: string, more: { option?: string; trigger?: string; message?: SlackMessage } = {}) {
  const channel = await home(name);
  const message = more.message ?? (await card(channel, id, 'countersign.'));
  const { option, trigger } = more;
  const payload = clickPayload(slack, {
    user: slack.users[name] ?? '',
    channel,
    message,
    action,
    ...(option ? { option } : {}),
    ...(trigger ? { trigger } : {}),
  });
  return deliver(endpoint(), asForm(payload));
}
async function dialog(name: string, id: string, action: string) {
  await click(name, id, action, { trigger: await slack.trigger(slack.users[name] ?? '') });
  const opened = slack.views().at(-1);
  if (!opened) throw new Error('no dialog');
  return opened;
}
async function submit(
  name: string,
  opened: { id: string; callback_id: string; private_metadata: string },
  values: Record<string, string | { option: string }>,
) {
  return deliver(endpoint(), asForm(submitPayload(slack, { user: slack.users[name] ?? '', view: opened, values })));
}

describe('a gated action, decided in Slack', () => {
  it('runs once both have approved, and every card ends the same', async () => {
    const id = await refund();
    await card(place, id, 'countersign.approve');
    expect((await click('ada', id, 'approve')).status).toBe(200);
    await card(place, id, 'Ada approved');
    expect(ran).toEqual([]);
    expect((await click('bob', id, 'approve')).status).toBe(200);
    await card(place, id, 'Approved and done');
    expect(JSON.stringify(await card(await home('bob'), id, 'Approved and done'))).not.toContain('countersign.');
    expect(ran).toEqual([{ amount: 12_000, order: 'A-1' }]);
    expect(await view(id)).toMatchObject({
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
    const first = await card(place, id, 'countersign.reject');
    await submit('ada', await dialog('ada', id, 'reject'), { way: { option: 'reject' }, comment: 'at most 9,000' });
    const second = await card(place, id, 'amount: 12000 → 9000');
    expect(second.ts).toBe(first.ts);
    expect(JSON.stringify(second)).toContain('You said: at most 9,000');
    await until(async () => JSON.stringify(await slack.thread(place, first.ts)).includes('Revision 2 waits'));
    // A click on what was shown before is recorded, refused, and told only to its author.
    const before = slack.whispers().length;
    await click('ada', id, 'approve', { message: { ...first } });
    await until(() => slack.whispers().length > before);
    expect(slack.whispers().at(-1)).toEqual({ user: slack.users['ada'], text: NOT_COUNTED_TEXT.stale_revision });
    expect(await view(id)).toMatchObject({ status: 'pending', revision: 2 });
  }, 30_000);

  it('takes an edit by the schema as a new revision', async () => {
    const id = await refund();
    const opened = await dialog('ada', id, 'edit');
    const field = String(opened.blocks.find((block) => (block['label'] as { text?: string } | undefined)?.text === 'amount')?.['block_id']);
    const others = Object.fromEntries(
      opened.blocks.flatMap((block) =>
        block['type'] === 'input'
          ? [[String(block['block_id']), String((block['element'] as { initial_value?: string }).initial_value ?? '')]]
          : [],
      ),
    );
    expect((await submit('ada', opened, { ...others, [field]: '60000' })).body).toContain('"response_action":"errors"');
    expect((await submit('ada', opened, { ...others, [field]: '8000' })).body).toContain('"response_action":"clear"');
    await card(place, id, 'amount: 12000 → 8000');
    expect(await view(id)).toMatchObject({ revision: 2, action: { args: { amount: 8_000, order: 'A-1' } } });
    expect(ran).toEqual([]);
  }, 30_000);

  it('is denied for good', async () => {
    const id = await refund();
    await card(place, id, 'countersign.approve');
    await submit('bob', await dialog('bob', id, 'reject'), { way: { option: 'deny' }, comment: 'fraud' });
    expect(JSON.stringify(await card(place, id, 'Rejected'))).not.toContain('countersign.');
    expect(await view(id)).toMatchObject({ status: 'rejected' });
    expect(ran).toEqual([]);
  }, 30_000);

  it('does not hear somebody who is not asked, and says so only to them', async () => {
    const id = await refund();
    const message = await card(place, id, 'countersign.approve');
    const payload = clickPayload(slack, { user: slack.users['eve'] ?? '', channel: place, message, action: 'approve' });
    const before = slack.whispers().length;
    await deliver(endpoint(), asForm(payload));
    await until(() => slack.whispers().length > before);
    expect(slack.whispers().slice(before)).toEqual([{ user: slack.users['eve'], text: NOT_COUNTED_TEXT.not_eligible }]);
    expect(await view(id)).toMatchObject({ status: 'pending', decisions: [{ by: { id: 'eve' }, counted: false, reason: 'not_eligible' }] });
  }, 30_000);

  it('answers a question with an option', async () => {
    const id = await open({
      action: { type: 'human.question', args: { question: 'Which one?', options: [{ name: 'blue' }, { name: 'red' }] } },
    });
    await click('ada', id, 'option1');
    await card(place, id, 'Answered');
    expect(await view(id)).toMatchObject({ status: 'answered', resolution: { answer: 'red' } });
  }, 30_000);

  it('is listed by /approvals while it waits', async () => {
    const id = await refund();
    await card(place, id, 'countersign.approve');
    const body = `command=%2Fapprovals&team_id=${slack.team}&user_id=${slack.users['bob']}&channel_id=${place}&api_app_id=A0COUNTER&trigger_id=1.1.a`;
    expect((await deliver(endpoint(), body, signed(body))).body).toContain(`/r/${id}`);
    await click('bob', id, 'approve');
    await card(place, id, 'Bob approved');
    const again = `${body}&again=1`;
    expect((await deliver(endpoint(), again, signed(again))).body).not.toContain(`/r/${id}`);
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
    await click('ada', id, 'approve');
    await click('bob', id, 'approve');
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
  await card(place, id, 'countersign.approve');
  await card(await home('bob'), id, 'countersign.approve');
  slack.proxy.fail(
    'api/chat.update',
    { kind: 'answer', status: 500, body: '' },
    { kind: 'answer', status: 429, headers: { 'retry-after': '1' }, body: '{"ok":false,"error":"ratelimited"}' },
  );
  await click('ada', id, 'approve');
  await click('bob', id, 'approve');
  await until(() => ran.length === 1, 15_000);
  await card(place, id, 'Approved and done');
}, 30_000);

it('goes on after a restart of the service, with the same cards', async () => {
  const id = await refund();
  const before = await card(place, id, 'countersign.approve');
  await service.restart();
  await click('ada', id, 'approve');
  await click('bob', id, 'approve');
  expect((await card(place, id, 'Approved and done')).ts).toBe(before.ts);
  expect(ran).toHaveLength(1);
}, 60_000);
