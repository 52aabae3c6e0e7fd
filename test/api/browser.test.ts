import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { DecideBody } from '../../src/contracts/decision.js';
import type { AuditEntry, RequestView } from '../../src/contracts/view.js';
import { setGroupsOf } from '../../src/ledger/groups.js';
import { insertPerson, updatePerson } from '../../src/ledger/people.js';
import { createSignInLink } from '../../src/ledger/sign-in-links.js';
import { describeArgs } from '../support/describe-args.js';
import { SCENE_PEOPLE, scenes } from './support/page-scenes.js';
import { fakeIntake } from './support/fake-intake.js';
import { SAMPLE_ID, sampleAction, sampleView } from './support/sample-view.js';
import { startApi, type TestApi } from './support/start-api.js';

// Guarded, because a machine without a browser can still run everything else.
const withBrowser = process.env['COUNTERSIGN_TEST_SKIP_BROWSER'] ? describe.skip : describe;
/** Looked at by people; not kept in the repository. */
const PICTURES = 'artifacts/pages';
const SWITCHES = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

withBrowser('in a browser', () => {
  let api: TestApi;
  let browser: Browser;
  let view: RequestView;
  let audit: readonly AuditEntry[];
  let decided: DecideBody[];
  let moved: () => void = () => undefined;

  beforeAll(async () => {
    api = await startApi(
      fakeIntake({
        view: () => Promise.resolve({ kind: 'ok', value: view }),
        audit: () => Promise.resolve({ kind: 'ok', value: [...audit] }),
        list: () => Promise.resolve({ kind: 'ok', value: { items: [], nextCursor: null } }),
        wait: (_by, _id, _until, _ms, options) =>
          new Promise((resolve) => {
            const done = () => resolve({ kind: 'ok', value: view });
            if (view.move > (options?.sinceMove ?? 0)) done();
            else moved = done;
            options?.signal?.addEventListener('abort', done);
          }),
        decide: (personId, _id, body) => {
          decided.push(body);
          const by = { id: personId, name: 'Ada' };
          const words = { comment: body.comment ?? null, args: null, answer: null, reason: null };
          const decision = {
            decisionId: body.decisionId ?? '',
            verb: body.verb,
            by,
            revision: body.revision,
            digest: body.digest,
            ...words,
          };
          view = {
            ...view,
            move: view.move + 1,
            decisions: [
              {
                ...decision,
                ...{
                  counted: true,
                  at: new Date().toISOString(),
                  channel: 'page',
                  onBehalfOf: null,
                  to: body.to ?? null,
                  from: null,
                  forMs: null,
                },
              },
            ],
          };
          return Promise.resolve({
            kind: 'ok',
            value: { decisionId: decision.decisionId, counted: true, reason: null, status: view.status },
          });
        },
      }),
    );
    for (const [id, name] of Object.entries(SCENE_PEOPLE)) await insertPerson(api.db, { id, name, email: null, permissions: [] });
    await setGroupsOf(api.db, 'ada', ['finance']);
    await updatePerson(api.db, 'ada', { attributes: { limit: 20_000 } });
    const properties = { amount: { type: 'number' }, note: { type: 'string' }, currency: { type: 'string' }, customer: { type: 'object' } };
    await describeArgs(api.db, 'payments.refund', { type: 'object', required: ['amount'], properties });
    // CHROMIUM names another binary than Debian's.
    browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: SWITCHES });
  }, 30_000);
  afterAll(async () => {
    await browser.close();
    await api.stop();
  });
  beforeEach(() => {
    view = sampleView();
    audit = [];
    decided = [];
  });

  async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<{ page: Page; problems: string[] }> {
    const page = await (await browser.newContext(options)).newPage();
    const problems: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    return { page, problems };
  }

  async function signIn(page: Page): Promise<void> {
    const { token } = await createSignInLink(api.db, { personId: 'ada', nextPath: `/r/${SAMPLE_ID}` }, Date.now());
    await page.goto(`${api.url}/sign-in?token=${token}`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${api.url}/r/${SAMPLE_ID}`);
  }

  test.each([true, false])('a person signs in by link and approves (script: %s)', async (javaScriptEnabled) => {
    const { page, problems } = await open({ javaScriptEnabled });
    await signIn(page);
    expect(decided).toEqual([]);
    await page.getByRole('button', { name: 'Approve revision 1' }).click();
    await page.getByText('Counted: you approved.').waitFor();
    expect(decided).toHaveLength(1);
    // Going back and loading anew sends nothing again.
    await page.reload();
    await page.goBack();
    expect(decided).toHaveLength(1);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a double click is one decision', async () => {
    const { page } = await open();
    await signIn(page);
    await page.getByRole('button', { name: 'Approve revision 1' }).dblclick();
    await page.getByText('Counted: you approved.').waitFor();
    expect(new Set(decided.map((body) => body.decisionId)).size).toBe(1);
    await page.context().close();
  });

  test('a person sends it back with words', async () => {
    const { page } = await open();
    await signIn(page);
    await page.getByText('Reject…').click();
    await page.getByLabel('Reason').selectOption('Too risky');
    await page.getByLabel('In your words').fill('Only INV-2031.');
    await page.getByRole('button', { name: 'Reject' }).click();
    await page.getByText('Counted: you sent it back.').waitFor();
    expect(decided[0]).toMatchObject({ verb: 'reject', comment: 'Too risky: Only INV-2031.' });
    await page.context().close();
  });

  test('an edit form that is sent as it came changes nothing, to the last white space', async () => {
    const { page } = await open();
    await signIn(page);
    await page.getByText('Edit…').click();
    await page.getByRole('button', { name: 'Propose the change' }).click();
    await page.getByText('Nothing is changed.').waitFor();
    expect(decided).toEqual([]);
    await page.getByLabel('amount').fill('11000');
    await page.getByRole('button', { name: 'Propose the change' }).click();
    await page.getByText('Counted: you changed the arguments.').waitFor();
    expect(decided[0]?.args).toEqual({ ...sampleAction.args, amount: 11_000 });
    await page.context().close();
  });

  test('an untouched page follows the request; one that is being written on only says so', async () => {
    const { page } = await open();
    await signIn(page);
    view = { ...view, move: view.move + 1, status: 'rejected', awaiting: null };
    moved();
    await page.getByText('Rejected', { exact: true }).waitFor();
    view = sampleView({ move: 20 });
    await page.goto(`${api.url}/r/${SAMPLE_ID}`);
    await page.getByText('Reject…').click();
    await page.getByLabel('In your words').fill('half a sentence');
    view = { ...view, move: 21, revision: 2 };
    moved();
    await page.getByText('This request has moved on.').waitFor();
    expect(await page.getByLabel('In your words').inputValue()).toBe('half a sentence');
    await page.context().close();
  });

  /** Nothing to scroll sideways, and everything to tap large enough for a thumb. */
  async function fits(page: Page, width: number): Promise<void> {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const small =
      await page.evaluate(`[...document.querySelectorAll('button, a.button, summary, input:not([type=hidden]), select, textarea')]
      .map((element) => element.closest('label.choice') ?? element)
      .filter((element) => element.getBoundingClientRect().height > 0 && element.getBoundingClientRect().height < 44)
      .map((element) => element.outerHTML.slice(0, 100))`);
    expect(small).toEqual([]);
    const nameless = await page.evaluate(`[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
      .filter((element) => element.labels.length === 0).map((element) => element.outerHTML.slice(0, 100))`);
    expect(nameless).toEqual([]);
    const twice = await page.evaluate(
      `[...document.querySelectorAll('[id]')].map(({ id }) => id).filter((id, index, all) => all.indexOf(id) !== index)`,
    );
    expect(twice).toEqual([]);
  }

  test('fits a phone: nothing to scroll sideways, everything to tap is 44 px', async () => {
    const { page, problems } = await open({ viewport: { width: 375, height: 667 }, colorScheme: 'dark' });
    await signIn(page);
    for (const summary of await page.locator('#decide summary').all()) await summary.click();
    await fits(page, 375);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test.each(scenes().map(({ name }) => name))('what is "%s" fits phone and desk, folded and unfolded', async (name) => {
    const scene = scenes().find((each) => each.name === name);
    if (!scene) throw new Error(`there is no scene ${name}`);
    ({ view, audit } = scene);
    for (const [width, height] of [
      [375, 667],
      [1280, 1600],
    ] as const) {
      const { page, problems } = await open({ viewport: { width, height } });
      await signIn(page);
      await page.screenshot({ path: `${PICTURES}/${name}-${width}.png`, fullPage: true });
      for (const summary of await page.locator('#decide summary').all()) await summary.click();
      await fits(page, width);
      if (width === 375) await page.locator('#decide').screenshot({ path: `${PICTURES}/${name}-forms.png` });
      expect(problems).toEqual([]);
      await page.context().close();
    }
  });

  test('a person hands it over from under "More…"', async () => {
    view = scenes()[0]?.view ?? view;
    const { page } = await open({ viewport: { width: 375, height: 667 } });
    await signIn(page);
    await page.getByText('More…').click();
    await page.getByText('Hand over…').click();
    await page.getByLabel('To whom?').selectOption({ label: 'Dora Maar (dora)' });
    await page.getByRole('button', { name: 'Hand over' }).click();
    await page.getByText('Counted: you handed it over.').waitFor();
    expect(decided[0]).toMatchObject({ verb: 'delegate', to: 'person:dora' });
    await page.context().close();
  });
});
