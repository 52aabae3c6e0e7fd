import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { createSession } from '../../src/ledger/sessions.js';
import { CLIENT, startIssuer, type Issuer } from '../api/support/oidc-issuer.js';
import { axe, DESKTOP, PHONE, picture, startDashboard, type Dashboard, type Size } from './support/dashboard.js';

// Guarded, because a machine without a browser can still run everything else.
const withBrowser = process.env['COUNTERSIGN_TEST_SKIP_BROWSER'] ? describe.skip : describe;

withBrowser('signing in with a browser', () => {
  let dashboard: Dashboard;
  let issuer: Issuer;
  /** `localhost`, where the provider is at 127.0.0.1: another site, as in life. */
  let url: string;

  beforeAll(async () => {
    issuer = await startIssuer({ redirectUri: () => `${url}/sign-in/oidc/callback`, signedOutUri: () => `${url}/sign-in` });
    dashboard = await startDashboard({
      env: { OIDC_ISSUER: issuer.url, OIDC_NAME: 'Example ID', OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret },
    });
    url = dashboard.service.config.publicUrl;
    await dashboard.person('ada', ['reviewers']);
    issuer.claims.set('ada-at-provider', { name: 'Ada Lovelace', preferred_username: 'ada', email: 'ada@example.com' });
  }, 60_000);
  afterAll(async () => {
    await dashboard.stop();
    await issuer.stop();
  }, 30_000);

  async function visit(size: Size, dark: boolean, minutesAgo: number | null): Promise<Page> {
    const context = await dashboard.browser.newContext({ viewport: size, deviceScaleFactor: 2, colorScheme: dark ? 'dark' : 'light' });
    context.setDefaultTimeout(15_000);
    if (minutesAgo !== null) {
      const { token } = await createSession(dashboard.service.db, 'ada', Date.now() - minutesAgo * 60_000);
      await context.addCookies([{ name: 'countersign', value: token, url, httpOnly: true, sameSite: 'Lax' }]);
    }
    return context.newPage();
  }

  /** On the provider's own page; what it asks next is up to it. */
  async function logIn(page: Page): Promise<void> {
    await page.getByPlaceholder('Enter any login').fill('ada-at-provider');
    await page.getByPlaceholder('and password').fill('x');
    await page.getByRole('button', { name: 'Sign-in' }).click();
  }
  const consent = (page: Page) => page.getByRole('button', { name: 'Continue' }).click();

  test('an account is linked by its person, signs in from then on, and renews a sign-in of long ago', async () => {
    const page = await visit(DESKTOP, false, 1);
    await page.goto(`${url}/sign-in/account`);
    expect(await axe(page)).toEqual([]);
    await picture(page, 'sign-in-account');
    await page.getByRole('link', { name: 'Link an account at Example ID' }).click();
    await logIn(page);
    await consent(page);
    await page.getByRole('heading', { name: 'Link this account to Ada?' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await picture(page, 'sign-in-link-account');
    await page.getByRole('button', { name: 'Link it' }).click();
    await page.getByText('ada-at-provider').waitFor();
    await page.context().close();

    const phone = await visit(PHONE, true, null);
    await phone.goto(`${url}/sign-in?next=%2Fsettings`);
    expect(await axe(phone)).toEqual([]);
    await picture(phone, 'sign-in-phone-dark');
    await phone.getByRole('link', { name: 'Sign in with Example ID' }).click();
    await logIn(phone);
    await consent(phone);
    await phone.waitForURL(`${url}/settings`);

    await dashboard.service.db
      .updateTable('sessions')
      .set({ authenticated_at: new Date(Date.now() - 3_600_000) })
      .execute();
    await phone.goto(`${url}/sign-in/renew?next=%2Fsettings`);
    expect(await axe(phone)).toEqual([]);
    await picture(phone, 'sign-in-renew-phone-dark');
    await phone.getByRole('link', { name: 'Sign in again with Example ID' }).click();
    // Signed in at the provider, and asked all the same.
    await logIn(phone);
    await phone.waitForURL(`${url}/settings`);
    await phone.goto(`${url}/sign-in/renew`);
    await phone.getByText('You signed in recently').waitFor();
  }, 40_000);
});
