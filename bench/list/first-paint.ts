import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { createSession } from '../../src/ledger/sessions.js';
import type { Db } from '../../src/ledger/ledger.js';
import type { Figure } from '../report.js';

const AIM = { atMost: 1_500 };
/** Lighthouse's "slow 4G" and a middling phone. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const SLOWER_CPU = 4;
/** By then the script has long drawn over what the server drew. */
const SETTLED_MS = 6_000;

interface Phone {
  db: Db;
  url: string;
  personId: string;
}

/** One first visit in a new browser profile: milliseconds until the largest text was painted, and until the page took clicks. */
async function visit(browser: Browser, { db, url, personId }: Phone, path: string): Promise<{ paintMs: number; aliveMs: number }> {
  const context = await browser.newContext({ viewport: { width: 375, height: 812 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true });
  try {
    const { token } = await createSession(db, personId, Date.now());
    await context.addCookies([{ name: 'countersign', value: token, url, httpOnly: true, sameSite: 'Lax' }]);
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', SLOW_4G);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_CPU });
    await page.goto(url + path, { waitUntil: 'commit' });
    await page.locator('#root:not([inert]) .shell').waitFor({ state: 'attached' });
    const aliveMs = await page.evaluate<number>('performance.now()');
    await page.waitForTimeout(SETTLED_MS - aliveMs);
    const paintMs = await page.evaluate<number>(
      `new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))`,
    );
    return { paintMs, aliveMs };
  } finally {
    await context.close();
  }
}

/** First visits of a phone to the inbox and to a request, with the whole queue behind them; none where there is no Chromium. */
export async function paintFigures(
  phone: Phone & { requestId: string },
  repeats: number,
  say: (line: string) => void,
): Promise<readonly Figure[]> {
  const executablePath = process.env['COUNTERSIGN_TEST_CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    say(`No Chromium at ${executablePath} (COUNTERSIGN_TEST_CHROMIUM names another place): the first visits of a phone are left out.`);
    return [];
  }
  const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
  try {
    const figures: Figure[] = [];
    for (const [name, path] of [
      ['inbox', '/'],
      ['request', `/r/${phone.requestId}`],
    ] as const) {
      const visits = [];
      for (let repeat = -1; repeat < repeats; repeat += 1) {
        const each = await visit(browser, phone, path);
        say(`  first visit, ${name}: largest paint ${each.paintMs.toFixed(0)} ms, takes clicks at ${each.aliveMs.toFixed(0)} ms`);
        // The first only warms the service up.
        if (repeat >= 0) visits.push(each);
      }
      figures.push(
        { name: `phone, ${name}: largest paint`, unit: 'ms', values: visits.map(({ paintMs }) => paintMs), aim: AIM },
        { name: `phone, ${name}: takes clicks`, unit: 'ms', values: visits.map(({ aliveMs }) => aliveMs), aim: null },
      );
    }
    return figures;
  } finally {
    await browser.close();
  }
}
