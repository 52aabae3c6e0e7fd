import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { DESKTOP, PHONE, axe, picture, startDashboard, type Dashboard } from './support/dashboard.js';
import { workerOf } from './support/worker.js';

const withBrowser = process.env['COUNTERSIGN_TEST_SKIP_BROWSER'] ? describe.skip : describe;

withBrowser('the dashboard as an application', () => {
  let dashboard: Dashboard;
  let url: string;

  beforeAll(async () => {
    dashboard = await startDashboard();
    ({ url } = dashboard.service);
    await dashboard.person('ada', ['reviewers']);
  });
  afterAll(async () => {
    await dashboard.stop();
  });

  test('has what a browser wants of an application to install, and every file that it names', async () => {
    const page = await dashboard.visit('ada', '/');
    await workerOf(page.context(), page);
    const session = await page.context().newCDPSession(page);
    const { errors, url: manifestUrl } = await session.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    expect(manifestUrl).toBe(`${url}/manifest.webmanifest`);
    // That a context of a test is a private window is the one thing that speaks against it.
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
    const manifest = (await (await fetch(manifestUrl)).json()) as {
      icons: { src: string; sizes: string; type: string }[];
      shortcuts: { url: string; icons: { src: string }[] }[];
      start_url: string;
    };
    for (const { src, sizes, type } of manifest.icons) {
      const icon = await fetch(url + src);
      expect([icon.status, icon.headers.get('content-type')]).toEqual([200, type]);
      if (type === 'image/png') expect(pngSize(Buffer.from(await icon.arrayBuffer()))).toBe(sizes);
    }
    for (const shortcut of manifest.shortcuts) expect((await page.request.get(url + shortcut.url)).status()).toBe(200);
    expect((await fetch(`${url}/icons/apple-touch-icon.png`)).status).toBe(200);
  });

  test.each(['/sw.js', '/manifest.webmanifest', '/shell'])('asks for %s again each time, and keeps no data in it', async (path) => {
    const answer = await fetch(url + path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  test.each(['/icons/../manifest.json', '/icons/%2e%2e%2fmanifest.json', '/icons/none.png'])(
    'serves nothing beside its icons (%s)',
    async (path) => {
      expect((await fetch(url + path)).status).toBe(404);
    },
  );

  test('waits with a new version until somebody says so, and then is the new one', async () => {
    const upgraded = await startUpgrade(url);
    const context = await dashboard.context('ada');
    const page = await context.newPage();
    await page.goto(`${upgraded.url}/settings`);
    await workerOf(context, page);
    upgraded.upgrade();
    await page.evaluate('navigator.serviceWorker.getRegistration().then((registration) => registration.update()).then(() => undefined)');
    await page.getByText('A new version is ready.').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.evaluate(() => Object.assign(globalThis, { before: true }));
    expect(await stillThere(page)).toBe(true);
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.waitForFunction(() => !('before' in globalThis));
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    expect(await page.getByText('A new version is ready.').count()).toBe(0);
    await context.close();
    await upgraded.close();
  });

  test.each([
    ['light', DESKTOP, false],
    ['dark', DESKTOP, true],
    ['phone-dark', PHONE, true],
  ] as const)('has settings that axe finds nothing wrong with (%s)', async (name, size, dark) => {
    const page = await dashboard.visit('ada', '/settings', { size, dark });
    await page.getByRole('heading', { name: 'Install' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await picture(page, `settings-${name}`);
    for (const button of await page.locator('main .button').all()) expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  });

  test('signs out, and leaves nothing that was typed', async () => {
    const page = await dashboard.visit('ada', '/settings');
    await page.evaluate("localStorage.setItem('draft:ada:x', 'words')");
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.waitForURL('**/sign-in');
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual([]);
    expect((await page.request.get(`${url}/v1/session`)).status()).toBe(401);
  });
});

/** The service as a browser sees it, before and after another version of the dashboard was put there: the same script with one more line. */
async function startUpgrade(target: string): Promise<{ url: string; upgrade(): void; close(): Promise<void> }> {
  let newer = false;
  const { hostname, port } = new URL(target);
  const server = createServer((req, res) => {
    const { url: path = '/', method, headers } = req;
    const asked = request({ hostname, port, path, method, headers }, (answer) => {
      const grown = newer && path === '/sw.js';
      const { 'content-length': length, ...rest } = answer.headers;
      res.writeHead(answer.statusCode ?? 500, grown || length === undefined ? rest : answer.headers);
      answer.pipe(res, { end: !grown });
      if (grown) answer.on('end', () => res.end('\nself.newer = true;'));
    });
    asked.on('error', () => res.destroy());
    req.pipe(asked);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    upgrade: () => {
      newer = true;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const stillThere = (page: Page) => page.evaluate(() => 'before' in globalThis);

/** As the file's head says it: `512x512`. */
function pngSize(file: Buffer): string {
  return `${file.readUInt32BE(16)}x${file.readUInt32BE(20)}`;
}
