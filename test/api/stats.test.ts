import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ChannelName, DecideBody } from '../../src/contracts/decision.js';
import type { JsonObject } from '../../src/contracts/json.js';
import type { Principal } from '../../src/contracts/principal.js';
import type { Outcomes, Spread, Stats } from '../../src/contracts/stats.js';
import type { RequestView } from '../../src/contracts/view.js';
import type { Intake } from '../../src/intake/intake.js';
import { advance } from '../../src/moves/advance.js';
import { inSession } from '../../src/moves/session.js';
import { registerAgent } from '../../src/ledger/agents.js';
import { realIntake } from './support/real-intake.js';
import { startApi, type TestApi } from './support/start-api.js';

const MINUTE_MS = 60_000;
const POLICIES = {
  refunds: `
match: { types: ["pay.*", "human.question"] }
reviewers: [group:finance]
escalate: { after: 1h, to: [group:leads] }
deadline: 4h
usableFor: 2h
onTimeout: reject`,
  stages: `
match: { types: ["deploy.*"] }
stages:
  - { name: finance, reviewers: [group:finance] }
  - { name: leads, reviewers: [group:leads] }
deadline: 1d
onTimeout: reject`,
  drafts: `
match: { types: ["draft.*"] }
reviewers: [group:finance]
deadline: 1d
onTimeout: reject`,
  late: `
match: { types: ["late.*"] }
reviewers: [group:leads]
deadline: 30m
onTimeout: escalate
escalate: { after: 20m, to: [person:boss] }`,
  silent: `
match: { types: ["chat.*"] }
reviewers: [group:finance]
deadline: 30m
onTimeout: approve`,
  automatic: `
match: { types: ["note.*"] }
route: auto
onTimeout: reject`,
  forbidden: `
match: { types: ["drop.*"] }
route: deny
onTimeout: reject`,
};

let api: TestApi;
let intake: Intake;
let keys: Record<'admin' | 'ada' | 'bot', string>;
/** Milliseconds of the API's own clock, as `advance` has moved it. */
let skippedMs = 0;

const now = () => Date.now() + skippedMs;
const wait = (minutes: number) => {
  skippedMs += minutes * MINUTE_MS;
  api.advance(minutes * MINUTE_MS);
};

async function view(id: string): Promise<RequestView> {
  const answer = await intake.view({ kind: 'admin', keyId: 'a' }, id);
  if (answer.kind === 'refused') throw new Error(answer.message);
  return answer.value;
}
async function open(type: string): Promise<RequestView> {
  return openWith({ action: { type, args: type === 'human.question' ? { question: 'Which one?' } : { amount: 1 } } });
}
async function openWith(body: JsonObject): Promise<RequestView> {
  const answer = await api.call('/v1/requests', { method: 'POST', key: keys.bot, body });
  expect([answer.status, answer.text]).toEqual([201, expect.stringContaining('req_')]);
  return view(answer.json['id'] as string);
}
/** The decision counts, or the script is wrong. */
async function say(personId: string, request: RequestView, verb: DecideBody['verb'], channel: ChannelName, more: Partial<DecideBody> = {}) {
  const { revision, digest } = await view(request.id);
  const answer = await intake.decide(personId, request.id, { verb, revision, digest: digest ?? '', ...more }, { channel });
  expect(answer).toMatchObject({ kind: 'ok', value: { counted: true } });
}
const moves = () => ({ db: api.db, defaultReviewers: [], onMove: () => undefined, nextMove: () => Promise.resolve() });
/** What the workflow's worker does when the agent has answered. */
async function propose(id: string, amount: number): Promise<RequestView> {
  const proposed = { type: 'draft.mail', args: { amount } };
  await inSession(moves(), id, now(), (session) => session.propose(proposed, { kind: 'agent', id: 'drafter' }));
  return view(id);
}
async function timePasses(request: RequestView): Promise<void> {
  await advance(moves(), request.id, { kind: 'tick', atMs: now() }, now());
}
async function run(request: RequestView, outcome: 'executed' | 'failed' | 'unknown'): Promise<void> {
  const path = `/v1/requests/${request.id}`;
  const permit = await api.call(`${path}/permit`, { method: 'POST', key: keys.bot, body: { digest: (await view(request.id)).digest } });
  const body = { permitId: permit.json['permitId'], outcome };
  expect((await api.call(`${path}/outcome`, { method: 'POST', key: keys.bot, body })).status).toBe(200);
}
async function stats(query: Record<string, string>, key = keys.ada): Promise<Stats> {
  const answer = await api.call(`/v1/stats?${new URLSearchParams(query).toString()}`, { key });
  expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('"outcomes"')]);
  return answer.json as unknown as Stats;
}
/** Of a spread, in whole minutes: what runs between two skips of the clock takes no minute. */
const minutes = ({ count, p50Ms, p90Ms }: Spread) => [
  count,
  ...[p50Ms, p90Ms].map((ms) => (ms === null ? null : Math.round(ms / MINUTE_MS))),
];
const some = (outcomes: Outcomes) => Object.fromEntries(Object.entries(outcomes).filter(([, n]) => n > 0));

/** Each request by itself, one after the other; the figures in the tests are computed from this by hand. */
async function script(): Promise<void> {
  const unchanged = await open('pay.refund');
  wait(10);
  await say('ada', unchanged, 'approve', 'slack');
  await run(unchanged, 'executed');

  const edited = await open('pay.refund');
  wait(20);
  await say('ada', edited, 'edit', 'dashboard', { args: { amount: 2 } });
  await run(edited, 'failed');

  const denied = await open('pay.refund');
  wait(30);
  await say('ben', denied, 'claim', 'slack');
  await say('ben', denied, 'deny', 'dashboard');

  const sentBack = await open('pay.refund');
  wait(40);
  await say('ada', sentBack, 'reject', 'dashboard', { comment: 'no receipt' });

  const expired = await open('pay.refund');
  wait(60);
  await timePasses(expired);
  wait(180);
  await timePasses(expired);

  const staged = await open('deploy.web');
  wait(15);
  await say('ada', staged, 'approve', 'slack');
  wait(45);
  await say('lena', staged, 'approve', 'cli');
  await run(staged, 'unknown');

  await open('note.add');
  await open('drop.table');

  const withdrawn = await open('pay.refund');
  wait(5);
  expect((await api.call(`/v1/requests/${withdrawn.id}/cancel`, { method: 'POST', key: keys.bot, body: {} })).status).toBe(200);

  const question = await open('human.question');
  wait(5);
  await say('ada', question, 'answer', 'slack', { answer: 'The blue one' });

  const silent = await open('chat.reply');
  wait(30);
  await timePasses(silent);

  const overridden = await open('pay.refund');
  wait(7);
  const boss: Principal = { kind: 'person', personId: 'boss' };
  const glass = { resolution: 'approved' as const, digest: overridden.digest ?? '', reason: 'the house is on fire' };
  expect(await intake.override(boss, overridden.id, glass, { channel: 'page' })).toMatchObject({ value: { counted: true } });

  const unused = await open('pay.refund');
  wait(50);
  await say('ben', unused, 'approve', 'slack');
  wait(180);
  await timePasses(unused);

  const reopened = await open('pay.refund');
  wait(10);
  await say('ada', reopened, 'approve', 'slack');
  wait(10);
  await say('ada', reopened, 'retract', 'slack');
  wait(20);
  await say('ben', reopened, 'approve', 'slack');

  const escalated = await open('late.thing');
  wait(20);
  await timePasses(escalated);
  wait(10);
  await timePasses(escalated);
  wait(5);
  await say('boss', escalated, 'deny', 'slack');

  const draft = await openWith({ agent: 'drafter', input: {} });
  wait(3);
  await propose(draft.id, 1);
  wait(10);
  await say('ada', draft, 'reject', 'email', { comment: 'too much' });
  wait(2);
  await propose(draft.id, 2);
  wait(3);
  await say('ada', draft, 'approve', 'email');

  const nothing = await openWith({ agent: 'drafter', input: {} });
  const gaveUp = { kind: 'proposalFailed' as const, by: 'agent' as const, reason: 'no idea', atMs: now() };
  await advance(moves(), nothing.id, gaveUp, now());

  await open('deploy.web');
  wait(90);
}

let fromMs = 0;
let period: Record<string, string>;
beforeAll(async () => {
  api = await startApi((db, clock) => (intake = realIntake(db, clock)));
  for (const id of ['ben', 'lena', 'owen']) await api.person(id);
  await api.person('boss', ['override']);
  await registerAgent(api.db, { name: 'drafter', canRevise: true });
  keys = {
    admin: await api.key({ kind: 'admin' }),
    ada: await api.person('ada'),
    bot: await api.key({ kind: 'agent', agent: 'bot', ownerId: 'owen' }),
  };
  const group = (id: string, members: string[]) => api.call('/v1/groups', { method: 'POST', key: keys.admin, body: { id, members } });
  await group('finance', ['ada', 'ben', 'owen']);
  await group('leads', ['lena']);
  const headers = { 'content-type': 'application/yaml' };
  for (const [name, raw] of Object.entries(POLICIES)) {
    const put = await api.call(`/v1/policies/${name}`, { method: 'PUT', key: keys.admin, raw, headers });
    expect([put.status, put.text]).toEqual([200, expect.any(String)]);
  }
  fromMs = now();
  await script();
  period = { from: new Date(fromMs).toISOString() };
}, 60_000);
afterAll(() => api.stop());

describe('the figures of a period', () => {
  test('put each resolved request into exactly one outcome', async () => {
    const { outcomes, resolved, decided, opened, approvalRate } = await stats(period);
    expect(outcomes).toEqual({
      approvedUnchanged: 3, // at once, in two stages, and the one that was taken back and approved again
      approvedEdited: 1,
      approvedRevised: 1,
      rejected: 1,
      denied: 2,
      answered: 1,
      approvedAutomatically: 1,
      refusedByPolicy: 1,
      approvedBySilence: 1,
      timedOut: 1,
      unused: 1,
      overridden: 1,
      withdrawn: 1,
      gaveUp: 1,
    });
    // Nobody has opened the question whether the override was right: that is the relay's work.
    expect({ resolved, decided, opened, approvalRate }).toEqual({ resolved: 17, decided: 9, opened: 18, approvalRate: 5 / 8 });
  });

  test('measure from being asked to the first decision, and to the one that settled it', async () => {
    const { toFirstDecision, toResolution } = await stats(period);
    // 10, 20, 30, 40, 15 (first stage), 5, 10 (taken back later), 35, 10 (sent back): the fifth and the last of nine, sorted.
    expect(minutes(toFirstDecision)).toEqual([9, 15, 40]);
    // 10, 20, 30, 40, 60, 5, 40, 35, 15
    expect(minutes(toResolution)).toEqual([9, 30, 60]);
  });

  test('tell the channels of the decisions that settled them apart', async () => {
    const { channels } = await stats(period);
    expect(channels.map(({ channel, decided, toResolution }) => [channel, decided, minutes(toResolution)])).toEqual([
      ['slack', 4, [4, 10, 40]], // 10, 5, 40, 35
      ['dashboard', 3, [3, 30, 40]], // 20, 30, 40
      ['cli', 1, [1, 60, 60]],
      ['email', 1, [1, 15, 15]],
    ]);
  });

  test('tell types and agents apart', async () => {
    const { types, agents } = await stats(period);
    const pay = types.items.find(({ name }) => name === 'pay.refund');
    expect(types.items[0]).toBe(pay);
    expect(some(pay!.outcomes)).toEqual({
      ...{ approvedUnchanged: 2, approvedEdited: 1, rejected: 1, denied: 1 },
      ...{ timedOut: 1, withdrawn: 1, overridden: 1, unused: 1 },
    });
    expect([pay!.resolved, pay!.approvalRate, minutes(pay!.toResolution)]).toEqual([9, 0.6, [5, 30, 40]]);
    expect(types.items.map(({ name }) => name).sort()).toEqual(
      [null, 'chat.reply', 'deploy.web', 'draft.mail', 'drop.table', 'human.question', 'late.thing', 'note.add', 'pay.refund'].sort(),
    );
    expect(agents).toMatchObject({
      items: [
        { name: 'bot', resolved: 15 },
        { name: 'drafter', resolved: 2 },
      ],
      more: 0,
    });
  });

  test('show what each reviewer was asked and decided, from when they were asked themselves', async () => {
    const { reviewers } = await stats(period);
    const rows = reviewers.items.map(({ person, asked, decided, toDecision, openNow }) => [
      person.id,
      asked,
      decided,
      minutes(toDecision),
      openNow,
    ]);
    expect(rows).toEqual([
      // Nine refunds, a deployment, a chat, a question and a draft; 10, 20, 40, 15, 5, 10 and 10 minutes. Now the second deployment waits for her.
      ['ada', 13, 7, [7, 10, 40], 1],
      ['ben', 13, 3, [3, 40, 50], 1], // 30, 50 and 40
      ['boss', 1, 2, [2, 7, 15], 0], // the override after 7 minutes, though nobody asked him; asked by the ladder 15 minutes before
      // By the ladder of the one that expired, the second stage of the deployment (45 minutes), and the late one.
      ['lena', 3, 1, [1, 45, 45], 0],
    ]);
    // Whose agent it is was never asked, though in the group.
    expect(reviewers.items.map(({ person }) => person.id)).not.toContain('owen');
  });

  test('count deadlines, escalations and what became of the effects', async () => {
    const { timeouts, escalations, effects, unknownNow } = await stats(period);
    expect(timeouts).toEqual({ rejected: 1, approved: 1, escalated: 1 });
    // The ladders of the one that expired and of the unused one that was approved within the hour (none); the late one by ladder and by deadline.
    expect(escalations).toEqual({ requests: 2, steps: 3 });
    expect(effects).toEqual({ executed: 1, failed: 1, unknown: 1, running: 0, waiting: 5 });
    expect(unknownNow).toBe(1);
  });

  test('show what waits now by age, whatever the period', async () => {
    const nothingHappened = await stats({ from: '5m' });
    expect(nothingHappened.undecided.total).toBe(1);
    expect(nothingHappened.undecided.byAge.map(({ count }) => count)).toEqual([0, 1, 0, 0, 0, 0]);
    expect(Math.round((now() - Date.parse(nothingHappened.undecided.oldestAt ?? '')) / MINUTE_MS)).toBe(90);
    expect(nothingHappened).toMatchObject({ resolved: 0, decided: 0, opened: 0, approvalRate: null, channels: [], types: { items: [] } });
    expect(nothingHappened.toResolution).toEqual({ count: 0, p50Ms: null, p90Ms: null });
  });

  test('leave out what was resolved before or after', async () => {
    const until = new Date(fromMs + 65 * MINUTE_MS).toISOString();
    // Resolved after 10, 30 and 60 minutes; the fourth was opened at 60 and sent back after 100.
    const first = await stats({ ...period, to: until });
    expect([some(first.outcomes), first.opened]).toEqual([{ approvedUnchanged: 1, approvedEdited: 1, denied: 1 }, 4]);
    expect((await stats({ from: until })).resolved).toBe(14);
  });

  test('are those of one type or one agent where asked for', async () => {
    const deploys = await stats({ ...period, type: 'deploy.web' });
    expect(deploys).toMatchObject({
      resolved: 1,
      opened: 2,
      undecided: { total: 1 },
      unknownNow: 1,
      effects: { unknown: 1 },
      escalations: { steps: 0 },
    });
    expect(deploys.reviewers.items.map(({ person, asked, openNow }) => [person.id, asked, openNow])).toEqual([
      ['ada', 1, 1],
      ['lena', 1, 0],
      ['ben', 1, 1],
    ]);
    expect(await stats({ ...period, agent: 'somebody' })).toMatchObject({ resolved: 0, opened: 0, undecided: { total: 0 } });
  });

  test('fall on local days', async () => {
    for (const timeZone of ['UTC', 'Pacific/Auckland', 'America/Los_Angeles']) {
      const { days, resolved, opened } = await stats({ ...period, timeZone });
      const local = (ms: number) => new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(ms);
      expect([days[0]?.date, days.at(-1)?.date]).toEqual([local(fromMs), local(now())]);
      const sum = (of: (day: Stats['days'][number]) => number) => days.reduce((total, day) => total + of(day), 0);
      expect(sum((day) => day.opened)).toBe(opened);
      expect(sum(({ approved, rejected, automatic, timedOut, other }) => approved + rejected + automatic + timedOut + other)).toBe(
        resolved,
      );
      // The first request was approved ten minutes after the start.
      const first = days.find(({ date }) => date === local(fromMs + 10 * MINUTE_MS));
      expect(first?.approved).toBeGreaterThan(0);
    }
  });
});

describe('whoever asks', () => {
  test('is a person or an administrator, never an agent', async () => {
    await stats(period, keys.admin);
    expect(await api.call('/v1/stats', { key: keys.bot })).toMatchObject({ status: 403, json: { code: 'forbidden' } });
  });

  test.each([
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, 'timeZone'],
    ['an offset for a zone', { timeZone: '+01:00' }, 'timeZone'],
    ['no time', { from: 'yesterday' }, 'from'],
    ['a date without a time', { from: '2026-01-01' }, 'from'],
    ['a period that is empty', { from: '2026-01-01T00:00:00Z', to: '2026-01-01T01:00:00+01:00' }, 'from'],
    ['a parameter that is not known', { since: '1h' }, 'since'],
    ['a start in the future', { from: '2999-01-01T00:00:00Z' }, 'from'],
    ['more than 400 days', { from: '2020-01-01T00:00:00Z' }, 'from'],
  ])('is refused for %s', async (_, query, field) => {
    const answer = await api.call(`/v1/stats?${new URLSearchParams(query as unknown as Record<string, string>).toString()}`, {
      key: keys.ada,
    });
    expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_query', field } });
  });
});
