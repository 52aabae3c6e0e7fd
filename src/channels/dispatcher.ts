import type { Logger } from 'pino';
import type { ReviewerRef } from '../contracts/plan.js';
import type { RequestView } from '../contracts/view.js';
import { leaseDeliveries, reviveFailed } from '../ledger/deliveries.js';
import type { Db } from '../ledger/ledger.js';
import type { Channel } from './channel.js';
import { deliverOne } from './deliver-one.js';
import { fanOutNotices } from './fan-out.js';
import { createPolling, IDLE_MS } from './polling.js';

export interface DispatcherDeps {
  db: Db;
  channels: readonly Channel[];
  /** The request as it is now; cards are rendered from it alone. */
  loadView: (requestId: string) => Promise<RequestView | null>;
  /** Who is told of an unknown outcome where nobody had been asked. */
  defaultReviewers: readonly ReviewerRef[];
  log: Logger;
  /** How long it lets be when nothing is due, milliseconds; default half a second. */
  idleMs?: number;
}

export interface Dispatcher {
  start(): Promise<void>;
  /** Waits for what is under way (at most the channels' own timeouts). */
  stop(): Promise<void>;
  /** Looks at once instead of at the next poll: call it after a move. */
  wake(): void;
  /** Fans out and delivers until nothing is due; returns how many notices and deliveries were handled. For tests and one-off runs. */
  drainOnce(): Promise<number>;
}

// Far above the 10 s that channels allow themselves: a lease that ends under a living process would show a card twice.
const LEASE_MS = 60_000;
// Vendors limit posts to about one a second and place; more at once would only be refused.
const AT_ONCE = 4;

/**
 * Brings cards to people: turns notices into deliveries and delivers until every card shows the newest move. Each channel has a loop of
 * its own, so that one that hangs or is limited holds up nobody else. Any number of processes may run one (rows are leased).
 */
export function createDispatcher({ db, channels, loadView, defaultReviewers, log, idleMs = IDLE_MS }: DispatcherDeps): Dispatcher {
  const stopping = new AbortController();
  // A vendor that said "retry after" is left alone until then by this whole process, not only for the card that
  // was refused.
  const pausedUntil = new Map<string, number>();

  const fanOut = () => fanOutNotices({ db, channels, loadView, defaultReviewers });

  async function deliverDue(channel: Channel): Promise<number> {
    if (performance.now() < (pausedUntil.get(channel.name) ?? 0)) return 0;
    const leased = await leaseDeliveries(db, channel.name, AT_ONCE, LEASE_MS);
    await Promise.all(
      leased.map(async (delivery) => {
        const result = await deliverOne(db, channel, delivery, loadView, stopping.signal);
        const about = { requestId: delivery.requestId, channel: channel.name, target: delivery.target, attempts: delivery.attempts };
        if (result.kind === 'later') {
          if (result.afterMs !== null && channel.limits === 'everywhere') pausedUntil.set(channel.name, performance.now() + result.afterMs);
          log.warn({ ...about, error: result.error, afterMs: result.afterMs }, 'delivery put off');
        } else if (result.kind === 'failed') log.error({ ...about, error: result.error }, 'delivery failed');
        else log.debug(about, 'delivered');
      }),
    );
    return leased.length;
  }

  const loops = [
    createPolling({ name: 'fan-out', work: fanOut, idleMs, log, after: () => loops.slice(1).forEach((loop) => loop.wake()) }),
    ...channels.map((channel) =>
      createPolling({ name: channel.name, work: () => deliverDue(channel), idleMs, log, after: () => undefined }),
    ),
  ];

  return {
    start: async () => {
      await reviveFailed(
        db,
        channels.map((channel) => channel.name),
      );
      for (const loop of loops) loop.start();
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(loops.map((loop) => loop.stop()));
    },
    // The channels have nothing new before the fan-out has been round; it wakes them.
    wake: () => loops[0]?.wake(),
    drainOnce: async () => {
      let total = 0;
      for (;;) {
        const counts = [await fanOut(), ...(await Promise.all(channels.map(deliverDue)))];
        const handled = counts.reduce((sum, count) => sum + count, 0);
        if (handled === 0) return total;
        total += handled;
      }
    },
  };
}
