import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { RequestView } from '../../src/contracts/view.js';
import { until } from '../support/until.js';
import { axe, DESKTOP, PHONE, picture, startDashboard, type Dashboard } from './support/dashboard.js';
import { writeHistory } from './support/history.js';

// Guarded, because a machine without a browser can still run everything else.
const withBrowser = process.env['COUNTERSIGN_TEST_SKIP_BROWSER'] ? describe.skip : describe;
const REVIEWERS = { ada: 'finance', grace: 'finance', katherine: 'platform', linus: 'platform', maya: 'marketing' } as const;

/** Every detail of it is drawn inside the page: nothing sticks out to the side. */
const sticksOut = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
const tile = (page: Page, name: string) => page.locator('.tile', { hasText: name }).locator('.tile-value');

withBrowser('the overview', () => {
  let dashboard: Dashboard;
  let keys: { ada: string; bot: string };

  beforeAll(async () => {
    dashboard = await startDashboard({
      policies: { 'one.yaml': 'name: one\nreviewers: [group:reviewers]\ndeadline: 4h\nonTimeout: reject\n' },
    });
    keys = { ada: await dashboard.person('ada', ['reviewers', 'finance']), bot: await dashboard.service.agentKey('support-bot') };
  });
  afterAll(async () => {
    await dashboard.stop();
  });

  async function opened(): Promise<RequestView> {
    const { call } = dashboard.service;
    const { status, body } = await call('POST', '/v1/requests', keys.bot, { action: { type: 'crm.merge', args: { amount: 5 } } });
    expect([status, body]).toEqual([201, expect.objectContaining({ status: expect.any(String), id: expect.any(String) })]);
    const view = async () => (await call('GET', `/v1/requests/${body.id}`, keys.ada)).body as RequestView;
    await until(async () => (await view()).status === 'pending', 20_000);
    return view();
  }

  test('says where nothing was decided, and what waits all the same', async () => {
    await opened();
    const page = await dashboard.visit('ada', '/overview', { size: PHONE });
    await page.getByRole('heading', { name: 'Nothing was decided in this period' }).waitFor();
    await page.getByText('1 request opened in it, and not decided in it.').waitFor();
    await page.getByText('None has waited for more than a day.').waitFor();
    expect(await axe(page)).toEqual([]);
    await picture(page, 'overview-empty-phone');
  });

  test('counts a decision that was just made', async () => {
    const request = await opened();
    await dashboard.service.decide(keys.ada, request, 'approve');
    const page = await dashboard.visit('ada', '/overview?days=7');
    await tile(page, 'Decided by people').waitFor();
    expect(await tile(page, 'Decided by people').textContent()).toBe('1');
    expect(await tile(page, 'Approval rate').textContent()).toBe('100 %');
    const ada = page.getByRole('row', { name: /^ada/i });
    // Waiting, decided, asked.
    expect((await ada.locator('td').allTextContents()).slice(0, 3)).toEqual(['1', '1', '1']);
  });

  describe('of a busy month', () => {
    beforeAll(async () => {
      for (const [id, group] of Object.entries(REVIEWERS)) if (id !== 'ada') await dashboard.person(id, [group]);
      await writeHistory(dashboard.service.db, { days: 90, count: 900, waiting: 37, reviewers: Object.keys(REVIEWERS) });
    });

    test.each([
      ['desktop', DESKTOP, false],
      ['desktop-dark', DESKTOP, true],
      ['phone', PHONE, false],
      ['phone-dark', PHONE, true],
    ] as const)('has nothing that axe objects to, and fits (%s)', async (name, size, dark) => {
      const page = await dashboard.visit('ada', '/overview', { size, dark });
      await page.getByRole('heading', { name: 'Resolved by day' }).waitFor();
      expect(await sticksOut(page)).toBe(0);
      await picture(page, `overview-${name}`);
      for (const summary of await page.getByText('As a table').all()) await summary.click();
      expect(await sticksOut(page)).toBe(0);
      // Half a link under the head of a page that is scrolled is not what axe is asked about.
      await page.evaluate('window.scrollTo(0, 0)');
      expect(await axe(page)).toEqual([]);
    });

    test('says of each drawing what it shows, in a sentence and as a table', async () => {
      const page = await dashboard.visit('ada', '/overview');
      const ended = page.getByRole('region', { name: 'How they ended' });
      await ended.getByText(/^Most often: approved unchanged \(\d+ %\)\.$/).waitFor();
      await ended.getByText('As a table').click();
      const rows = ended.getByRole('table', { name: 'How the resolved requests ended' }).getByRole('row');
      // Its head, and every ending there is, whether it occurred or not.
      expect(await rows.count()).toBe(15);
      expect(await page.locator('figure svg:not([aria-hidden=true] *):not([aria-hidden=true])').count()).toBe(0);
    });

    test('shows another period in its own address, by keyboard too', async () => {
      const page = await dashboard.visit('ada', '/overview');
      await tile(page, 'Decided by people').waitFor();
      const month = Number(await tile(page, 'Decided by people').textContent());
      await page.getByRole('link', { name: '90 days' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForURL('**/overview?days=90');
      await until(async () => Number(await tile(page, 'Decided by people').textContent()) > month);
      await page.goBack();
      await until(async () => Number(await tile(page, 'Decided by people').textContent()) === month);
      expect(await page.getByRole('link', { name: '30 days' }).getAttribute('aria-current')).toBe('true');
    });

    test('takes dates of one’s own, and says what is wrong with them', async () => {
      const page = await dashboard.visit('ada', '/overview', { size: PHONE });
      await page.getByRole('button', { name: 'Custom' }).click();
      await page.getByLabel('First day').fill('2026-01-02');
      await page.getByLabel('Last day').fill('2026-01-01');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.getByText('The first day comes after the last.').waitFor();
      expect(await axe(page)).toEqual([]);
      await page.getByLabel('Last day').fill('2026-01-31');
      await page.getByRole('button', { name: 'Show', exact: true }).click();
      await page.waitForURL('**/overview?from=2026-01-02&to=2026-01-31');
      await page.getByRole('heading', { name: 'Nothing was decided in this period' }).waitFor();
    });

    test('narrows to one agent and back', async () => {
      const page = await dashboard.visit('ada', '/overview');
      await page.getByRole('region', { name: 'By agent' }).getByRole('link', { name: 'deploy-gate' }).first().click();
      await page.waitForURL('**/overview?agent=deploy-gate');
      await page.getByText('Only deploy-gate').waitFor();
      await page.getByRole('link', { name: 'Show everything' }).click();
      await page.waitForURL('**/overview');
    });

    test('says what is wrong where the service refuses or is away, and tries again', async () => {
      const page = await (await dashboard.context('ada')).newPage();
      let away = true;
      await page.route('**/v1/stats?*', (route) =>
        away
          ? route.fulfill({
              status: 503,
              contentType: 'application/problem+json',
              body: '{"code":"unavailable","title":"The ledger cannot be reached","detail":"Try again in a moment."}',
            })
          : route.continue(),
      );
      await page.goto(`${dashboard.service.url}/overview`);
      await page.getByRole('status').getByText('Loading…').first().waitFor();
      await page.getByRole('heading', { name: 'The ledger cannot be reached' }).waitFor();
      away = false;
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('heading', { name: 'Resolved by day' }).waitFor();
    });
  });
});
