import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { RequestView } from '../../src/contracts/view.js';
import { until } from '../support/until.js';
import { axe, DESKTOP, PHONE, picture, startDashboard, type Dashboard } from './support/dashboard.js';
import { INBOX_POLICIES, open, openScenes, refund, type Opened } from './support/inbox-scenes.js';

// Guarded, because a machine without a browser can still run everything else.
const withBrowser = process.env['COUNTERSIGN_TEST_SKIP_BROWSER'] ? describe.skip : describe;
/** Calls for a page of the list. */
const LISTS = /\/v1\/requests\?/;
/** What is decided in one place shows in all others within that. */
const CONVERGED = { timeout: 2_000 };

withBrowser('the inbox', () => {
  let dashboard: Dashboard;
  let agent: string;
  let ada: string;
  let n = 0;

  beforeAll(async () => {
    dashboard = await startDashboard({ policies: INBOX_POLICIES });
    ada = await dashboard.person('ada', ['finance']);
    agent = await dashboard.service.agentKey('support-bot');
  });
  afterAll(async () => {
    await dashboard.stop();
  });

  /** A person of their own for each test, with a queue that nobody else works on. */
  async function reviewer(): Promise<{ id: string; key: string; ask: (amount: number, more?: object) => Promise<Opened> }> {
    n += 1;
    const id = `rita${n}`;
    const key = await dashboard.person(id, [`${id}s`]);
    return { id, key, ask: (amount, more) => open(dashboard.service, agent, refund(amount, { ...more, type: `${id}.refund` })) };
  }
  async function view(id: string): Promise<RequestView> {
    return (await dashboard.service.call('GET', `/v1/requests/${id}`, ada)).body as RequestView;
  }
  /** A reviewer's effort: clicks, taps, keys. */
  function effort(): { count: number; act: (done: Promise<unknown>) => Promise<void> } {
    const counter = {
      count: 0,
      async act(done: Promise<unknown>) {
        counter.count += 1;
        await done;
      },
    };
    return counter;
  }
  const preview = (page: Page, title: string) => page.locator('.preview').getByRole('heading', { name: title });
  const card = (page: Page, { id }: Opened) => page.locator(`.inbox-card[data-id="${id}"]`);
  const row = (page: Page, { id }: Opened) => page.locator(`.inbox-row[data-id="${id}"]`);
  const toast = (page: Page, text: string | RegExp) => page.locator('.toast').getByText(text);

  test('approves with one click what the preview shows, and goes on to the next', async () => {
    const { id, ask } = await reviewer();
    const older = await ask(101);
    const newer = await ask(102);
    const page = await dashboard.visit(id, '/');
    await preview(page, 'Refund 102 EUR for order A-1102').waitFor();
    const { act, ...counted } = effort();
    await act(page.getByRole('button', { name: 'Approve' }).click());
    await toast(page, /^Approved: Refund 102 EUR/).waitFor();
    await preview(page, 'Refund 101 EUR for order A-1101').waitFor();
    await row(page, newer).waitFor({ state: 'detached' });
    expect(counted.count).toBeLessThanOrEqual(1);
    const { decisions, status } = await view(newer.id);
    expect(decisions).toMatchObject([{ verb: 'approve', by: { id }, channel: 'dashboard', digest: newer.digest, counted: true }]);
    expect(status).toBe('approved');
    expect((await view(older.id)).decisions).toEqual([]);
    await page.getByRole('link', { name: /Waiting for me 1/ }).waitFor();
  });

  test('approves with one tap on a phone, where the card shows all of it', async () => {
    const { id, ask } = await reviewer();
    const asked = await ask(111);
    const page = await dashboard.visit(id, '/', { size: PHONE });
    await card(page, asked).getByText('A-1111', { exact: true }).waitFor();
    await card(page, asked).getByRole('button', { name: 'Approve' }).tap();
    await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
    await toast(page, /^Approved: Refund 111 EUR/).waitFor();
    expect((await view(asked.id)).status).toBe('approved');
  });

  test.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const)('rejects with a reason in three actions (%s)', async (_name, size) => {
    const { id, ask } = await reviewer();
    const asked = await ask(121);
    const page = await dashboard.visit(id, '/', { size });
    const place = size === PHONE ? card(page, asked) : page.locator('.preview');
    const work = effort();
    await work.act(place.getByRole('button', { name: 'Reject' }).click());
    const dialog = page.getByRole('dialog', { name: 'Reject' });
    await work.act(dialog.getByText('Too risky').click());
    await work.act(dialog.getByRole('button', { name: 'Reject' }).click());
    await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
    expect(work.count).toBeLessThanOrEqual(3);
    expect((await view(asked.id)).decisions).toMatchObject([{ verb: 'reject', comment: 'Too risky', by: { id } }]);
  });

  test('is worked through with the keyboard alone', async () => {
    const { id, ask } = await reviewer();
    const [third, second, first] = [await ask(133), await ask(132), await ask(131)];
    const page = await dashboard.visit(id, '/');
    await preview(page, 'Refund 131').waitFor();
    await page.keyboard.press('j');
    await preview(page, 'Refund 132').waitFor();
    await page.keyboard.press('ArrowDown');
    await preview(page, 'Refund 133').waitFor();
    await page.keyboard.press('k');
    await preview(page, 'Refund 132').waitFor();
    await page.keyboard.press('a');
    await toast(page, /^Approved: Refund 132 EUR/).waitFor();
    await preview(page, 'Refund 133').waitFor();
    await page.keyboard.press('c');
    await row(page, third).getByText('Taken by you').waitFor();
    await page.keyboard.press('r');
    await page.getByRole('dialog', { name: 'Reject' }).waitFor();
    await page.keyboard.press('a');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('e');
    await page
      .getByRole('dialog', { name: 'Edit' })
      .getByLabel(/Arguments/)
      .waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Next request').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('jar aa');
    await page.getByRole('heading', { name: 'Nothing fits these filters' }).waitFor();
    await page.keyboard.press('Escape');
    await row(page, first).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('o');
    await page.waitForURL(/\/r\/req_/);
    // Nothing was decided by letters that were typed, or pressed with a modifier.
    expect((await view(second.id)).decisions.map(({ verb }) => verb)).toEqual(['approve']);
    expect((await view(first.id)).decisions).toEqual([]);
    expect((await view(third.id)).decisions.map(({ verb }) => verb)).toEqual(['claim']);
  });

  test('two tabs converge within two seconds', async () => {
    const { id, ask } = await reviewer();
    const asked = await ask(141);
    const [one, two] = [await dashboard.visit(id, '/'), await dashboard.visit(id, '/', { size: PHONE })];
    await preview(one, 'Refund 141').waitFor();
    await card(two, asked).waitFor();
    await one.keyboard.press('a');
    await card(two, asked).waitFor({ state: 'detached', ...CONVERGED });
    await two.getByRole('heading', { name: 'Nothing waits for you' }).waitFor(CONVERGED);
    // Nothing stands there that a new one could push away.
    const next = await ask(142);
    await card(two, next).waitFor(CONVERGED);
    await preview(one, 'Refund 142').waitFor(CONVERGED);
  });

  test('what is new does not move what one is about to tap', async () => {
    const { id, ask } = await reviewer();
    const asked = await ask(151);
    const page = await dashboard.visit(id, '/', { size: PHONE });
    await card(page, asked).waitFor();
    const before = await card(page, asked).boundingBox();
    const next = await ask(152);
    const hint = page.getByRole('button', { name: '1 new' });
    await hint.waitFor(CONVERGED);
    expect((await card(page, asked).boundingBox())?.y).toBe(before?.y);
    expect(await card(page, next).count()).toBe(0);
    await hint.click();
    await card(page, next).waitFor();
    await hint.waitFor({ state: 'detached' });
  });

  test('two browsers race: one decision counts, and the other is told politely what happened', async () => {
    const { id, key, ask } = await reviewer();
    const asked = await ask(161);
    const page = await dashboard.visit(id, '/settings');
    // A tab that hears of nothing.
    await page.route('**/v1/events', (route) => route.abort());
    await page.goto(`${dashboard.service.url}/`);
    await preview(page, 'Refund 161').waitFor();
    await dashboard.service.decide(key, asked, 'deny', { comment: 'Not this one.' });
    await page.getByRole('button', { name: 'Approve' }).click();
    await toast(page, /Refund 161 EUR.*it did not count\. The request was already closed\..*Rejected by Rita/).waitFor();
    expect((await view(asked.id)).status).toBe('rejected');
    await row(page, asked).waitFor({ state: 'detached' });
    // And truly at once, from two browsers.
    const raced = await ask(162);
    const racers = [await dashboard.visit(id, '/'), await dashboard.visit(id, '/')];
    for (const racer of racers) await preview(racer, 'Refund 162').waitFor();
    await Promise.all(racers.map((racer) => racer.keyboard.press('a')));
    for (const racer of racers) await row(racer, raced).waitFor({ state: 'detached' });
    await until(async () => (await view(raced.id)).status === 'approved');
    expect((await view(raced.id)).decisions.filter(({ counted }) => counted)).toHaveLength(1);
  });

  test('a selected request that is decided elsewhere stays in sight, says so, and gives its place to nothing', async () => {
    const { id, key, ask } = await reviewer();
    await ask(171);
    const asked = await ask(172);
    const page = await dashboard.visit(id, '/');
    await preview(page, 'Refund 172').waitFor();
    await dashboard.service.decide(key, asked, 'deny', { comment: 'No.' });
    await row(page, asked).waitFor({ state: 'detached', ...CONVERGED });
    await page
      .locator('.preview')
      .getByText(/Rejected by Rita/)
      .waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await page.keyboard.press('j');
    await preview(page, 'Refund 171').waitFor();
  });

  test('filters, tabs and order are in the address: back, forward and links work', async () => {
    const { id, key, ask } = await reviewer();
    const low = await ask(181, { risk: 'low' });
    const high = await ask(182, { risk: 'high' });
    await dashboard.service.decide(key, await ask(183), 'approve');
    const page = await dashboard.visit(id, '/');
    await row(page, low).waitFor();
    await page.getByRole('button', { name: 'Risk' }).click();
    await page.getByLabel('high', { exact: true }).check();
    await row(page, low).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill('A-1182');
    await page.waitForURL('**/?risk=high&q=A-1182');
    await row(page, high).waitFor();
    await page.getByRole('button', { name: /high risk/ }).click();
    await page.waitForURL('**/?q=A-1182');
    await page.goBack();
    await page.getByRole('button', { name: /high risk/ }).waitFor();
    await page.getByRole('button', { name: 'Clear all' }).click();
    await row(page, low).waitFor();
    await page.getByLabel('Order').selectOption('Highest risk first');
    await page.waitForURL('**/?sort=risk');
    await preview(page, 'Refund 182').waitFor();
    await page.getByRole('link', { name: /^Decided 1/ }).click();
    await page.waitForURL('**/?scope=decided&sort=risk');
    await page.locator('.inbox-row').getByText('Refund 183').waitFor();
    await page.goto(`${dashboard.service.url}/?scope=all&q=A-1181`);
    await row(page, low).waitFor();
    expect(await page.locator('.inbox-row').count()).toBe(1);
  });

  test('coming back from a request finds the list where it was left', async () => {
    const { id, ask } = await reviewer();
    const asked = await ask(191);
    await ask(192);
    const page = await dashboard.visit(id, '/');
    await row(page, asked).click();
    await preview(page, 'Refund 191').waitFor();
    await page.keyboard.press('o');
    await page.waitForURL(`**/r/${asked.id}`);
    await page.goBack();
    await preview(page, 'Refund 191').waitFor();
  });

  test('what is left undone for want of an answer says so and can be tried again', async () => {
    const { id, ask } = await reviewer();
    const asked = await ask(195);
    const page = await dashboard.visit(id, '/settings');
    // The stream of moves would bring the list back before anybody tries.
    await page.route('**/v1/events', (route) => route.abort());
    await page.route(LISTS, (route) => route.fulfill({ status: 422, json: { title: 'Broken', detail: 'It broke.', code: 'x' } }));
    await page.goto(`${dashboard.service.url}/?sort=oldest`);
    await page.getByRole('heading', { name: 'Broken' }).waitFor();
    await page.unroute(LISTS);
    await page.getByRole('button', { name: 'Try again' }).click();
    await row(page, asked).waitFor();
  });

  describe('as it looks', () => {
    let scenes: Record<string, Opened>;
    beforeAll(async () => {
      await dashboard.person('iris', ['finance']);
      const ben = await dashboard.person('ben', ['finance']);
      scenes = await openScenes(dashboard.service, agent);
      await dashboard.service.decide(ben, scenes['large'] as Opened, 'claim');
    });

    test.each([
      ['desktop', DESKTOP, false],
      ['desktop-dark', DESKTOP, true],
      ['phone', PHONE, false],
      ['phone-dark', PHONE, true],
    ] as const)('fits, and axe finds nothing (%s)', async (name, size, dark) => {
      const page = await dashboard.visit('iris', '/', { size, dark });
      await page.getByText('Taken by Ben').waitFor();
      if (size === DESKTOP) await preview(page, 'Refund 75').waitFor();
      await picture(page, `inbox-${name}`);
      expect(await axe(page)).toEqual([]);
      await fits(page, size.width);
      await page.getByRole('button', { name: size === PHONE ? 'Filters and order' : 'Type' }).click();
      await page.getByLabel('billing.refund').waitFor();
      await picture(page, `inbox-filters-${name}`);
      expect(await axe(page)).toEqual([]);
      await fits(page, size.width);
      await page.keyboard.press('Escape');
      await page.goto(`${dashboard.service.url}/?scope=decided`);
      await page.getByRole('heading', { name: 'You have decided nothing yet' }).waitFor();
      await picture(page, `inbox-empty-${name}`);
      expect(await axe(page)).toEqual([]);
    });

    test('what a card cannot show in full, or without doubt, cannot be approved on it', async () => {
      const page = await dashboard.visit('iris', '/', { size: PHONE });
      for (const name of ['mail', 'odd']) {
        const { id } = scenes[name] as Opened;
        const place = page.locator(`.inbox-card[data-id="${id}"]`);
        await place.getByRole('link', { name: 'Open' }).waitFor();
        expect(await place.getByRole('button').count()).toBe(0);
      }
      // Taken by somebody: an approval would not count.
      const taken = page.locator(`.inbox-card[data-id="${(scenes['large'] as Opened).id}"]`);
      await taken.scrollIntoViewIfNeeded();
      expect(await taken.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    });
  });

  /** Nothing to scroll sideways, and everything to tap is large enough for a thumb. */
  async function fits(page: Page, width: number): Promise<void> {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const small = await page.evaluate(`[...document.querySelectorAll('button, a, input, select, textarea')]
      .map((element) => element.closest('label') ?? element)
      .filter((element) => element.checkVisibility() && !element.classList.contains('skip'))
      .map((element) => [element.getBoundingClientRect(), element.outerHTML.slice(0, 120)])
      .filter(([{ width, height }]) => width > 1 && (height < 44 || width < 44))
      .map(([{ width, height }, html]) => width + '×' + height + ' ' + html)`);
    expect(small).toEqual([]);
  }
});
