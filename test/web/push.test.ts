import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page, Worker } from 'playwright-core';
import type { PushPayload } from '../../src/contracts/push.js';
import type { RequestView } from '../../src/contracts/view.js';
import { startPushService, type PushService, type Subscription } from '../push/push-service.js';
import { until as untilWithin } from '../support/until.js';
import { axe, PHONE, picture, startDashboard, type Dashboard } from './support/dashboard.js';
import { deliverPush, showPush, shownIn, tap, workerOf } from './support/worker.js';

const withBrowser = process.env['COUNTERSIGN_TEST_SKIP_BROWSER'] ? describe.skip : describe;

/** Browsers on a busy machine take their time. */
const until = (holds: () => boolean | Promise<boolean>) => untilWithin(holds, 15_000);

const SMALL = 'name: small\nmatch: { types: ["notes.*"] }\nreviewers: [group:reviewers]\ndeadline: 4h\nonTimeout: reject\n';

withBrowser('notifications on a phone', () => {
  let dashboard: Dashboard;
  let service: PushService;
  let bot: string;
  let grace: string;
  const subscriptions: Subscription[] = [];
  const phones: BrowserContext[] = [];

  beforeAll(async () => {
    service = await startPushService();
    dashboard = await startDashboard({ policies: { 'small.yaml': SMALL } });
    bot = await dashboard.service.agentKey('bot');
    grace = await dashboard.person('grace', ['reviewers']);
  });
  // One phone at a time: each is a browser that goes on working.
  afterEach(async () => {
    for (const context of phones.splice(0)) await context.close();
  });
  afterAll(async () => {
    await dashboard.stop();
    await service.close();
  });

  /** A phone of that person. No push service of the world is called: the browser's part of a subscription is the test's. */
  async function phoneOf(personId: string): Promise<{ context: BrowserContext; page: Page }> {
    await dashboard.person(personId, ['reviewers']);
    const context = await dashboard.context(personId, { size: PHONE });
    phones.push(context);
    await context.grantPermissions(['notifications']);
    await context.exposeFunction('subscribeAtTest', (vapidKey: string) => {
      const made = service.subscribe(vapidKey);
      subscriptions.push(made);
      return { endpoint: made.endpoint, keys: made.keys };
    });
    await context.addInitScript(standIn);
    const page = await context.newPage();
    await page.goto(`${dashboard.service.url}/settings`);
    return { context, page };
  }

  async function turnedOn(personId: string): Promise<{ context: BrowserContext; page: Page; worker: Worker; endpoint: string }> {
    const { context, page } = await phoneOf(personId);
    const worker = await workerOf(context, page);
    await page.getByRole('button', { name: 'Turn on in this browser' }).click();
    await page.getByText('They are on in this browser.').waitFor();
    return { context, page, worker, endpoint: subscriptions.at(-1)?.endpoint ?? '' };
  }

  async function open(args: object, title: string, more: object = {}): Promise<RequestView> {
    const { status, body } = await dashboard.service.call('POST', '/v1/requests', bot, {
      action: { type: 'notes.add', args, title, risk: 'low', ...more },
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return view(body.id as string);
  }
  const view = async (id: string) =>
    (await dashboard.service.call('GET', `/v1/requests/${id}`, dashboard.service.adminKey)).body as RequestView;

  /** The last message about a request that the push service took for that browser, once it is as wanted. */
  async function pushed(endpoint: string, id: string, wanted: (payload: PushPayload) => boolean = () => true): Promise<PushPayload> {
    const find = () => service.received(endpoint).findLast(({ payload }) => payload.tag === id)?.payload;
    await until(() => {
      const last = find();
      return last !== undefined && wanted(last);
    });
    return find() as PushPayload;
  }

  test('are turned on, tested and turned off on the settings page, which axe finds nothing wrong with', async () => {
    const { page, endpoint } = await turnedOn('ada');
    expect(await axe(page)).toEqual([]);
    await picture(page, 'settings-phone');
    await page.getByRole('button', { name: /^Send a test to Chrome/ }).click();
    await until(() => service.received(endpoint).some(({ payload }) => payload.title === 'Notifications work'));
    const box = await page.getByRole('button', { name: /^Turn off on/ }).boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    await page.getByRole('button', { name: /^Turn off on/ }).click();
    await page.getByRole('button', { name: 'Turn on in this browser' }).waitFor();
    expect(await dashboard.service.db.selectFrom('push_subscriptions').select('id').where('person_id', '=', 'ada').execute()).toEqual([]);
  });

  test('decide a small request with one tap, and a double tap is one decision', async () => {
    const { page, worker, endpoint } = await turnedOn('ben');
    const request = await open({ text: 'hello' }, 'Add a note');
    const payload = await pushed(endpoint, request.id);
    await showPush(page, worker, payload);
    expect(await shownIn(worker)).toHaveLength(1);
    expect(await shownIn(worker)).toEqual([
      {
        title: 'Approve? Add a note',
        body: expect.stringMatching(/^notes\.add, low risk\ntext: "hello"\nDecide by /),
        tag: request.id,
        silent: false,
        actions: ['approve', 'deny'],
      },
    ]);
    await tap(worker, request.id, 'approve', 2);
    await until(async () => (await view(request.id)).decisions.some(({ counted }) => counted === true));
    const { decisions } = await view(request.id);
    expect(decisions.map(({ verb, by, channel, decisionId }) => ({ verb, by: by.id, channel, decisionId }))).toEqual([
      { verb: 'approve', by: 'ben', channel: 'dashboard', decisionId: payload.decide?.decisionIds.approve },
    ]);
    expect(await shownIn(worker)).toEqual([
      expect.objectContaining({ title: 'You approved it', tag: request.id, actions: [], silent: true }),
    ]);
  });

  test('say why it did not count where somebody was faster, and close when it is decided elsewhere', async () => {
    const { page, worker, endpoint } = await turnedOn('cleo');
    const request = await open({ text: 'twice' }, 'Add a second note');
    const payload = await pushed(endpoint, request.id);
    await showPush(page, worker, payload);
    await dashboard.service.decide(grace, request, 'deny');
    await tap(worker, request.id, 'approve');
    expect((await shownIn(worker))[0]).toMatchObject({ title: 'It did not count', body: expect.stringContaining('already closed') });
    const settled = await pushed(endpoint, request.id, ({ kind }) => kind === 'settled');
    await deliverPush(page, settled);
    await until(async () => (await shownIn(worker))[0]?.title.startsWith('No longer waiting') === true);
    expect(await shownIn(worker)).toEqual([expect.objectContaining({ actions: [], silent: true, body: 'Rejected by Grace.' })]);
    // Messages may overtake each other: what asked comes too late.
    await deliverPush(page, payload);
    await deliverPush(page, { ...settled, tag: 'other' });
    await until(async () => (await shownIn(worker)).some(({ tag }) => tag === 'other'));
    expect((await shownIn(worker)).find(({ tag }) => tag === request.id)?.title).toMatch(/^No longer waiting/);
  });

  test('have no buttons for what is not shown in full, and a tap leads an open page there', async () => {
    const { page, worker, endpoint } = await turnedOn('dan');
    const request = await open({ text: 'x'.repeat(400) }, 'Add a long note');
    await showPush(page, worker, await pushed(endpoint, request.id));
    expect(await shownIn(worker)).toHaveLength(1);
    expect((await shownIn(worker))[0]).toMatchObject({ title: 'Waits for you: Add a long note', actions: [] });
    await tap(worker, request.id, '');
    await page.waitForURL(`**/r/${request.id}`);
  });

  test('ask to sign in where the session is over, and decide nothing', async () => {
    const { context, page, worker, endpoint } = await turnedOn('eve');
    const request = await open({ text: 'late' }, 'Add a late note');
    await showPush(page, worker, await pushed(endpoint, request.id));
    expect(await shownIn(worker)).toHaveLength(1);
    await context.clearCookies();
    await tap(worker, request.id, 'approve');
    expect((await shownIn(worker))[0]).toMatchObject({ title: 'Please sign in' });
    expect((await view(request.id)).decisions).toEqual([]);
  });

  test('decide nothing for somebody else who is signed in there', async () => {
    const { page, worker, endpoint } = await turnedOn('finn');
    const request = await open({ text: 'whose' }, 'Add a note of somebody');
    const payload = await pushed(endpoint, request.id);
    await showPush(page, worker, { ...payload, decide: payload.decide && { ...payload.decide, personId: 'grace' } });
    expect(await shownIn(worker)).toHaveLength(1);
    await tap(worker, request.id, 'approve');
    expect((await shownIn(worker))[0]).toMatchObject({
      title: 'Nothing was decided',
      body: expect.stringContaining('Finn is signed in here'),
    });
    expect((await view(request.id)).decisions).toEqual([]);
  });

  test('end with signing out: on this browser, and everywhere', async () => {
    const first = await turnedOn('gus');
    await first.page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await first.page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await first.page.waitForURL('**/sign-in');
    expect(await dashboard.service.db.selectFrom('push_subscriptions').select('id').where('person_id', '=', 'gus').execute()).toEqual([]);
  });
});

/** Runs in the page, before it: the browser's own push service is not there. */
function standIn(): void {
  type Made = { endpoint: string; keys: { p256dh: string; auth: string } };
  const page = globalThis as unknown as {
    PushManager?: { prototype: Record<string, unknown> };
    subscribeAtTest(key: string): Promise<Made>;
    localStorage?: { getItem(name: string): string | null; setItem(name: string, text: string): void; removeItem(name: string): void };
    atob(text: string): string;
  };
  const { PushManager, localStorage } = page;
  if (!PushManager || !localStorage) return;
  const subscriptionOf = (made: Made & { key: string }) => ({
    endpoint: made.endpoint,
    options: {
      applicationServerKey: Uint8Array.from(page.atob(made.key.replace(/-/g, '+').replace(/_/g, '/')), (each) => each.charCodeAt(0)).buffer,
    },
    toJSON: () => ({ endpoint: made.endpoint, keys: made.keys }),
    unsubscribe: () => Promise.resolve(localStorage.removeItem('test-subscription')),
  });
  PushManager.prototype['getSubscription'] = () => {
    const text = localStorage.getItem('test-subscription');
    return Promise.resolve(text === null ? null : subscriptionOf(JSON.parse(text) as Made & { key: string }));
  };
  PushManager.prototype['subscribe'] = async ({ applicationServerKey }: { applicationServerKey: string }) => {
    const made = { ...(await page.subscribeAtTest(applicationServerKey)), key: applicationServerKey };
    localStorage.setItem('test-subscription', JSON.stringify(made));
    return subscriptionOf(made);
  };
}
