import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { sql } from 'kysely';
import type { RequestHandler } from 'express';
import { STATUSES, isTerminal } from '../contracts/status.js';
import type { Db } from '../ledger/ledger.js';
import { outboxLag } from '../ledger/outbox.js';
import { countPauses } from '../ledger/pauses.js';

const OPEN = STATUSES.filter((status) => !isTerminal(status));

/** Figures that come from the ledger at each scrape, so that every process tells the same. */
export function registerLedgerGauges(registry: Registry, db: Db): void {
  const gauge = (name: string, help: string, labelNames: string[], collect: (self: Gauge) => Promise<void>) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        // A ledger that is away must not take the other figures with it.
        await collect(this).catch(() => this.reset());
      },
    });

  gauge('countersign_requests_open', 'Requests that are not over, by status', ['status'], async (self) => {
    const rows = await db
      .selectFrom('requests')
      .select(['status', (eb) => eb.fn.countAll<string>().as('n')])
      .where('status', 'in', OPEN)
      .groupBy('status')
      .execute();
    for (const status of OPEN) self.set({ status }, Number(rows.find((row) => row.status === status)?.n ?? 0));
  });
  gauge('countersign_pauses_active', 'Pauses of effects that hold (the kill switch), by scope', ['scope'], async (self) => {
    for (const [scope, n] of Object.entries(await countPauses(db))) self.set({ scope }, n);
  });
  gauge('countersign_outbox_lag_seconds', 'Age of the oldest start, wake-up or cancel that Temporal has not taken', [], async (self) => {
    self.set((await outboxLag(db)).oldestSeconds);
  });
  gauge('countersign_outbox_waiting', 'Starts, wake-ups and cancels that Temporal has not taken', [], async (self) => {
    self.set((await outboxLag(db)).waiting);
  });
  gauge('countersign_deliveries_behind', 'Cards that do not show the newest state yet, by channel', ['channel'], async (self) => {
    self.reset();
    const rows = await db
      .selectFrom('deliveries')
      .select(['channel', (eb) => eb.fn.countAll<string>().as('n')])
      .where(sql<boolean>`shown_move < wanted_move`)
      .where('failed', '=', false)
      .groupBy('channel')
      .execute();
    for (const row of rows) self.set({ channel: row.channel }, Number(row.n));
  });
  gauge(
    'countersign_deliveries_failed',
    'Deliveries given up for good on requests that are not over, by channel',
    ['channel'],
    async (self) => {
      self.reset();
      const rows = await db
        .selectFrom('deliveries')
        .innerJoin('requests', 'requests.id', 'deliveries.request_id')
        .select(['deliveries.channel', (eb) => eb.fn.countAll<string>().as('n')])
        .where('deliveries.failed', '=', true)
        .where('requests.status', 'in', OPEN)
        .groupBy('deliveries.channel')
        .execute();
      for (const row of rows) self.set({ channel: row.channel }, Number(row.n));
    },
  );
}

export interface DoorMetrics {
  opened: Counter;
  decisions: Counter;
}

/** What passed this process's doors; summed over processes by whoever scrapes them. */
export function doorMetrics(registry: Registry): DoorMetrics {
  return {
    opened: new Counter({ name: 'countersign_requests_opened_total', help: 'Requests opened through this process', registers: [registry] }),
    decisions: new Counter({
      name: 'countersign_decisions_total',
      help: 'Decisions recorded through this process: counted "yes", "no" (with the reason) or "later"',
      labelNames: ['channel', 'verb', 'counted', 'reason'],
      registers: [registry],
    }),
  };
}

/** Times each call by its route, not by its path: ids would make a series per request. Long polls and streams are left out. */
export function httpDurations(registry: Registry): RequestHandler {
  const histogram = new Histogram({
    name: 'countersign_http_request_duration_seconds',
    help: 'Time from the request to the end of the answer; long polls and streams left out',
    labelNames: ['method', 'route', 'status'],
    // The click is promised within 100 ms at the 99th percentile; Slack gives up at 3 s.
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 3, 10],
    registers: [registry],
  });
  return (req, res, next) => {
    const stop = histogram.startTimer();
    res.once('finish', () => {
      const route = (res.locals['route'] as string | undefined) ?? 'other';
      if (!route.endsWith('/wait') && route !== '/v1/events') stop({ method: req.method, route, status: String(res.statusCode) });
    });
    next();
  };
}
