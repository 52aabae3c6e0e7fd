import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReviewView, Span } from '../../src/contracts/review.js';
import { createArgsChecker } from '../../src/moves/args-schema.js';
import { describeArgs } from '../support/describe-args.js';
import { Documented, type OpenApiDocument } from './support/documented.js';
import { realIntake } from './support/real-intake.js';
import { startApi, type TestApi } from './support/start-api.js';

// What one person sees of a request, counted by the real rules over a real ledger.
const POLICY = `name: money
match: { types: ["money.*"] }
reviewers: [group:finance, group:controlling]
need: all
escalate: { after: 30m, to: [group:leads] }
deadline: 4h
onTimeout: reject
extend: { upTo: 2h, times: 1 }
`;
const SCHEMA = {
  type: 'object',
  required: ['amount'],
  properties: { amount: { type: 'number' }, customer: { type: 'string' }, note: { type: 'string' } },
};

let api: TestApi;
let admin: string;
let bot: string;
let documented: Documented;
const keys: Record<string, string> = {};

beforeAll(async () => {
  const checkArgs = createArgsChecker();
  api = await startApi(realIntake, { argsProblems: (_type, _version, args) => Promise.resolve(checkArgs(SCHEMA, args)) });
  admin = await api.key({ kind: 'admin' });
  bot = await api.key({ kind: 'agent', agent: 'bot', ownerId: null });
  for (const id of ['ada', 'ben', 'cleo', 'rita', 'zoe']) keys[id] = await api.person(id);
  keys['boss'] = await api.person('boss', ['override', 'assign']);
  const groups = { finance: ['ada', 'ben'], controlling: ['cleo'], leads: ['boss'] };
  for (const [id, members] of Object.entries(groups)) await api.call('/v1/groups', { method: 'POST', key: admin, body: { id, members } });
  const headers = { 'content-type': 'application/yaml' };
  expect((await api.call('/v1/policies/money', { method: 'PUT', key: admin, raw: POLICY, headers })).status).toBe(200);
  await describeArgs(api.db, 'money.refund', SCHEMA);
  documented = new Documented((await api.call('/openapi.json')).json as unknown as OpenApiDocument);
}, 30_000);
afterAll(() => api.stop());

async function opened(args: object, more: object = {}): Promise<string> {
  const action = { type: 'money.refund', title: 'Refund', args, ...more };
  const answer = await api.call('/v1/requests', { method: 'POST', key: bot, body: { action, requester: 'rita' } });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return String(answer.json['id']);
}
async function reviewOf(person: string, id: string): Promise<ReviewView> {
  const answer = await api.call(`/v1/requests/${id}/review`, { key: keys[person] ?? person });
  documented.check('get', '/v1/requests/{id}/review', answer);
  expect(answer.status).toBe(200);
  return answer.json as unknown as ReviewView;
}
async function says(person: string, id: string, verb: string, more: object = {}): Promise<void> {
  const { view } = await reviewOf(person, id);
  const body = { verb, revision: view.revision, digest: view.digest, ...more };
  const answer = await api.call(`/v1/requests/${id}/decisions`, { method: 'POST', key: keys[person] ?? '', body });
  expect([answer.status, answer.json['counted']]).toEqual([200, true]);
}
const words = (spans: readonly Span[]) => spans.map((span) => ('text' in span ? span.text : 'at' in span ? span.at : span.id)).join('');

describe('what one person sees of a request', () => {
  test('is what they may do, why they are asked, and who is still needed', async () => {
    const id = await opened({ amount: 12_000.5, customer: 'Acme' }, { confidence: 0.8, rationale: 'Double charge.' });
    const ada = await reviewOf('ada', id);
    expect(ada.may.verbs).toEqual(expect.arrayContaining(['approve', 'reject', 'deny', 'edit', 'ask', 'delegate', 'claim', 'extend']));
    expect(ada.may).toMatchObject({ nothing: null, noApproval: null, vote: null, withdraw: false, replies: [] });
    expect(ada.whyMe.map(words)).toEqual(['You are asked as one of finance.']);
    expect(words(ada.sentence)).toBe(
      'bot, for Name of rita wants to run money.refund. Once enough people approve, it may run this itself exactly as shown here, once.',
    );
    expect(ada.people.stillNeeded).toBe('2 more: finance or controlling');
    expect(ada.people.ifNobody).toEqual(['after 30m also asks leads']);
    expect(ada.forms).toMatchObject({ schema: SCHEMA, extendMaxMs: 7_200_000, denyHint: 'Final: it does not run' });
    expect(ada.forms.takers.people.map(({ value }) => value)).not.toContain('person:rita');
    expect(ada.clock).toMatchObject({ then: 'then it expires, and does not run', next: { text: 'asks further people' } });
    await says('ada', id, 'approve');
    const cleo = await reviewOf('cleo', id);
    expect(cleo.people.stillNeeded).toBe('1 more: controlling');
    expect(cleo.people.asked.map(({ label, filledBy }) => [label, filledBy])).toEqual([
      ['finance', 'Name of ada'],
      ['controlling', null],
    ]);
    const after = await reviewOf('ada', id);
    expect(after.may.verbs).not.toContain('approve');
    expect(words(after.may.said)).toBe('You approved.');
  });

  test('says why nothing of theirs would count, to strangers, requesters and administrators', async () => {
    const id = await opened({ amount: 1 });
    const zoe = await reviewOf('zoe', id);
    expect([zoe.may.verbs, zoe.may.nothing]).toEqual([[], 'You are not among the people this request asks.']);
    const rita = await reviewOf('rita', id);
    expect([rita.may.verbs, rita.may.withdraw, rita.whyMe.map(words)]).toEqual([[], true, []]);
    const key = await reviewOf(admin, id);
    expect([key.may.verbs, key.may.nothing, key.may.withdraw]).toEqual([[], 'Only people decide.', false]);
    const boss = await reviewOf('boss', id);
    expect(boss.may.verbs.sort()).toEqual(['override', 'reassign']);
    expect(boss.forms.overrides).toEqual(['approved', 'rejected']);
  });

  test('is not for agents, and of no request that there is not', async () => {
    const id = await opened({ amount: 1 });
    expect((await api.call(`/v1/requests/${id}/review`, { key: bot })).status).toBe(403);
    expect((await api.call('/v1/requests/req_01arz3ndektsv4rrffq69g5fav/review', { key: admin })).status).toBe(404);
    expect((await api.call(`/v1/requests/${id}/review`)).status).toBe(401);
  });

  test('shows what changed since they last looked, and since the revision before', async () => {
    const id = await opened({ amount: 5_000, note: 'one\ntwo' });
    expect((await reviewOf('ada', id)).diff).toEqual({ seen: null, previous: null });
    await says('ben', id, 'edit', { args: { amount: 4_000, note: 'one\nthree' }, comment: 'less' });
    await says('cleo', id, 'edit', { args: { amount: 3_000, note: 'one\nthree' }, comment: 'still less' });
    const { diff, view } = await reviewOf('ada', id);
    expect(view.revision).toBe(3);
    expect([diff.seen?.since, diff.previous?.since]).toEqual([1, 2]);
    expect(diff.seen?.changes.toSorted((a, b) => a.path.localeCompare(b.path))).toEqual([
      {
        path: 'amount',
        pieces: [
          { kind: 'del', text: '5000' },
          { kind: 'ins', text: '3000' },
        ],
      },
      {
        path: 'note',
        pieces: [
          { kind: 'same', text: 'one' },
          { kind: 'del', text: 'two' },
          { kind: 'ins', text: 'three' },
        ],
      },
    ]);
    expect(diff.seen?.causes.map(({ by, comment }) => [by, comment])).toEqual([
      ['Name of ben', 'less'],
      ['Name of cleo', 'still less'],
    ]);
    expect(diff.previous?.changes.map(({ path }) => path)).toEqual(['amount']);
  });

  test('gives no approval for what cannot be shown in full, and says so', async () => {
    const id = await opened({ amount: 1, lines: Array.from({ length: 3_000 }, (_, index) => index) });
    const { may, tooLong } = await reviewOf('ada', id);
    expect(tooLong).toContain('values');
    expect(may.verbs).not.toContain('approve');
    expect(may.verbs).toEqual(expect.arrayContaining(['reject', 'deny', 'ask']));
    expect(may.noApproval).toContain('cannot be shown here in full');
  });

  test('marks words that mix alphabets', async () => {
    const id = await opened({ amount: 1, customer: 'p\u0430ypal' });
    expect((await reviewOf('ada', id)).oddWords).toEqual(['p\u0430ypal']);
  });

  test('holds the questions, whom they wait for, and the record in words with its hashes', async () => {
    const id = await opened({ amount: 1 });
    await says('ada', id, 'ask', { comment: 'Which invoice?' });
    const rita = await reviewOf('rita', id);
    expect(rita.questions).toMatchObject([{ text: 'Which invoice?', answer: null, by: { id: 'ada' } }]);
    expect(rita.may.replies).toEqual([rita.questions[0]?.decisionId]);
    expect((await reviewOf('ben', id)).may.replies).toEqual([]);
    const audit = await api.call(`/v1/requests/${id}/audit`, { key: admin });
    const entries = audit.json['entries'] as { seq: number; hash: string }[];
    expect(rita.timeline.map(({ seq, hash }) => ({ seq, hash }))).toEqual(entries.map(({ seq, hash }) => ({ seq, hash })));
    expect(rita.timeline.map((entry) => words(entry.words))).toContain('Name of ada askedWhich invoice?');
  });
});

describe('changed arguments', () => {
  test('are checked against the action’s schema before anybody proposes them, and nothing is recorded', async () => {
    const id = await opened({ amount: 1 });
    const check = async (args: object) => {
      const answer = await api.call(`/v1/requests/${id}/args-check`, { method: 'POST', key: keys['ada'] ?? '', body: { args } });
      documented.check('post', '/v1/requests/{id}/args-check', answer);
      return answer.json;
    };
    expect(await check({ amount: 2 })).toEqual({ problems: [] });
    expect(await check({ amount: 'two' })).toEqual({ problems: [{ field: '/amount', message: 'must be number' }] });
    expect((await reviewOf('ada', id)).view.decisions).toEqual([]);
  });
});

describe('what became of others like it', () => {
  async function decided(args: object, verb: 'approve' | 'deny', comment: string): Promise<string> {
    const id = await opened(args, { type: 'money.payout' });
    if (verb === 'approve') await says('cleo', id, 'approve');
    await says('ada', id, verb, { comment });
    return id;
  }

  test('the nearest earlier decisions come first, with how they ended and what differs', async () => {
    const far = await decided({ amount: 5, customer: 'Other' }, 'approve', 'small');
    const near = await decided({ amount: 900, customer: 'Acme' }, 'deny', 'paid already');
    const id = await opened({ amount: 950, customer: 'Acme' }, { type: 'money.payout' });
    const { similar } = await reviewOf('ada', id);
    expect(similar.map((each) => each.id)).toEqual([near, far]);
    expect(similar[0]).toMatchObject({ status: 'rejected', differs: [{ path: 'amount', then: 900, now: 950 }], same: 1, different: 1 });
    expect(similar.map(({ ended }) => words(ended))).toEqual([
      'Rejected by Name of adapaid already',
      'Approved by Name of cleo, Name of adasmall',
    ]);
  });

  test('an agent’s record counts what people decided, unchanged, edited and rejected; not what is open, not another type', async () => {
    const id = await opened({ amount: 1 }, { type: 'money.gift' });
    expect((await reviewOf('ada', id)).record).toMatchObject({ agent: 'bot', type: 'money.gift', days: 90, decided: 0 });
    const approved = await opened({ amount: 2 }, { type: 'money.gift' });
    await says('ada', approved, 'approve');
    await says('cleo', approved, 'approve');
    const edited = await opened({ amount: 3 }, { type: 'money.gift' });
    await says('ben', edited, 'edit', { args: { amount: 4 } });
    await says('cleo', edited, 'approve');
    const rest = (await reviewOf('ada', edited)).view.status === 'pending';
    if (rest) await says('ada', edited, 'approve');
    const denied = await opened({ amount: 5 }, { type: 'money.gift' });
    await says('ada', denied, 'deny');
    expect((await reviewOf('ada', id)).record).toEqual({
      ...{ agent: 'bot', type: 'money.gift', days: 90, capped: false },
      ...{ decided: 3, unchanged: 1, edited: 1, revised: 0, rejected: 1, failed: 0, unknown: 0 },
    });
    api.advance(91 * 86_400_000);
    expect((await reviewOf('ada', id)).record?.decided).toBe(0);
    api.advance(-91 * 86_400_000);
  });
});
