import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeService } from '../../test/client/fake-service.js';
import { actionOf, decisionOf, idOf, viewOf } from '../../test/client/fake-view.js';
import type { Receipt } from '../../src/contracts/decision.js';
import { Countersign } from './countersign.js';
import { lateObjections } from './objections.js';
import type { Requests } from './requests.js';
import type { Shown } from './verbs.js';

const ID = idOf(1);
let fake: FakeService;
let client: Countersign;
let requests: Requests;
let shown: Shown;

beforeEach(async () => {
  fake = new FakeService();
  client = new Countersign({ url: await fake.start(), apiKey: 'csk_ada' });
  ({ requests } = client);
  fake.set(viewOf(ID, actionOf('payments.refund', { amount: 5 })));
  shown = await requests.get(ID);
});
afterEach(() => fake.stop());

const sent = (path: RegExp) => JSON.parse(fake.calls.findLast((call) => path.test(call.path))?.body ?? 'null') as Record<string, unknown>;

describe('a verb', () => {
  const WORDS: [verb: string, say: () => Promise<Receipt>, body: object][] = [
    ['approve', () => requests.approve(shown), {}],
    ['deny', () => requests.deny(shown, { comment: 'no' }), { comment: 'no' }],
    ['reject', () => requests.reject(shown, { comment: 'less' }), { comment: 'less' }],
    ['edit', () => requests.edit(shown, { amount: 4 }), { args: { amount: 4 } }],
    ['answer', () => requests.answer(shown, 'yes'), { answer: 'yes' }],
    ['ask', () => requests.ask(shown, 'Which customer?'), { comment: 'Which customer?' }],
    ['escalate', () => requests.escalate(shown), {}],
    ['abstain', () => requests.abstain(shown), {}],
    ['retract', () => requests.retract(shown), {}],
    ['delegate', () => requests.delegate(shown, 'grace'), { to: 'grace' }],
    ['reassign', () => requests.reassign(shown, { from: 'group:a', to: 'person:b' }), { from: 'group:a', to: 'person:b' }],
    ['claim', () => requests.claim(shown), {}],
    ['claim', () => requests.claim(shown, { for: '30m', comment: 'mine' }), { for: '30m', comment: 'mine' }],
    ['release', () => requests.release(shown), {}],
    ['snooze', () => requests.snooze(shown, '2h'), { for: '2h' }],
    ['extend', () => requests.extend(shown, '1h'), { for: '1h' }],
    ['settle', () => requests.settle(shown, { found: 'happened', evidence: 'seen' }), { answer: 'happened', comment: 'seen' }],
  ];
  it.each(WORDS)('%s is bound to what was shown, and carries what it must', async (verb, say, body) => {
    expect(await say()).toMatchObject({ counted: true });
    expect(sent(/decisions$/)).toEqual({
      verb,
      revision: 1,
      digest: shown.digest,
      decisionId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      ...body,
    });
  });

  it('counts once, however often it has to be said', async () => {
    fake.fail({ match: /decisions$/, kind: 'loseAnswer' });
    expect(await requests.approve(shown)).toMatchObject({ counted: true });
    expect(fake.count(/decisions$/)).toBe(2);
    expect(fake.only().decisions).toHaveLength(1);
    await requests.claim(shown, { decisionId: 'mine-1' });
    expect(sent(/decisions$/)).toMatchObject({ decisionId: 'mine-1' });
  });

  it('takes an item of the queue for what was shown', async () => {
    const [item] = (await requests.page()).items;
    if (!item) throw new Error('the queue is empty');
    await requests.approve(item);
    expect(sent(/decisions$/)).toMatchObject({ revision: 1, digest: shown.digest });
  });

  it('is refused before it is sent, where nothing has been proposed', async () => {
    await expect(requests.approve({ ...shown, digest: null })).rejects.toThrow(/nothing to decide/);
    expect(fake.count(/decisions$/)).toBe(0);
  });
});

describe('overriding, settling, answering', () => {
  it('overrides what was shown, or a digest by its id', async () => {
    const receipt = { decisionId: 'd', counted: true, reason: null, status: 'approved' };
    fake.extra.set(`POST /v1/requests/${ID}/override`, { status: 200, json: receipt });
    await requests.override(shown, { resolution: 'approved', reason: 'incident 17' });
    expect(sent(/override$/)).toMatchObject({ resolution: 'approved', reason: 'incident 17', digest: shown.digest });
    await requests.override(ID, { resolution: 'rejected', reason: 'r', digest: 'sha256:x', decisionId: 'o-1' });
    expect(sent(/override$/)).toEqual({ resolution: 'rejected', reason: 'r', digest: 'sha256:x', decisionId: 'o-1' });
  });

  it('settles past the people asked by its id', async () => {
    fake.extra.set(`POST /v1/requests/${ID}/settle`, { status: 200, json: { status: 'failed' } });
    expect(await requests.settle(ID, { outcome: 'failed', reason: 'nothing at the bank' })).toEqual({ status: 'failed' });
  });

  it('answers a question, again where the answer was lost', async () => {
    fake.extra.set(`POST /v1/requests/${ID}/answers`, { status: 200, json: { decisionId: 'd1' } });
    fake.fail({ match: /answers$/, kind: 'hangUp' });
    expect(await requests.answerQuestion(ID, { decisionId: 'd1', answer: 'Only staging.' })).toEqual({ decisionId: 'd1' });
    expect(sent(/answers$/)).toEqual({ decisionId: 'd1', answer: 'Only staging.' });
  });

  it('tells denials that came too late from others', () => {
    const late = decisionOf('deny', { decisionId: 'late', counted: false, reason: 'too_late' });
    const stale = decisionOf('deny', { decisionId: 'stale', counted: false, reason: 'stale_revision' });
    expect(lateObjections({ decisions: [decisionOf('approve'), stale, late] })).toEqual([late]);
  });
});

describe('the queue', () => {
  it('is narrowed by who has taken what, and by what cannot be satisfied', async () => {
    await requests.page({ claimed: 'none', unreachable: true, status: ['pending', 'unknown'] });
    const query = new URL(fake.calls.at(-1)?.path ?? '', 'http://fake').searchParams;
    expect(Object.fromEntries(query)).toEqual({ claimed: 'none', unreachable: 'true', status: 'pending,unknown' });
  });
});

describe('trying policies', () => {
  it('sends the action and the drafts, and gives the plan', async () => {
    fake.extra.set('POST /v1/policies/try', { status: 200, json: { result: 'refused', at: '', code: 'rationale_required', message: 'm' } });
    const trial = {
      action: { type: 'a.b', args: {} },
      at: '2026-12-24T20:00:00+01:00',
      policies: [{ name: 'p', onTimeout: 'reject' as const }],
    };
    expect(await client.policies.try(trial)).toMatchObject({ result: 'refused', code: 'rationale_required' });
    expect(sent(/try$/)).toEqual(trial);
  });
});
