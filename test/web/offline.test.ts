import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page, Worker } from 'playwright-core';
import type { PushPayload } from '../../src/contracts/push.js';
import type { RequestView } from '../../src/contracts/view.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { until as untilWithin } from '../support/until.js';
import { axe, PHONE, picture, startDashboard, type Dashboard } from './support/dashboard.js';
import { showPush, shownIn, tap, workerOf } from './support/worker.js';

const withBrowser = process.env['COUNTERSIGN_TEST_SKIP_BROWSER'] ? describe.skip : describe;
const until = (holds: () => boolean | Promise<boolean>) => untilWithin(holds, 15_000);

const WAITS = '1 decision waits to be sent.';
const SMALL = 'name: small\nmatch: { types: ["notes.*"] }\nreviewers: [group:reviewers]\ndeadline: 4h\nonTimeout: reject\n';

withBrowser('a phone without a connection', () => {
  let dashboard: Dashboard;
  let line: TcpProxy;
  let url: string;
  let bot: string;
  let grace: string;
  const phones: BrowserContext[] = [];

  beforeAll(async () => {
    dashboard = await startDashboard({ policies: { 'small.yaml': SMALL } });
    const { hostname, port } = new URL(dashboard.service.url);
    line = await startTcpProxy({ host: hostname, port: Number(port) });
    url = `http://${line.address}`;
    bot = await dashboard.service.agentKey('bot');
    grace = await dashboard.person('grace', ['reviewers']);
    await dashboard.person('ada', ['reviewers']);
  });
  afterEach(async () => {
    line.unblock();
    for (const context of phones.splice(0)) await context.close();
  });
  afterAll(async () => {
    await line.close();
    await dashboard.stop();
  });

  async function phone(path: string): Promise<{ context: BrowserContext; page: Page; worker: Worker }> {
    const context = await dashboard.context('ada', { size: PHONE });
    phones.push(context);
    await context.grantPermissions(['notifications']);
    const page = await context.newPage();
    await page.goto(`${url}${path}`);
    return { context, page, worker: await workerOf(context, page) };
  }

  async function open(title: string): Promise<RequestView> {
    const action = { type: 'notes.add', args: { text: title }, title, risk: 'low' };
    const { status, body } = await dashboard.service.call('POST', '/v1/requests', bot, { action });
    if (status !== 201) throw new Error(JSON.stringify(body));
    await until(async () => (await view(body.id as string)).status === 'pending');
    return view(body.id as string);
  }
  const view = async (id: string) =>
    (await dashboard.service.call('GET', `/v1/requests/${id}`, dashboard.service.adminKey)).body as RequestView;
  const approve = (page: Page) => page.getByRole('button', { name: 'Approve', exact: true }).first().click();
  const ready = (page: Page) => page.getByRole('button', { name: 'Approve', exact: true }).first().waitFor();
  /** Nothing is sent by itself for a while: what waits is there to be looked at. */
  const waits = (page: Page) => page.getByText(WAITS).first().waitFor();
  const sent = (page: Page) => page.getByText(WAITS).waitFor({ state: 'detached' });
  const saysOffline = (page: Page) => page.getByRole('heading', { name: 'You are offline' }).waitFor();
  const isOnline = (page: Page) => page.evaluate("dispatchEvent(new Event('online'))");
  const counted = (id: string) => until(async () => (await view(id)).decisions.some((decision) => decision.counted === true));

  async function opened(title: string): Promise<{ request: RequestView; page: Page }> {
    const request = await open(title);
    const { page } = await phone(`/r/${request.id}`);
    return { request, page };
  }
  /** The line is dead when it returns. */
  async function approvedOffline(title: string): Promise<{ request: RequestView; page: Page }> {
    const { request, page } = await opened(title);
    await ready(page);
    line.block();
    await approve(page);
    await waits(page);
    return { request, page };
  }

  /** A payload as the push channel makes it; what is in it is tested there. */
  const asks = ({ id, revision, digest, move, deadlineAt }: RequestView, title: string): PushPayload => ({
    ...{ v: 1, kind: 'ask', tag: id, move, title, body: '', path: `/r/${id}`, ring: 'r', deadlineAt },
    decide: { personId: 'ada', requestId: id, revision, digest: digest ?? '', decisionIds: { approve: `${id}-a`, deny: `${id}-d` } },
  });

  test('opens the application, says so, and shows no data of anybody', async () => {
    const { page } = await opened('Nothing of this is kept');
    await page.getByText('Nothing of this is kept').first().waitFor();
    line.block();
    await page.reload();
    await saysOffline(page);
    expect(await axe(page)).toEqual([]);
    await picture(page, 'offline-phone');
    const kept = await page.evaluate<Record<string, string>>(`(async () => {
      const texts = {};
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const each of await cache.keys()) texts[new URL(each.url).pathname] = await (await cache.match(each)).text();
      }
      return texts;
    })()`);
    expect(
      Object.keys(kept)
        .filter((path) => !/^\/(assets|icons)\//.test(path))
        .sort(),
    ).toEqual(['/manifest.webmanifest', '/shell']);
    expect(Object.keys(kept).filter((path) => /Nothing of this is kept|Ada/.test(kept[path] ?? ''))).toEqual([]);
    expect(kept['/shell']).toContain('<script type="application/json" id="boot">null</script>');
    line.unblock();
    await again(page);
    await page.getByText('Nothing of this is kept').first().waitFor();
  });

  test('still has what was typed, after it was put away in the middle of it', async () => {
    const { page } = await opened('Add a note that needs words');
    const words = page.getByRole('dialog').getByLabel('In your words');
    await page.getByRole('button', { name: 'Reject', exact: true }).first().click();
    await words.fill('Not before the customer has answered');
    line.block();
    await page.reload();
    await saysOffline(page);
    line.unblock();
    await again(page);
    await page.getByRole('button', { name: 'Reject', exact: true }).first().click();
    expect(await words.inputValue()).toBe('Not before the customer has answered');
  });

  test('keeps a decision, shows that it waits, and sends it once', async () => {
    const { request, page } = await approvedOffline('Add a note on the train');
    await picture(page, 'offline-kept-phone');
    // Impatience is no second decision.
    await approve(page);
    await page
      .getByText(/2 decisions wait/)
      .waitFor({ timeout: 1_000 })
      .then(
        () => Promise.reject(new Error('kept twice')),
        () => undefined,
      );
    // The phone is switched off and on.
    await page.reload();
    await saysOffline(page);
    await page.getByRole('link', { name: 'Add a note on the train' }).waitFor();
    line.unblock();
    await again(page);
    await counted(request.id);
    expect((await view(request.id)).decisions).toEqual([expect.objectContaining({ verb: 'approve', counted: true, channel: 'dashboard' })]);
    await sent(page);
  });

  test('sends again what may have arrived, and it stays one decision', async () => {
    const { request, page } = await opened('Add a note twice');
    let lost = 0;
    await page.route('**/decisions', async (route) => {
      if (lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      await route.abort('connectionreset');
    });
    await approve(page);
    await waits(page);
    await isOnline(page);
    await sent(page);
    expect((await view(request.id)).decisions).toHaveLength(1);
  });

  test('never sends what was cancelled', async () => {
    const { request, page } = await approvedOffline('Add a note by mistake');
    await page.getByRole('link', { name: 'Show' }).click();
    await page.getByRole('button', { name: 'Cancel the decision on Add a note by mistake' }).click();
    await page.getByText('Cancelled: it will not be sent').waitFor();
    line.unblock();
    await isOnline(page);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    expect((await view(request.id)).decisions).toEqual([]);
  });

  test('says politely that a decision came too late, and lets it go', async () => {
    const { request, page } = await approvedOffline('Add a note too late');
    await page.getByRole('link', { name: 'Show' }).click();
    await dashboard.service.decide(grace, request, 'deny');
    line.unblock();
    await isOnline(page);
    await page.getByText('It changed nothing. The request was already closed.').waitFor();
    expect(await axe(page)).toEqual([]);
    await picture(page, 'offline-too-late-phone');
    await page.getByRole('button', { name: 'Remove Add a note too late from the list' }).click();
    await page.getByText('Decided offline', { exact: true }).waitFor({ state: 'detached' });
    expect((await view(request.id)).status).toBe('rejected');
  });

  test('keeps what was decided on a notification, and sends it when the browser says that it can', async () => {
    const request = await open('Add a note from the lock screen');
    const { page, worker } = await phone('/settings');
    await showPush(page, worker, asks(request, 'Approve? Add a note'));
    line.block();
    await tap(worker, request.id, 'deny');
    expect((await shownIn(worker))[0]).toMatchObject({ title: 'Kept on this device' });
    await page.close();
    line.unblock();
    await sync(worker);
    await counted(request.id);
    expect((await view(request.id)).decisions).toEqual([
      expect.objectContaining({ verb: 'deny', decisionId: `${request.id}-d`, counted: true }),
    ]);
    expect((await shownIn(worker))[0]).toMatchObject({ title: 'You denied it', tag: request.id });
    // Nothing is left to send.
    await sync(worker);
    expect((await view(request.id)).decisions).toHaveLength(1);
  });
});

/** The page also comes back by itself: then there is no such button any more. */
async function again(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: 'Try again' })
    .click({ timeout: 2_000 })
    .catch(() => undefined);
}

/** The browser has a connection again, and wakes the service worker for it. */
function sync(worker: Worker): Promise<void> {
  return worker.evaluate(async () => {
    const work: Promise<unknown>[] = [];
    const event = Object.assign(new Event('sync'), {
      tag: 'countersign-outbox',
      waitUntil: (promise: Promise<unknown>) => work.push(promise),
    });
    (globalThis as unknown as { dispatchEvent(event: Event): boolean }).dispatchEvent(event);
    await Promise.all(work);
  });
}
