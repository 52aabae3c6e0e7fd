import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { renderWaiting } from '../../src/channels/slack/approvals-list.js';
import type { RequestSummary } from '../../src/contracts/view.js';
import { messageProblems } from '../support/block-kit.js';
import { APP_ID, deliver } from '../support/slack-emulator.js';
import { startSlackHarness, type SlackHarness } from '../support/slack-harness.js';

let h: SlackHarness;
beforeAll(async () => {
  h = await startSlackHarness();
});
afterAll(() => h.close());

function summary(id: string, over: Partial<RequestSummary> = {}): RequestSummary {
  return {
    id,
    status: 'pending',
    revision: 1,
    digest: null,
    type: 'payments.refund',
    title: 'Refund 12,500 EUR',
    risk: 'high',
    confidence: 0.5,
    agent: 'support-bot',
    policy: 'payments',
    requester: null,
    asked: ['group:finance'],
    claims: [],
    unreachable: false,
    seats: null,
    brief: null,
    runFrom: null,
    deadlineAt: '2026-03-02T14:00:00.000Z',
    createdAt: '2026-03-02T10:00:00.000Z',
    updatedAt: '2026-03-02T10:00:00.000Z',
    links: { self: 'https://x.example/v1', page: `https://x.example/r/${id}`, temporal: null },
    ...over,
  };
}
const command = (user: string) =>
  `command=%2Fapprovals&text=&team_id=${h.slack.team}&user_id=${h.slack.users[user]}&channel_id=C1&api_app_id=${APP_ID}&trigger_id=1.1.a&n=${Math.random()}`;

it('lists what waits for the person who asks, with links to card and page', async () => {
  const card = await h.ask();
  const asked: unknown[] = [];
  h.override({
    list: (by, query) => {
      asked.push({ by, query });
      const items = query.reviewer === undefined ? [] : [summary(h.view.id)];
      return Promise.resolve({ kind: 'ok', value: { items, nextCursor: null } });
    },
  });
  const answer = await deliver(h.endpoint, command('ada'));
  const by = { kind: 'person', personId: 'ada' };
  expect(asked).toEqual([
    { by, query: { reviewer: 'ada', status: ['pending'], limit: 20 } },
    { by, query: { status: ['unknown'], limit: 100 } },
  ]);
  const message = JSON.parse(answer.body) as { response_type: string; text: string; blocks: unknown[] };
  expect(message.response_type).toBe('ephemeral');
  expect(message.text).toBe('1 request waits for you');
  expect(answer.body).toContain(`/archives/${h.slack.channels['approvals']}/p${card.ts.replace('.', '')}`);
  expect(answer.body).toContain(`https://x.example/r/${h.view.id}`);
  expect(messageProblems(message)).toEqual([]);
});

it('says who has taken it, and what nobody could complete', async () => {
  await h.ask();
  const items = [summary(h.view.id, { claims: [{ by: 'bob', until: '2026-03-02T11:00:00Z' }], unreachable: true })];
  h.override({ list: (_by, query) => Promise.resolve({ kind: 'ok', value: { items: query.reviewer ? items : [], nextCursor: null } }) });
  const { body } = await deliver(h.endpoint, command('ada'));
  expect(body).toContain('Taken by bob, until');
  expect(body).toContain('Nobody is left who could complete it');
});

it('lists unknown outcomes for those who were asked and for those who may override, never for whoever asked for it', async () => {
  const unknown = async (refs: string[]) => {
    await h.ask();
    await h.ledger.db.insertInto('notices').values({ request_id: h.view.id, move: h.view.move, kind: 'unknown', refs }).execute();
    h.override({
      list: (_by, query) =>
        Promise.resolve({
          kind: 'ok',
          value: { items: query.reviewer ? [] : [summary(h.view.id, { status: 'unknown' })], nextCursor: null },
        }),
    });
    return h.view.id;
  };
  const listed = async (user: string) => (await deliver(h.endpoint, command(user))).body.includes('it has to be settled');
  const id = await unknown(['group:finance']);
  expect(await listed('ada')).toBe(true);
  await h.ledger.db.updateTable('requests').set({ requester_id: 'ada' }).where('id', '=', id).execute();
  expect(await listed('ada')).toBe(false);
  await unknown(['person:bob']);
  expect([await listed('ada'), await listed('bob')]).toEqual([false, true]);
  await h.ledger.db
    .updateTable('people')
    .set({ permissions: ['override'] })
    .where('id', '=', 'ada')
    .execute();
  expect(await listed('ada')).toBe(true);
  await h.ledger.db.updateTable('people').set({ permissions: [] }).where('id', '=', 'ada').execute();
});

it('says so when nothing waits', async () => {
  h.override({ list: () => Promise.resolve({ kind: 'ok', value: { items: [], nextCursor: null } }) });
  expect((await deliver(h.endpoint, command('ada'))).body).toContain('Nothing waits for you.');
});

it('tells a stranger how to be linked, and lists nothing', async () => {
  expect((await deliver(h.endpoint, command('eve'))).body).toContain('countersign people link');
});

it('says so when the list cannot be read', async () => {
  h.override({ list: () => Promise.reject(new Error('down')) });
  expect((await deliver(h.endpoint, command('ada'))).body).toContain('could not be reached');
});

it('never links to the direct messages of somebody else', async () => {
  await h.ask();
  await h.ledger.db
    .updateTable('deliveries')
    .set({ target: h.slack.users['bob'] ?? '', message: JSON.stringify({ channel: 'D0BOB', ts: '1.2' }) })
    .where('request_id', '=', h.view.id)
    .execute();
  h.override({ list: () => Promise.resolve({ kind: 'ok', value: { items: [summary(h.view.id)], nextCursor: null } }) });
  expect((await deliver(h.endpoint, command('ada'))).body).not.toContain('D0BOB');
  expect((await deliver(h.endpoint, command('bob'))).body).toContain('/archives/D0BOB/p12');
});

it('keeps Slack’s limits with a full list of hostile titles', () => {
  const items = Array.from({ length: 20 }, (_, i) => summary(`req_${i}`, { title: `<!here> \u202e ${'x'.repeat(300)}`, deadlineAt: null }));
  const message = renderWaiting(items, { linkOf: () => null, names: new Map(), more: true });
  expect(messageProblems(message)).toEqual([]);
  expect(JSON.stringify(message)).not.toMatch(/<[!@#]/);
});
