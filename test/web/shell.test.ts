import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { axe, DESKTOP, PHONE, picture, startDashboard, type Dashboard } from './support/dashboard.js';

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

  test('asks for what it shows first while it still loads, and does not ask twice', async () => {
    const page = await (await dashboard.context('ada')).newPage();
    const asked: { path: string; how: string }[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/v1/requests')) asked.push({ path: pathname, how: request.resourceType() });
    });
    await page.goto(dashboard.service.url);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    for (const path of ['/v1/requests', '/v1/requests/counts']) expect(asked.find((each) => each.path === path)?.how).toBe('other');
    // A look more where the stream of moves begins only then: never one for the preload and one beside it at the start.
    expect(asked.filter(({ path }) => path === '/v1/requests').length).toBeLessThanOrEqual(2);
  });

  test('can be read without script', async () => {
    const page = await dashboard.visit('ada', '/', { script: false });
    await page.getByRole('heading', { name: /waiting for you/i }).waitFor();
  });
});
