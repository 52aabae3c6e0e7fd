import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { openLedger } from '../../src/ledger/ledger.js';
import { migrate } from '../../src/ledger/migrate.js';
import { freePort } from '../../src/processes/ports.js';
import { startChild } from '../child.js';
import { createCall } from '../http-json.js';
import type { Figure } from '../report.js';
import type { Servers } from '../servers.js';
import { percentile } from '../statistics.js';
import { paintFigures } from './first-paint.js';
import { seedQueue } from './seed.js';
import { SORTS, views } from './views.js';

const REQUESTS = 100_000;
const AIM = { atMost: 50 };
const COUNTED = 20;

/** A database of its own beside the other one: what is measured there does not wait behind 100,000 rows. */
async function makeDatabase(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('create database bench_list');
  } finally {
    await client.end();
  }
  return Object.assign(new URL(url), { pathname: '/bench_list' }).href;
}

/** Each view of the inbox in each order, one call after another over HTTP: its first page, and the one after it. */
export async function listFigures(servers: Servers, repeats: number, say: (line: string) => void): Promise<Figure[]> {
  say(`the queue: ${REQUESTS} requests are made`);
  const databaseUrl = await makeDatabase(servers.databaseUrl);
  const db = openLedger({ url: databaseUrl });
  await migrate(db);
  await seedQueue(db, REQUESTS, Date.now());
  const child = await startChild('list/list-child', {
    COUNTERSIGN_PORT: String(await freePort()),
    COUNTERSIGN_DEMO: 'false',
    COUNTERSIGN_ADMIN_KEY: 'csk_bench_0123456789abcdefghijklmnop',
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: servers.temporalAddress,
  });
  const http = createCall(child.info['url'] ?? '');
  const timed = async (path: string, by: string) => {
    const startedAt = performance.now();
    const { status, body } = await http.call('GET', path, child.info[by] ?? '');
    const ms = performance.now() - startedAt;
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return { ms, nextCursor: (body as { nextCursor?: string | null }).nextCursor ?? null };
  };
  const asked = views(Date.now()).flatMap((view) => SORTS.map((sort) => ({ ...view, sort })));
  const first: number[][] = [];
  const next: number[][] = [];
  const counts: number[][] = [];
  const paints: Figure[] = [];
  try {
    for (let repeat = -1; repeat < repeats; repeat += 1) {
      const [firsts, nexts]: [number[], number[]] = [[], []];
      let slowest = { ms: 0, name: '' };
      for (const { name, by, query, sort } of asked) {
        const path = `/v1/requests?${new URLSearchParams({ ...query, sort }).toString()}`;
        const page = await timed(path, by);
        firsts.push(page.ms);
        if (page.ms > slowest.ms) slowest = { ms: page.ms, name: `${name}, ${sort}` };
        if (page.nextCursor !== null) nexts.push((await timed(`${path}&cursor=${page.nextCursor}`, by)).ms);
      }
      const counted = [];
      for (let n = 0; n < COUNTED; n += 1)
        for (const by of ['ada', 'bob', 'dan']) counted.push((await timed('/v1/requests/counts', by)).ms);
      say(`  first page p95 ${percentile(firsts, 0.95).toFixed(1)} ms, slowest ${slowest.ms.toFixed(0)} ms (${slowest.name})`);
      // The first round only warms up.
      if (repeat < 0) continue;
      first.push(firsts);
      next.push(nexts);
      counts.push(counted);
    }
    const { body } = await http.call('GET', '/v1/requests?scope=waiting&limit=1', child.info['ada'] ?? '');
    const [{ id = '' } = {}] = (body as { items: { id?: string }[] }).items;
    paints.push(...(await paintFigures({ db, url: child.info['url'] ?? '', personId: 'ada', requestId: id }, repeats, say)));
  } finally {
    http.close();
    await child.stop();
    await db.destroy();
  }
  const figure = (name: string, of: readonly number[][], share: number, aim: Figure['aim']): Figure => ({
    name: `list of ${REQUESTS.toLocaleString('en')}: ${name}`,
    unit: 'ms',
    values: of.map((values) => percentile(values, share)),
    aim,
  });
  return [
    figure('first page, p50', first, 0.5, null),
    figure('first page, p95', first, 0.95, AIM),
    figure('first page, slowest', first, 1, null),
    figure('following page, p95', next, 0.95, AIM),
    figure('counts, p95', counts, 0.95, AIM),
    ...paints,
  ];
}
