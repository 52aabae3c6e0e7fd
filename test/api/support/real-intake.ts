import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import type { Intake } from '../../../src/intake/intake.js';
import { createIntake } from '../../../src/intake/create-intake.js';
import type { Temporal } from '../../../src/intake/temporal.js';
import type { Db } from '../../../src/ledger/ledger.js';
import { advance } from '../../../src/moves/advance.js';

/**
 * The real intake and the real moves over the real ledger, with the shortest possible stand-in for Temporal and its worker: a signal counts what
 * was committed, at once. Runs with Temporal itself are tested with the whole service.
 */
export function realIntake(db: Db, clock: () => number): Intake {
  const moves = {
    db,
    defaultReviewers: ['group:reviewers'] as const,
    onMove: () => undefined,
    nextMove: (_id: string, withinMs: number) => delay(withinMs),
  };
  const temporal: Temporal = {
    start: () => Promise.resolve('started'),
    async signal(requestId) {
      await advance(moves, requestId, null, clock());
      return 'sent';
    },
    cancel: () => Promise.resolve(),
    describe: () => Promise.resolve({ status: 'missing' }),
    history: () => Promise.resolve('{}'),
    brokenRuns: () => Promise.resolve([]),
    newestRuns: () => Promise.resolve([]),
  };
  const links = (id: string) => ({ self: `http://localhost/v1/requests/${id}`, page: `http://localhost/r/${id}`, temporal: null });
  return createIntake({ moves, temporal, links, log: pino({ level: 'silent' }), clock, taskQueue: 'test', permitLeaseMs: 60_000 });
}
