import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createPush, type Push } from '../../src/channels/push/push.js';
import { newVapidPrivateKey, vapidOf } from '../../src/channels/push/vapid.js';
import type { Delivery } from '../../src/channels/channel.js';
import type { RequestView } from '../../src/contracts/view.js';
import { findSubscription, listDevices, saveSubscription } from '../../src/ledger/push-subscriptions.js';
import { updatePerson } from '../../src/ledger/people.js';
import { channelContract } from '../support/channel-contract.js';
import { addPerson, openTestLedger, type LedgerFixture } from '../support/ledger-fixture.js';
import { sampleAction, sampleAwaiting, sampleDecision, samplePlan, sampleView } from '../support/sample-views.js';
import { startPushService, type PushService, type Subscription } from './push-service.js';

const vapid = vapidOf(newVapidPrivateKey(), 'mailto:operators@example.com');
const signal = new AbortController().signal;

async function openBrowser(ledger: LedgerFixture, service: PushService, personId: string) {
  const browser = service.subscribe(vapid.publicKey);
  return { browser, id: (await saveSubscription(ledger.db, rowOf(browser, personId))).id };
}

const rowOf = ({ endpoint, keys, vapidKey }: Subscription, personId: string) => ({
  ...{ personId, endpoint, vapidKey, ...keys },
  label: 'Phone',
  sessionHash: null,
});

/** What stands on the device: one notification for each tag, the last one shown. */
function standing(service: PushService, endpoint: string): string[] {
  return [...new Map(service.received(endpoint).map(({ payload }) => [payload.tag, `${payload.title}\n${payload.body}`])).values()];
}

channelContract('push', async () => {
  const ledger = await openTestLedger();
  const service = await startPushService();
  await addPerson(ledger.db, 'ada');
  const { browser, id } = await openBrowser(ledger, service, 'ada');
  const { channel } = createPush({ db: ledger.db, vapid, allowPrivate: true, clock: Date.now });
  const resolution = {
    outcome: 'approved',
    by: 'people',
    people: ['ben'],
    reason: '',
    revision: 1,
    digest: null,
    at: '',
    answer: null,
  } as const;
  return {
    channel,
    target: id,
    kind: 'card',
    views: [
      sampleView(),
      sampleView({ status: 'approved', awaiting: null, resolution: { ...resolution, people: [...resolution.people] }, move: 2 }),
    ],
    onlySecond: 'No longer waiting',
    limit: (seconds) => service.misbehave({ status: 429, headers: { 'retry-after': String(seconds) } }),
    serverError: () => service.misbehave({ status: 503 }),
    loseAnswer: () => service.misbehave('lost'),
    refuse: () => service.misbehave({ status: 413 }),
    shown: () => Promise.resolve(standing(service, browser.endpoint)),
    reset: () => Promise.resolve(service.clear()),
    close: async () => {
      await service.close();
      await ledger.close();
    },
  };
});

describe('notifications', () => {
  let ledger: LedgerFixture;
  let service: PushService;
  let push: Push;
  let browser: Subscription;
  let id: string;
  let nowMs = Date.parse('2026-03-02T10:00:00Z');
  beforeAll(async () => {
    ledger = await openTestLedger();
    // The signature's time is the library's own; the deadline's is ours.
    service = await startPushService();
    for (const person of ['ada', 'ben']) await addPerson(ledger.db, person);
    push = createPush({ db: ledger.db, vapid, allowPrivate: true, clock: () => nowMs });
  });
  afterAll(async () => {
    await service.close();
    await ledger.close();
  });
  beforeEach(async () => {
    service.clear();
    nowMs = Date.parse('2026-03-02T10:00:00Z');
    ({ browser, id } = await openBrowser(ledger, service, 'ada'));
  });

  const small = { amount: 12, order: 'A-1' };
  const low = (over: Partial<RequestView> = {}, action: Parameters<typeof sampleAction>[0] = {}) =>
    sampleView({ plan: samplePlan({ risk: 'low' }), ...over }, [
      sampleAction({ risk: 'low', title: 'Refund 12 EUR', args: small, ...action }),
    ]);
  const delivery = (over: Partial<Delivery> = {}): Delivery => ({
    ...{ id: 'dlv_1', kind: 'card', topic: '', refs: [], target: id, message: null, card: null, attempts: 1, createdAt: new Date() },
    ...over,
  });
  const deliver = (view: RequestView, over: Partial<Delivery> = {}) => push.channel.deliver(delivery(over), view, signal);
  async function shownOf(view: RequestView, over: Partial<Delivery> = {}) {
    const result = await deliver(view, over);
    if (result.kind !== 'delivered') throw new Error(JSON.stringify({ result, why: service.refusals }));
    return { message: result.message, last: service.received(browser.endpoint).at(-1) };
  }

  it('offer approve and deny where the risk is low and all of the action is shown', async () => {
    const { last } = await shownOf(low());
    expect(last?.payload).toMatchObject({
      kind: 'ask',
      title: 'Approve? Refund 12 EUR',
      body: 'payments.refund, low risk\namount: 12, order: "A-1"',
      decide: { personId: 'ada', revision: 1, digest: low().digest },
      path: `/r/${low().id}`,
    });
    expect(last?.bytes).toBeLessThan(4096);
  });

  const longText = 'x'.repeat(121);
  it.each([
    ['of higher risk', () => sampleView()],
    ['whose plan says a higher risk than the action', () => low({ plan: samplePlan({ risk: 'medium' }) })],
    ['too long to be shown whole', () => low({}, { args: { note: longText } })],
    ['with a title too long to be shown whole', () => low({}, { title: 'Refund '.repeat(10) })],
    ['with a hidden character', () => low({}, { args: { order: 'A\u202e1' } })],
    ['with letters that look like others', () => low({}, { args: { to: 'p\u0430ypal' } })],
    ['with letters that change the order of what is shown', () => low({}, { args: { to: '\u05d0', amount: 12 } })],
    ['that are questions', () => low({}, { type: 'human.question', args: { question: 'Why?' } })],
    ['where the policy wants a comment with a denial', () => low({ plan: samplePlan({ risk: 'low', requireComment: ['deny'] }) })],
    [
      'that somebody else has taken',
      () => low({ awaiting: sampleAwaiting({ claims: [{ by: { id: 'ben', name: 'Ben' }, until: '2026-03-02T11:00:00Z' }] }) }),
    ],
  ])('only lead to the page for requests %s', async (_what, view) => {
    const { last } = await shownOf(view());
    expect(last?.payload).toMatchObject({ kind: 'ask', decide: null });
  });

  it('say nothing of the arguments where they cannot be decided from there', async () => {
    const { last } = await shownOf(sampleView());
    expect(JSON.stringify(last?.payload)).not.toContain('Goods arrived broken');
  });

  it('ring once when new, replace quietly, and ring again with a reminder', async () => {
    const first = await shownOf(low());
    expect(first.last?.payload.ring).not.toBeNull();
    const changed = low({ deadlineAt: '2026-03-02T16:00:00.000Z', move: 2 });
    const second = await shownOf(changed, { message: first.message });
    expect(second.last?.payload).toMatchObject({ ring: null, deadlineAt: '2026-03-02T16:00:00.000Z', tag: first.last?.payload.tag });
    const reminder = await shownOf(changed, { id: 'dlv_2', kind: 'reminder', message: null, card: second.message });
    expect(reminder.last?.payload).toMatchObject({ kind: 'ask', tag: first.last?.payload.tag });
    expect(reminder.last?.payload.ring).not.toBe(first.last?.payload.ring);
    expect(reminder.last?.payload.ring).not.toBeNull();
  });

  it('are not sent again where a move changes nothing that they say', async () => {
    const { message } = await shownOf(low());
    await shownOf(low({ move: 7 }), { message });
    expect(service.received(browser.endpoint)).toHaveLength(1);
  });

  it('say quietly that it is decided, once, and only where they had asked', async () => {
    const over = low({ status: 'executed', awaiting: null, move: 5 });
    await shownOf(over);
    expect(service.received(browser.endpoint)).toHaveLength(0);
    const { message } = await shownOf(low());
    const closed = await shownOf(over, { message });
    expect(closed.last?.payload).toMatchObject({ kind: 'settled', ring: null, decide: null, title: 'No longer waiting: Refund 12 EUR' });
    await shownOf(low({ status: 'failed', awaiting: null, move: 6 }), { message: closed.message });
    expect(service.received(browser.endpoint)).toHaveLength(2);
  });

  it('settle for whoever has decided, while others are still asked', async () => {
    const { message } = await shownOf(low());
    const decisions = [sampleDecision({ by: { id: 'ada', name: 'Ada' } })];
    const { last } = await shownOf(low({ decisions, awaiting: sampleAwaiting({ filled: 1 }), move: 2 }), { message });
    expect(last?.payload).toMatchObject({ kind: 'settled', title: 'You approved: Refund 12 EUR', body: '1 of 2. Others are still asked.' });
  });

  it('ask again after a vote was taken back, with ids of their own', async () => {
    const first = await shownOf(low());
    const [by, at] = [{ id: 'ada', name: 'Ada' }, '2026-03-02T10:15:00.000Z'];
    const voted = [sampleDecision({ by, at })];
    const settled = await shownOf(low({ decisions: voted, move: 2 }), { message: first.message });
    const back = await shownOf(low({ decisions: [...voted, sampleDecision({ by, at, verb: 'retract', decisionId: 'd2' })], move: 3 }), {
      message: settled.message,
    });
    expect(back.last?.payload).toMatchObject({ kind: 'ask', decide: { personId: 'ada' } });
    expect(back.last?.payload.decide?.decisionIds.approve).not.toBe(first.last?.payload.decide?.decisionIds.approve);
  });

  it('carry the same decision ids on all devices of a person, and other ones for other people', async () => {
    const second = await openBrowser(ledger, service, 'ada');
    const other = await openBrowser(ledger, service, 'ben');
    const ids = [];
    for (const { endpoint, target } of [
      { endpoint: browser.endpoint, target: id },
      { endpoint: second.browser.endpoint, target: second.id },
      { endpoint: other.browser.endpoint, target: other.id },
    ]) {
      await shownOf(low(), { target });
      ids.push(service.received(endpoint).at(-1)?.payload.decide?.decisionIds);
    }
    expect(ids[0]).toEqual(ids[1]);
    expect(ids[2]).not.toEqual(ids[0]);
    expect(ids[0]?.approve).not.toBe(ids[0]?.deny);
  });

  it('ring for whoever is asked and whoever stands in, and not for who is away', () => {
    const person = { name: '', email: null, groups: [], timeZone: null, hours: null, away: false, standsInFor: [] };
    const place = (subject: string) => [
      { channel: 'slack', tenant: 'T1', subject: 'U1' },
      { channel: 'push', tenant: '', subject },
    ];
    const addressees = {
      refs: ['person:ada', 'person:ben'],
      people: [
        { ...person, id: 'ada', away: true, identities: place('psh_ada') },
        { ...person, id: 'ben', identities: place('psh_ben') },
        { ...person, id: 'cleo', standsInFor: ['ada'], identities: place('psh_cleo') },
      ],
      groups: [],
    };
    expect(push.channel.targets(addressees, low(), null)).toEqual(['psh_ben', 'psh_cleo'].map((target) => ({ target, kind: 'card' })));
    expect(push.channel.direct(addressees)).toEqual(['psh_ada', 'psh_ben']);
  });

  it('never ask people about their own request', async () => {
    await shownOf(low({ requester: { id: 'ada', name: 'Ada' } }));
    expect(service.received(browser.endpoint)).toHaveLength(0);
  });

  it('wait at the push service until the deadline and no longer, and hurry for high risk', async () => {
    const { last } = await shownOf(low());
    expect(last).toMatchObject({ ttl: 4 * 3_600, urgency: 'normal', topic: expect.stringMatching(/^[\w-]{32}$/) });
    const high = sampleView({ deadlineAt: null }, [sampleAction({ risk: 'critical' })]);
    expect((await shownOf(high, { id: 'dlv_3' })).last).toMatchObject({ ttl: 7 * 86_400, urgency: 'high', topic: last?.topic });
    nowMs = Date.parse('2026-03-03T10:00:00Z');
    expect((await shownOf(low(), { id: 'dlv_4' })).last?.ttl).toBe(60);
  });

  it.each([404, 410])('end with the subscription that the push service no longer knows (%d)', async (status) => {
    if (status === 410) service.drop(browser.endpoint);
    else service.misbehave({ status });
    expect(await deliver(low())).toEqual({ kind: 'failed', error: expect.stringContaining('was removed') });
    expect(await findSubscription(ledger.db, id)).toBeUndefined();
    // The next move finds nothing to do there.
    expect(await deliver(low())).toMatchObject({ kind: 'delivered' });
  });

  it('end for browsers that were opened with an earlier key of ours', async () => {
    const later = createPush({
      db: ledger.db,
      vapid: vapidOf(newVapidPrivateKey(), vapid.subject),
      allowPrivate: true,
      clock: () => nowMs,
    });
    expect(await later.channel.deliver(delivery(), low(), signal)).toMatchObject({
      kind: 'failed',
      error: expect.stringContaining('earlier key'),
    });
    expect(await findSubscription(ledger.db, id)).toBeUndefined();
  });

  it('stay away from people who are not active any more', async () => {
    await updatePerson(ledger.db, 'ada', { active: false });
    await shownOf(low());
    await updatePerson(ledger.db, 'ada', { active: true });
    expect(service.received(browser.endpoint)).toHaveLength(0);
  });

  it('never call an address inside, nor one without TLS', async () => {
    const strict = createPush({ db: ledger.db, vapid, allowPrivate: false, clock: () => nowMs });
    expect(await strict.channel.deliver(delivery(), low(), signal)).toEqual({
      kind: 'failed',
      error: 'push service not called: only https is called',
    });
    const inside = await saveSubscription(ledger.db, rowOf({ ...browser, endpoint: 'https://127.0.0.1:1/x' }, 'ada'));
    expect(await strict.channel.deliver(delivery({ target: inside.id }), low(), signal)).toEqual({
      kind: 'failed',
      error: 'push service not called: 127.0.0.1 is not a public address',
    });
    expect(service.received(browser.endpoint)).toHaveLength(0);
  });

  it('belong to one person: the next who uses the browser gets nothing of the last', async () => {
    const next = await saveSubscription(ledger.db, rowOf(browser, 'ben'));
    expect(next.id).not.toBe(id);
    expect(await findSubscription(ledger.db, id)).toBeUndefined();
    expect((await listDevices(ledger.db, 'ada')).map((device) => device.id)).not.toContain(id);
    await shownOf(low());
    expect(service.received(browser.endpoint)).toHaveLength(0);
  });

  it('stay the same place when the browser says again where it is', async () => {
    expect((await saveSubscription(ledger.db, rowOf(browser, 'ada'))).id).toBe(id);
  });
});
