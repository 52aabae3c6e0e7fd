import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { CDPSession, Page } from 'playwright-core';
import { until } from '../support/until.js';
import { PHONE, startDashboard, type Dashboard } from './support/dashboard.js';
import { INBOX_POLICIES, open, refund, type Opened } from './support/inbox-scenes.js';

// Guarded, because a machine without a browser can still run everything else.
const withBrowser = process.env['COUNTERSIGN_TEST_SKIP_BROWSER'] ? describe.skip : describe;

const MOST_SCRIPT_BYTES = 150_000;
/** Enough that neither memory nor document could hold them unnoticed; the API's own times with 100,000 are in bench/. */
const MANY = 20_000;
/** Lighthouse's "slow 4G" and a middling phone. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const SLOWER_CPU = 4;

withBrowser('the dashboard under load', () => {
  let dashboard: Dashboard;
  let template: Opened;
  const figures: Record<string, { scriptBytes: number; largestPaintMs: number }> = {};

  beforeAll(async () => {
    dashboard = await startDashboard({ policies: INBOX_POLICIES });
    await dashboard.person('ada', ['finance']);
    template = await open(dashboard.service, await dashboard.service.agentKey('support-bot'), refund(1));
  });
  afterAll(async () => {
    mkdirSync('artifacts/dashboard', { recursive: true });
    writeFileSync('artifacts/dashboard/first-load.json', `${JSON.stringify({ profile: { ...SLOW_4G, SLOWER_CPU }, figures }, null, 2)}\n`);
    await dashboard.stop();
  });

  /** Compressed bytes of all script that the browser loads, as they came over the line. */
  async function countScript(cdp: CDPSession): Promise<() => number> {
    const scripts = new Set<string>();
    let bytes = 0;
    cdp.on('Network.responseReceived', ({ requestId, type }) => type === 'Script' && scripts.add(requestId));
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) bytes += encodedDataLength;
    });
    await cdp.send('Network.enable');
    return () => bytes;
  }
  function largestPaint(page: Page): Promise<number> {
    return page.evaluate(
      `new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }))`,
    );
  }

  test.each([
    ['/', 'Refund 1 EUR'],
    ['/r/:id', 'Refund 1 EUR'],
  ])('loads at most 150 kB of compressed script for %s', async (path, title) => {
    const page = await (await dashboard.context('ada', { size: PHONE })).newPage();
    const cdp = await page.context().newCDPSession(page);
    const scriptBytes = await countScript(cdp);
    await cdp.send('Network.emulateNetworkConditions', SLOW_4G);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_CPU });
    await page.goto(dashboard.service.url + path.replace(':id', template.id));
    await page.getByRole('heading', { name: title }).first().waitFor();
    figures[path] = { scriptBytes: scriptBytes(), largestPaintMs: Math.round(await largestPaint(page)) };
    expect(scriptBytes()).toBeGreaterThan(10_000);
    expect(scriptBytes()).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
  });

  test('keeps its document small, however many requests wait and however far one scrolls', async () => {
    const { db } = dashboard.service;
    // Digits alone are ids too, older than every real one.
    const id = sql`'req_0' || lpad(n::text, 25, '0')`;
    const copies = sql`generate_series(1, ${sql.lit(MANY)}) n`;
    await db.transaction().execute(async (tx) => {
      await sql`set local statement_timeout = 0`.execute(tx);
      await sql`insert into requests select (jsonb_populate_record(r, jsonb_build_object('id', ${id}, 'title', 'Copy ' || n))).*
        from requests r, ${copies} where r.id = ${template.id}`.execute(tx);
      await sql`insert into revisions select (jsonb_populate_record(v, jsonb_build_object('request_id', ${id}))).*
        from revisions v, ${copies} where v.request_id = ${template.id}`.execute(tx);
    });
    const page = await dashboard.visit('ada', '/');
    await page.getByRole('link', { name: /Waiting for me 10,000\+/ }).waitFor();
    const rows = page.locator('.inbox-row');
    const pane = page.locator('.inbox-pane');
    await rows.first().waitFor();
    const lowest = async () => Math.min(...(await rows.locator('strong').allTextContents()).map((text) => Number(/\d+/.exec(text)?.[0])));
    // Past more pages of 40 than the eight that are kept.
    for (let wanted = MANY - 30; wanted > MANY - 480; wanted -= 40) {
      await until(async () => {
        await pane.evaluate('(element) => element.scrollTo(0, element.scrollHeight)');
        return (await lowest()) <= wanted;
      }, 15_000);
      expect(await page.locator('.virtual > li').count()).toBeLessThan(60);
    }
    await pane.evaluate('(element) => element.scrollTo(0, 0)');
    await rows.getByText('Refund 1 EUR').waitFor();
  });
});
