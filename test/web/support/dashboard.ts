import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pino } from 'pino';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Permission } from '../../../src/contracts/principal.js';
import { createSession } from '../../../src/ledger/sessions.js';
import { startTestService, type TestService, type TestServiceOptions } from '../../support/service.js';

export const PHONE = { width: 375, height: 812 };
export const DESKTOP = { width: 1280, height: 860 };
export type Size = typeof PHONE;

/** Looked at by people; not kept in the repository. */
const PICTURES = 'artifacts/dashboard';
const SWITCHES = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

interface Visit {
  size?: Size;
  dark?: boolean;
  script?: boolean;
  /** The session's start, milliseconds since 1970; default now. */
  signedInAtMs?: number;
}

/** The whole service with its dashboard, and browsers in which people are signed in. */
export interface Dashboard {
  service: TestService;
  browser: Browser;
  /** A person's key, made with the person. */
  person(id: string, groups: readonly string[], permissions?: readonly Permission[]): Promise<string>;
  /** A browser of its own, in which that person is signed in. */
  context(personId: string, visit?: Visit): Promise<BrowserContext>;
  /** The same, with a page of the dashboard at that path, whose script has loaded. */
  visit(personId: string, path: string, visit?: Visit): Promise<Page>;
  /** Closes every browser opened so far: each holds a stream of moves, of which one person has only so many. */
  leave(): Promise<void>;
  stop(): Promise<void>;
}

export async function startDashboard(options: TestServiceOptions = {}): Promise<Dashboard> {
  const undrawn: string[] = [];
  const note = (line: string) => void (line.includes('first view not drawn') && undrawn.push(line));
  const service = await startTestService({ ...options, log: pino({ level: 'error' }, { write: note }) });
  const browser = await chromium.launch({
    executablePath: process.env['COUNTERSIGN_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    args: SWITCHES,
  });
  const contexts: BrowserContext[] = [];

  async function context(personId: string, visit: Visit = {}): Promise<BrowserContext> {
    const { size = DESKTOP, dark = false, script = true, signedInAtMs = Date.now() } = visit;
    const made = await browser.newContext({
      viewport: size,
      deviceScaleFactor: 2,
      hasTouch: size === PHONE,
      isMobile: size === PHONE,
      colorScheme: dark ? 'dark' : 'light',
      javaScriptEnabled: script,
      timezoneId: 'Europe/Berlin',
      locale: 'en-GB',
    });
    made.setDefaultTimeout(15_000);
    contexts.push(made);
    const { token } = await createSession(service.db, personId, signedInAtMs);
    await made.addCookies([{ name: 'countersign', value: token, url: service.url, httpOnly: true, sameSite: 'Lax' }]);
    return made;
  }

  async function leave(): Promise<void> {
    for (const each of contexts.splice(0)) await each.close();
  }

  return {
    service,
    browser,
    person: (id, groups, permissions) => service.person(id, groups, permissions),
    context,
    async visit(personId, path, visit) {
      const page = await (await context(personId, visit)).newPage();
      await page.goto(`${service.url}${path}`);
      if (visit?.script !== false) await alive(page);
      return page;
    },
    leave,
    async stop() {
      await leave();
      await browser.close();
      await service.stop();
      if (undrawn.length > 0) throw new Error(`pages that could only be drawn with a browser:\n${undrawn.join('')}`);
    },
  };
}

/** Waits until the script has taken over from the server's drawing, so that keys and clicks do something. */
export async function alive(page: Page): Promise<void> {
  await page.locator('#root:not([inert])').waitFor({ state: 'attached' });
}

/** Takes a picture of the whole page into artifacts/dashboard. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2 AA, and what axe holds to be good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface AxeResults {
  violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
}

/** What axe finds on the page as it is, a line each; empty where it finds nothing. */
export async function axe(page: Page): Promise<string[]> {
  // Not as a script element: the page's own policy would refuse it.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  await session.detach();
  const results = await page.evaluate(
    (tags) => (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({ runOnly: tags }),
    RULES,
  );
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n  ${html}\n  ${failureSummary ?? ''}`),
  );
}
