import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RequestView } from '../../src/contracts/view.js';
import type { Status } from '../../src/contracts/status.js';
import { until } from '../support/until.js';
import { startVotesWorld, type VotesWorld } from '../support/votes-world.js';

let world: VotesWorld;
let keys: VotesWorld['keys'];
beforeAll(async () => {
  world = await startVotesWorld();
  ({ keys } = world);
}, 120_000);
afterAll(() => world.service.stop(), 60_000);

const call = (method: string, path: string, key: string, body?: unknown) => world.service.call(method, path, key, body);
const view = async (id: string): Promise<RequestView> =>
  (await call('GET', `/v1/requests/${id}`, world.service.adminKey)).body as RequestView;
const say = (key: string, request: RequestView, verb: string, more: object = {}) => world.service.decide(key, request, verb, more);

async function reaches(id: string, status: Status): Promise<RequestView> {
  await until(async () => (await view(id)).status === status, 20_000);
  return view(id);
}

async function opened(type: string, args: object = { amount: 5, note: 'first' }): Promise<RequestView> {
  const answer = await call('POST', '/v1/requests', keys.bot, { action: { type, args } });
  expect([answer.status, answer.body]).toEqual([201, expect.anything()]);
  return reaches((answer.body as { id: string }).id, 'pending');
}

async function revised(id: string, revision: number): Promise<RequestView> {
  await until(async () => (await view(id)).revision === revision, 20_000);
  return view(id);
}

const permit = (request: RequestView) => call('POST', `/v1/requests/${request.id}/permit`, keys.bot, { digest: request.digest });
const COUNTED = { counted: true, reason: null };
const refusedBecause = (reason: string) => ({ counted: false, reason });

describe('on the running service, over HTTP,', () => {
  test('a request is taken and given back; taking it never stands in the way of a no', async () => {
    const request = await opened('one.thing');
    expect(await say(keys.ada, request, 'claim', { for: '10m' })).toMatchObject(COUNTED);
    const taken = await view(request.id);
    expect(taken.awaiting?.claims).toMatchObject([{ by: { id: 'ada', name: 'Ada' } }]);
    expect(taken.nextTimer?.kind).toBe('claim_over');
    expect(await say(keys.grace, request, 'approve')).toMatchObject(refusedBecause('claimed'));
    expect(await say(keys.ada, request, 'release')).toMatchObject(COUNTED);
    expect((await view(request.id)).awaiting?.claims).toEqual([]);
    await say(keys.ada, request, 'claim');
    expect(await say(keys.grace, request, 'deny')).toMatchObject({ ...COUNTED, status: 'rejected' });
  }, 60_000);

  test('who abstains leaves it to the others; that nobody is left shows, and taking it back mends it', async () => {
    const request = await opened('one.thing');
    await say(keys.ada, request, 'abstain', { comment: 'I wrote that policy' });
    expect((await view(request.id)).awaiting?.missing).toBeNull();
    await say(keys.grace, request, 'abstain');
    expect((await view(request.id)).awaiting?.missing).toEqual([{ stage: 'review', entries: ['group:reviewers'], need: 1 }]);
    const { body } = await call('GET', '/v1/requests?unreachable=true', keys.ada);
    expect((body as { items: { id: string }[] }).items.map(({ id }) => id)).toContain(request.id);
    expect(await say(keys.grace, request, 'retract')).toMatchObject(COUNTED);
    expect((await view(request.id)).awaiting?.missing).toBeNull();
    expect(await say(keys.grace, request, 'approve')).toMatchObject({ ...COUNTED, status: 'approved' });
    // Until the permit is taken the approval can be taken back.
    expect(await say(keys.grace, request, 'retract')).toMatchObject({ ...COUNTED, status: 'pending' });
  }, 60_000);

  test('a place is handed over, and both names stay with the vote', async () => {
    const request = await opened('both.thing');
    expect(await say(keys.lena, request, 'approve')).toMatchObject(refusedBecause('not_eligible'));
    expect(await say(keys.ada, request, 'delegate', { to: 'lena', comment: 'she knows it' })).toMatchObject(COUNTED);
    expect((await view(request.id)).awaiting?.delegations).toEqual([
      { from: { id: 'ada', name: 'Ada' }, to: { id: 'lena', name: 'Lena' } },
    ]);
    expect(await say(keys.ada, request, 'approve')).toMatchObject({ counted: false });
    expect(await say(keys.lena, request, 'approve')).toMatchObject(COUNTED);
    const vote = (await view(request.id)).decisions.findLast(({ verb, counted }) => verb === 'approve' && counted);
    expect(vote).toMatchObject({ by: { id: 'lena' }, onBehalfOf: { id: 'ada', name: 'Ada' } });
  }, 60_000);

  test('a reviewer is put in the place of another, by whoever may', async () => {
    const request = await opened('both.thing');
    const swap = { from: 'person:ada', to: 'person:lena' };
    expect(await say(keys.grace, request, 'reassign', swap)).toMatchObject(refusedBecause('reassign_not_permitted'));
    expect(await say(keys.boss, request, 'reassign', swap)).toMatchObject(COUNTED);
    expect((await view(request.id)).awaiting?.asked).toEqual(['person:lena', 'person:grace']);
    expect(await say(keys.ada, request, 'approve')).toMatchObject(refusedBecause('not_eligible'));
  }, 60_000);

  test('reminders are put off and the deadline is moved, within the bounds of the policy', async () => {
    const request = await opened('one.thing');
    expect(await say(keys.ada, request, 'snooze', { for: '4h' })).toMatchObject(refusedBecause('snooze_refused'));
    expect(await say(keys.ada, request, 'snooze', { for: '2h' })).toMatchObject(COUNTED);
    expect(await say(keys.grace, request, 'extend', { for: '3h' })).toMatchObject(refusedBecause('extension_refused'));
    expect(await say(keys.grace, request, 'extend', { for: '90m' })).toMatchObject(COUNTED);
    const after = await view(request.id);
    expect(after.awaiting).toMatchObject({ snoozes: [{ by: { id: 'ada' } }], extended: { times: 1, ms: 5_400_000 } });
    expect(Date.parse(after.deadlineAt ?? '') - Date.parse(request.deadlineAt ?? '')).toBe(5_400_000);
  }, 60_000);

  test('a question stops the clock until whoever asked for the action answers it', async () => {
    const request = await opened('one.thing');
    const { decisionId } = await say(keys.ada, request, 'ask', { comment: 'Whose is it?' });
    const asked = await view(request.id);
    expect(asked.awaiting).toMatchObject({ questions: [decisionId], paused: { since: expect.any(String) as unknown } });
    expect(asked.nextTimer?.kind).toBe('pause_over');
    const path = `/v1/requests/${request.id}/answers`;
    expect((await call('POST', path, keys.grace, { decisionId, answer: 'Mine.' })).status).toBe(403);
    const answer = { decisionId, answer: 'The shop’s.' };
    expect(await call('POST', path, keys.bot, answer)).toEqual({ status: 200, body: { decisionId } });
    // Sent again after a lost answer it is the same; another one comes too late.
    expect((await call('POST', path, keys.bot, answer)).status).toBe(200);
    expect((await call('POST', path, keys.bot, { decisionId, answer: 'No idea.' })).body).toMatchObject({ code: 'already_answered' });
    expect((await call('POST', path, keys.bot, { ...answer, decisionId: 'other' })).status).toBe(404);
    const answered = await view(request.id);
    expect(answered.awaiting).toMatchObject({ questions: [], paused: null });
    expect(answered.decisions.find((each) => each.decisionId === decisionId)?.answer).toBe('The shop’s.');
  }, 60_000);

  test('a denial within the veto window stops what was approved; a permit before its end is too early', async () => {
    const request = await opened('veto.thing');
    expect(await say(keys.ada, request, 'approve')).toMatchObject({ ...COUNTED, status: 'approved' });
    const approved = await view(request.id);
    expect(approved.runFrom).not.toBeNull();
    const early = await permit(request);
    expect([early.status, early.body]).toMatchObject([
      409,
      { code: 'too_early', details: { status: 'approved', runFrom: approved.runFrom } },
    ]);
    expect(await say(keys.grace, request, 'deny', { comment: 'not today' })).toMatchObject({ ...COUNTED, status: 'rejected' });
    expect((await permit(request)).body).toMatchObject({ code: 'not_approved' });
  }, 60_000);

  test('a denial after the start is kept as an objection, and changes nothing', async () => {
    const request = await opened('one.thing');
    await say(keys.ada, request, 'approve');
    expect((await permit(request)).status).toBe(200);
    expect(await say(keys.grace, request, 'deny', { comment: 'wait' })).toMatchObject({
      ...refusedBecause('too_late'),
      status: 'executing',
    });
    expect((await view(request.id)).decisions.at(-1)).toMatchObject({ verb: 'deny', reason: 'too_late', comment: 'wait' });
  }, 60_000);

  test('votes stay for an edit of what is not material, and are void for one of what is', async () => {
    const request = await opened('three.thing');
    await say(keys.ada, request, 'approve');
    await say(keys.grace, request, 'edit', { args: { amount: 5, note: 'second' } });
    // Ada’s vote stays, and the editor’s own counts.
    expect(await revised(request.id, 2)).toMatchObject({
      status: 'pending',
      awaiting: { filled: 2, need: 3, kept: [{ by: { id: 'ada' }, revision: 1 }] },
    });
    await say(keys.lena, await view(request.id), 'edit', { args: { amount: 500, note: 'second' } });
    expect(await revised(request.id, 3)).toMatchObject({ status: 'pending', awaiting: { filled: 1, need: 3, kept: [] } });
  }, 60_000);

  test('an override of two people waits for the second', async () => {
    const request = await opened('both.thing');
    const body = { resolution: 'approved', digest: request.digest, reason: 'incident 17' };
    const override = (key: string) => call('POST', `/v1/requests/${request.id}/override`, key, body);
    const first = (await override(keys.boss)).body as { decisionId: string };
    const counted = await world.service.intake.receipt(request.id, first.decisionId, 20_000);
    expect(counted).toMatchObject({ kind: 'ok', value: { counted: true, status: 'pending' } });
    expect((await view(request.id)).awaiting?.overrides).toEqual([{ by: { id: 'boss', name: 'Boss' }, reason: 'incident 17' }]);
    await override(keys.chief);
    expect(await reaches(request.id, 'approved')).toMatchObject({ resolution: { by: 'override', people: ['boss', 'chief'] } });
    // Afterwards those who were asked are asked whether it was right.
    await until(async () => (await view(request.id)).followUps.length === 1, 20_000);
    const [lookBack = ''] = (await view(request.id)).followUps;
    expect(await view(lookBack)).toMatchObject({ type: 'human.question', follows: request.id });
  }, 60_000);
});

describe('an outcome that nobody knows', () => {
  async function unknown(): Promise<RequestView> {
    const request = await opened('one.isolate', { host: `web-${Math.random().toString(36).slice(2, 8)}` });
    await say(keys.ada, request, 'approve');
    return reaches(request.id, 'unknown');
  }

  test('is settled with evidence, as having happened', async () => {
    const request = await unknown();
    const { body } = await call('GET', '/v1/requests?status=unknown', keys.ada);
    expect((body as { items: { id: string }[] }).items.map(({ id }) => id)).toContain(request.id);
    const happened = { answer: 'happened', comment: 'the switch shows it' };
    expect(await say(keys.lena, request, 'settle', happened)).toMatchObject(refusedBecause('not_eligible'));
    expect(await say(keys.grace, request, 'settle', { answer: 'happened' })).toMatchObject(refusedBecause('comment_required'));
    expect(await say(keys.grace, request, 'settle', happened)).toMatchObject({ ...COUNTED, status: 'executed' });
  }, 60_000);

  test('is settled as not having happened: the same again, for people to approve again', async () => {
    const request = await unknown();
    const before = world.isolated.length;
    expect(await say(keys.grace, request, 'settle', { answer: 'did_not_happen', comment: 'the port is up' })).toMatchObject(COUNTED);
    const again = await reaches(request.id, 'pending');
    expect(again).toMatchObject({ revision: 2, action: { args: request.action?.args }, awaiting: { filled: 0 } });
    expect(world.isolated).toHaveLength(before);
  }, 60_000);

  test('is taken back by the action’s undo, a request of its own', async () => {
    const request = await unknown();
    expect(await say(keys.grace, request, 'settle', { answer: 'compensate', comment: 'take it back' })).toMatchObject(COUNTED);
    await reaches(request.id, 'executed');
    await until(async () => (await view(request.id)).followUps.length === 1, 20_000);
    const [undo = ''] = (await view(request.id)).followUps;
    expect(await view(undo)).toMatchObject({ type: 'one.restore', follows: request.id, action: { args: request.action?.args } });
  }, 60_000);
});
