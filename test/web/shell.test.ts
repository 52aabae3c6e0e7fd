import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { alive, axe, DESKTOP, PHONE, picture, startDashboard, type Dashboard } from './support/dashboard.js';

// Guarded, because a machine without a browser can still run everything else.
const withBrowser = process.env['COUNTERSIGN_TEST_SKIP_BROWSER'] ? describe.skip : describe;

withBrowser('the dashboard', () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
    await dashboard.person('ada', ['reviewers']);
    await dashboard.person('max', [], ['admin']);
  });
  afterAll(async () => {
    await dashboard.stop();
  });

  test.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const)('draws its pages within the policy for content (%s)', async (name, size) => {
    const page = await dashboard.visit('ada', '/', { size });
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    expect(complaints).toEqual([]);
    expect(await axe(page)).toEqual([]);
    await picture(page, `shell-${name}`);
  });

  test('shows the way to manage to managers only', async () => {
    const ada = await dashboard.visit('ada', '/');
    await ada.getByRole('link', { name: 'Inbox' }).waitFor();
    expect(await ada.getByRole('link', { name: 'Manage' }).count()).toBe(0);
    const max = await dashboard.visit('max', '/');
    await max.getByRole('link', { name: 'Manage' }).waitFor();
  });

  test('sends whoever is not signed in to where they can, and knows the way back', async () => {
    const answer = await fetch(`${dashboard.service.url}/overview?days=7`, { redirect: 'manual' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/sign-in?next=%2Foverview%3Fdays%3D7');
  });

  test('lets browsers keep its files for good, and nothing with data in it', async () => {
    const page = await dashboard.visit('ada', '/');
    const script = (await page.locator('script[type=module]').getAttribute('src')) ?? '';
    const file = await fetch(`${dashboard.service.url}${script}`, { headers: { 'accept-encoding': 'gzip' } });
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(file.headers.get('content-encoding')).toBe('gzip');
    const document = await page.request.get(dashboard.service.url);
    expect(document.headers()['cache-control']).toBe('no-store');
    expect(document.headers()['content-encoding']).toBeUndefined();
  });

  describe('before its script has loaded', () => {
    let id: string;

    beforeAll(async () => {
      const context = { lines: Array.from({ length: 25 }, (_, n) => `line ${n}`) };
      const action = {
        type: 'mail.send',
        args: { to: 'ada@example.org' },
        title: 'Mail <b>Ada</b>',
        rationale: 'She asked for it.',
        context,
      };
      const { status, body } = await dashboard.service.call('POST', '/v1/requests', await dashboard.service.agentKey('support-bot'), {
        action,
      });
      expect(status).toBe(201);
      id = body.id as string;
    });

    /** The page as it stands while nothing but the document and its style have come; `release` lets the rest come. */
    async function loading(path: string, size = PHONE): Promise<{ page: Page; release: () => void; asked: string[] }> {
      const page = await (await dashboard.context('ada', { size })).newPage();
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await page.route('**/assets/*.js', async (route) => {
        await held;
        await route.continue();
      });
      await page.goto(dashboard.service.url + path, { waitUntil: 'commit' });
      return { page, release, asked };
    }

    test.each([
      ['the inbox', () => '/', 'waits'],
      ['a request', () => `/r/${id}`, 'request'],
    ])('shows %s as the server drew it, asks for nothing, and lets nobody click what does nothing', async (_name, path, shot) => {
      const { page, release, asked } = await loading(path());
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      await page.getByText('Mail <b>Ada</b>').first().waitFor();
      await page.getByText('She asked for it.').waitFor();
      await page.getByRole('button', { name: 'Approve' }).first().waitFor();
      await expect(page.getByRole('button', { name: 'Approve' }).first().click({ timeout: 500 })).rejects.toThrow(
        /intercepts pointer events|inert/,
      );
      expect(asked.filter((each) => each.startsWith('/v1/'))).toEqual([]);
      await picture(page, `first-view-${shot}`);
      const places = async () => Promise.all([page.locator('#root').boundingBox(), page.getByText('She asked for it.').boundingBox()]);
      const before = await places();
      release();
      await alive(page);
      expect(await places()).toEqual(before);
      await picture(page, `first-view-${shot}-alive`);
      expect(complaints).toEqual([]);
      await page.getByRole('button', { name: 'Approve' }).first().click({ trial: true });
    });

    test('folds what an agent says at length beside the action, and shows all of it to whoever asks', async () => {
      const page = await dashboard.visit('ada', `/r/${id}`, { size: PHONE });
      await page.getByText('All of it (25 values)').waitFor();
      expect(await page.getByText('line 24').isVisible()).toBe(false);
      await page.getByText('All of it (25 values)').click();
      await page.getByText('line 24').waitFor();
      expect(await axe(page)).toEqual([]);
    });

    test('draws from what the document brought, and asks again only where the stream of moves begins', async () => {
      const { page, release, asked } = await loading('/', DESKTOP);
      release();
      await alive(page);
      await page.locator('.inbox-row').first().waitFor();
      await until(async () => asked.includes('/v1/events'));
      expect(asked.filter((path) => path === '/v1/requests').length).toBeLessThanOrEqual(2);
    });
  });

  test('says so where a page cannot be loaded, and leaves the rest as it was', async () => {
    const page = await (await dashboard.context('ada')).newPage();
    // Where there is one, it keeps all pages of the version that a tab began with.
    await page.addInitScript(`Object.defineProperty(navigator, 'serviceWorker', { value: undefined })`);
    await page.goto(dashboard.service.url);
    await alive(page);
    await page.route('**/assets/overview-page-*.js', (route) => route.abort());
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('heading', { name: 'This page could not be shown' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('link', { name: 'Inbox' }).click();
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.unroute('**/assets/overview-page-*.js');
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });

  test('can be read without script', async () => {
    const page = await dashboard.visit('ada', '/', { script: false });
    await page.getByRole('heading', { name: /waiting for you/i }).waitFor();
  });
});
