import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { axe, DESKTOP, PHONE, picture, startDashboard, type Dashboard, type Size } from './support/dashboard.js';

// Guarded, because a machine without a browser can still run everything else.
const withBrowser = process.env['COUNTERSIGN_TEST_SKIP_BROWSER'] ? describe.skip : describe;

const REFUNDS = `# Refunds that hurt.
name: refunds
match: { types: ["billing.refund"], when: "action.args.amount > 1000" }
reviewers: [group:finance]
deadline: 4h
onTimeout: reject
`;
const REST = 'name: rest\nreviewers: [group:reviewers]\nonTimeout: reject\n';

withBrowser('the pages for managers', () => {
  let dashboard: Dashboard;
  let receiver: Server;
  let receiverUrl: string;
  const received: string[] = [];

  beforeAll(async () => {
    receiver = createServer((req, res) => {
      received.push(String(req.headers['webhook-signature']));
      res.end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    dashboard = await startDashboard({ policies: { '10-refunds.yaml': REFUNDS, '90-rest.yaml': REST } });
    await dashboard.person('max', ['reviewers'], ['admin']);
    await dashboard.person('ada', ['reviewers', 'finance']);
    await dashboard.person('ben', []);
    const { service } = dashboard;
    const bot = await service.agentKey('refund-bot', 'ben');
    for (const [amount, title] of [
      [5_000, '=HYPERLINK("https://evil.example")'],
      [20_000, 'Refund order 1234'],
    ] as const) {
      const action = { type: 'billing.refund', args: { amount }, title };
      expect((await service.call('POST', '/v1/requests', bot, { action })).status).toBe(201);
    }
  });
  afterEach(() => dashboard.leave());
  afterAll(async () => {
    await dashboard.stop();
    await new Promise((resolve) => receiver.close(resolve));
  });

  const sizes = [
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const;
  const visit = (path: string, size: Size = DESKTOP, personId = 'max') => dashboard.visit(personId, path, { size });
  /** From the top: what has scrolled below the header is only out of sight. */
  async function found(page: Page): Promise<string[]> {
    await page.evaluate('scrollTo(0, 0)');
    return axe(page);
  }
  const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const said = (page: Page, text: string | RegExp) => page.locator('.toasts').getByText(text).waitFor();
  const editor = (page: Page) => page.getByRole('textbox', { name: 'The policy, as YAML' });
  const policy = async (name: string) =>
    (await dashboard.service.call('GET', `/v1/policies/${name}`, dashboard.service.adminKey)).body as { version: number; document: object };

  /** Replaces the whole text, as somebody at the keyboard would. */
  async function write(page: Page, text: string): Promise<void> {
    await editor(page).click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText(text);
  }

  test.each(sizes)('a policy is changed: its problem shown at the line, mended, tried and saved (%s)', async (name, size) => {
    const page = await visit('/manage', size);
    await heading(page, 'Policies');
    await picture(page, `manage-policies-${name}`);
    await page.getByRole('link', { name: 'refunds' }).click();
    await heading(page, 'refunds');
    const { version } = await policy('refunds');
    const wrong = REFUNDS.replace('deadline: 4h', 'deadline: 4 hours').replace('1000', String(1000 + version));
    await write(page, wrong);
    const problem = page.getByRole('button', { name: /Line 5 \(deadline\)/ });
    await problem.waitFor();
    await picture(page, `manage-policy-problem-${name}`);
    expect(await found(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await said(page, 'It has problems.');
    // The way to the place: the cursor stands there, and typing mends it.
    await problem.click();
    await page.keyboard.press('End');
    for (const _ of ' hours') await page.keyboard.press('Backspace');
    await page.keyboard.insertText('h');
    await page.getByText('No problems.').waitFor();
    const form = page.getByRole('form', { name: 'Try it' });
    await form.getByLabel('Arguments (JSON)').fill('{"amount": 50000}');
    await form.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('refunds decides, this policy.').waitFor();
    await page.getByText('It takes finance.').waitFor();
    await picture(page, `manage-policy-tried-${name}`);
    expect(await found(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await said(page, `Version ${version + 1} of refunds is in force.`);
    expect(await policy('refunds')).toMatchObject({ version: version + 1, document: { deadline: '4h' } });
    await page.getByRole('link', { name: 'History' }).click();
    await heading(page, 'History of refunds');
    await page.getByText(`Added: match: { types: ["billing.refund"], when: "action.args.amount > ${1000 + version}" }`).waitFor();
    await picture(page, `manage-history-${name}`);
    expect(await found(page)).toEqual([]);
  });

  test('a policy that somebody else saved meanwhile is not overwritten, and nothing that was written is lost', async () => {
    const page = await visit('/manage/policies/rest');
    await editor(page).waitFor();
    const mine = `${REST}deadline: 2h\n`;
    await write(page, mine);
    const theirs = await dashboard.service.call('PUT', '/v1/policies/rest', dashboard.service.adminKey, `${REST}deadline: 8h\n`, {
      'content-type': 'application/yaml',
    });
    expect(theirs.status).toBe(200);
    await page.getByText('No problems.').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Somebody was faster' }).waitFor();
    await page.getByText('Added: deadline: 2h').waitFor();
    await picture(page, 'manage-conflict-desktop');
    expect(await found(page)).toEqual([]);
    // Not even a reload loses it.
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.getByText('This is what you wrote before and did not save').waitFor();
    await page.getByText('No problems.').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Save mine over it' }).click();
    await said(page, 'Version 3 of rest is in force.');
    expect(await policy('rest')).toMatchObject({ version: 3, document: { deadline: '2h' } });
  });

  test('a new policy is written, put first, and taken out of force', async () => {
    const page = await visit('/manage/new-policy', PHONE);
    await page.getByLabel('Name').fill('night-shift');
    await write(page, 'match: { types: ["night.*"] }\nroute: deny\nonTimeout: reject\n');
    // It would come last, behind one that takes everything: a hint, which keeps nothing from being saved.
    await page.getByText('never reached: rest comes first').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await heading(page, 'night-shift');
    await page.getByRole('link', { name: 'All policies' }).click();
    await page.getByRole('button', { name: 'Move night-shift up' }).click();
    await said(page, 'night-shift is now number 2.');
    await page.getByRole('link', { name: 'night-shift' }).click();
    await page.getByRole('button', { name: 'Take out of force' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take out of force' }).click();
    await said(page, 'night-shift is no longer in force.');
    expect((await dashboard.service.call('GET', '/v1/policies/night-shift', dashboard.service.adminKey)).status).toBe(404);
  });

  test.each(sizes)('a person is added, changed, and put into a group (%s)', async (name, size) => {
    const page = await visit('/manage/people', size);
    const [id, called] = [`eve-${name}`, `Eve of ${name}`];
    await page.getByRole('button', { name: 'Add a person' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(called);
    await dialog.getByLabel('E-mail (optional)').fill('nowhere');
    await dialog.getByLabel('Id (optional)').fill(id);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    // The refusal stands at its field, and is tied to it.
    await dialog.locator('input[type=email][aria-invalid=true]').waitFor();
    await picture(page, `manage-add-person-${name}`);
    await dialog.getByLabel('E-mail (optional)').fill(`${id}@example.com`);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await heading(page, called);
    await page.getByLabel('Time zone').fill('Europe/Berlin');
    await page.getByLabel('Only at certain hours').check();
    await page.getByLabel('Attributes').fill('limit: 10000\ncountry: DE');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await said(page, `${called} was saved.`);
    await page.getByLabel('Add to a group').fill('fin');
    await page.getByRole('button', { name: 'finance Add' }).click();
    await said(page, `${called} is in finance.`);
    await picture(page, `manage-person-${name}`);
    expect(await found(page)).toEqual([]);
    const { body } = await dashboard.service.call('GET', `/v1/people/${id}`, dashboard.service.adminKey);
    expect(body).toMatchObject({
      groups: ['finance'],
      timeZone: 'Europe/Berlin',
      hours: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' },
      attributes: { limit: 10_000, country: 'DE' },
    });
    await page.getByRole('button', { name: 'Make a sign-in link' }).click();
    expect(await page.getByLabel('Sign-in link').inputValue()).toContain('/sign-in?token=');
  });

  test('groups hold groups and people, and no circle', async () => {
    const page = await visit('/manage/groups/reviewers', PHONE);
    await page.getByLabel('Add a person').fill('ben');
    // By keyboard alone: the first one found.
    await page.getByRole('button', { name: 'Ben ben Add' }).waitFor();
    await page.keyboard.press('Enter');
    await said(page, 'Ben is in reviewers.');
    await page.getByLabel('Put a group into it').fill('fin');
    await page.getByRole('button', { name: 'finance Add' }).click();
    await page.getByRole('list', { name: 'Groups in reviewers' }).getByText('finance').waitFor();
    await picture(page, 'manage-group-phone');
    expect(await found(page)).toEqual([]);
    await page.goto(`${dashboard.service.url}/manage/groups/finance`);
    await page.getByLabel('Put a group into it').fill('revi');
    await page.getByRole('button', { name: 'reviewers Add' }).click();
    await page.getByRole('alert').getByText('each would hold the other').waitFor();
  });

  test.each(sizes)('a key is made, shown once, and revoked (%s)', async (name, size) => {
    const page = await visit('/manage/agents', size);
    await page.getByRole('button', { name: 'Make a key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Make the key' }).click();
    await dialog.locator('[aria-invalid=true]').waitFor();
    await dialog.getByLabel('Agent', { exact: true }).fill('night-bot');
    await dialog.getByLabel('Label (optional)').fill(`${name} key`);
    await dialog.getByRole('button', { name: 'Make the key' }).click();
    const key = await dialog.getByLabel('Key', { exact: true }).inputValue();
    expect((await dashboard.service.call('GET', '/v1/me', key)).body).toMatchObject({ kind: 'agent', agent: 'night-bot' });
    await picture(page, `manage-key-${name}`);
    expect(await found(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'I have kept it' }).click();
    expect(await page.content()).not.toContain(key);
    await page.getByRole('button', { name: `Revoke ${name} key` }).click();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await said(page, `The key ${name} key was revoked.`);
    expect((await dashboard.service.call('GET', '/v1/me', key)).status).toBe(401);
  });

  test.each(sizes)('effects are paused, everybody sees it, and the pause is lifted (%s)', async (name, size) => {
    const page = await visit('/manage/pauses', size);
    await page.getByText('Nothing is paused.').waitFor();
    await page.getByLabel('One kind of action').check();
    await page.getByLabel('Action type').fill('billing.*');
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.locator('textarea[aria-invalid=true]').waitFor();
    await page.getByLabel('Reason').fill('The bank called');
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByRole('heading', { name: 'Paused: effects of billing.*' }).waitFor();
    await page.locator('.bar').getByText('The bank called').waitFor();
    await picture(page, `manage-paused-${name}`);
    expect(await found(page)).toEqual([]);
    const other = await visit('/', size, 'ben');
    await other.locator('.bar').getByText('Paused: effects of billing.*').waitFor();
    expect(await other.getByRole('link', { name: 'Look at it' }).count()).toBe(0);
    await other.close();
    await page.getByRole('button', { name: 'Lift', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Reason (optional)').fill('All clear');
    await page.getByRole('button', { name: 'Lift the pause' }).click();
    await page.getByText('Nothing is paused.').waitFor();
    await page.getByText('All clear').first().waitFor();
    expect(await page.locator('.bar').count()).toBe(0);
  });

  test('a channel says how it is doing, and a test arrives signed', async () => {
    const page = await visit('/manage/channels', PHONE);
    await heading(page, 'Channels');
    await page
      .getByRole('region', { name: /Webhooks/ })
      .getByText('Send a test message')
      .click();
    const form = page.getByRole('form', { name: 'Send a test message by Webhooks' });
    await form.getByRole('textbox', { name: 'Place' }).fill(receiverUrl);
    await form.getByRole('button', { name: 'Send the test' }).click();
    await form.getByText('It answered 200.').waitFor();
    expect(received).toEqual([expect.stringMatching(/^v1,/)]);
    await form.getByRole('textbox', { name: 'Place' }).fill('ftp://nowhere');
    await form.getByRole('button', { name: 'Send the test' }).click();
    await form.getByText('It was not called: only http and https are called.').waitFor();
    await picture(page, 'manage-channels-phone');
    expect(await found(page)).toEqual([]);
  });

  test.each(sizes)('the record is searched and exported (%s)', async (name, size) => {
    const page = await visit('/manage/record', size);
    const entries = page.getByRole('list', { name: 'Entries' }).getByRole('listitem');
    await entries.first().waitFor();
    await picture(page, `manage-record-${name}`);
    await page.getByLabel('Text').fill('order 1234');
    await page.getByLabel('What happened').selectOption('request.opened');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/text=order\+1234/);
    await until(async () => (await page.locator('.m-entries > li').count()) === 1);
    expect(await found(page)).toEqual([]);
    const file = async (link: string) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: link }).click()]);
      return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
    };
    const lines = await file('Export JSON Lines');
    expect(lines.name).toMatch(/^countersign-audit-.*\.jsonl$/);
    expect(JSON.parse(lines.text)).toMatchObject({ kind: 'request.opened', title: 'Refund order 1234' });
    await page.getByRole('button', { name: 'Clear' }).click();
    await until(async () => (await page.locator('.m-entries > li').count()) > 1);
    // What a spreadsheet would run does not begin its cell.
    expect((await file('Export CSV')).text).toContain(`,"'=HYPERLINK(""https://evil.example"")",`);
  });

  test.each(sizes)('whoever is no manager is told so, and enters their own absence (%s)', async (name, size) => {
    const page = await visit('/manage/people', size, 'ada');
    await page.getByText('This is for managers').waitFor();
    await picture(page, `manage-not-yours-${name}`);
    expect(await found(page)).toEqual([]);
    await page.getByRole('link', { name: 'Your absences' }).click();
    await heading(page, 'Your absences');
    await page.getByLabel('Who stands in (optional)').fill('be');
    await page.getByRole('button', { name: 'Ben ben Choose' }).click();
    await page.getByLabel('Note (optional)').fill(`On a ${name}`);
    await page.getByRole('button', { name: 'Enter', exact: true }).click();
    const row = page.getByRole('listitem').filter({ hasText: `On a ${name}` });
    await row.getByText('Ben stands in').waitFor();
    await picture(page, `manage-absences-${name}`);
    expect(await found(page)).toEqual([]);
    await row.getByRole('button', { name: /Take it back/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
    await row.waitFor({ state: 'detached' });
  });

  // What the jobs above do not look at in light is looked at here.
  const everywhere = [
    ['phone', PHONE, false, ['policies', 'people', 'groups', 'agents', 'new-policy']],
    ['dark', DESKTOP, true, ['policies', 'policies/refunds', 'policies/refunds/history', 'people', 'people/ada']],
    ['dark, further', DESKTOP, true, ['groups/finance', 'absences', 'agents', 'channels', 'pauses', 'record']],
  ] as const;
  test.each(everywhere)(
    'nothing is out of reach, wider than the screen or too faint on any page (%s)',
    async (_name, size, dark, paths) => {
      const page = await dashboard.visit('max', '/manage', { size, dark });
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      for (const path of paths) {
        await page.goto(`${dashboard.service.url}/manage/${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await until(async () => (await page.locator('.skeleton').count()) === 0);
        expect([path, await found(page)]).toEqual([path, []]);
        expect([path, await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')]).toEqual([path, true]);
        await picture(page, `manage-all-${path.replaceAll('/', '-')}-${dark ? 'dark' : 'phone'}`);
      }
      expect(complaints).toEqual([]);
    },
  );
});
