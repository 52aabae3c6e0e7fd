import { ApplicationFailure } from '@temporalio/common';
import { assertNever } from '../contracts/assert-never.js';
import { FAILURES } from '../contracts/failures.js';
import type { DomainEvent } from '../domain/state.js';
import { findRequest } from '../ledger/requests.js';
import { advance, RequestMissing } from '../moves/advance.js';
import { openRequest } from '../moves/open.js';
import { grantPermit } from '../moves/permit.js';
import type { LedgerActivities, StepEvent } from './activities.js';
import type { ActivityDeps } from './deps.js';

/** The short steps of the workflow: one SQL transaction each. */
export function createLedgerActivities({ moves, taskQueue, permitLeaseMs, clock, clockAheadMs }: ActivityDeps): LedgerActivities {
  // A run's clock is the server's. Whoever can start activities of their own could claim any hour and so fire a timeout early.
  const bounded = (nowMs: number): number => Math.min(nowMs, clock() + clockAheadMs);
  return {
    advanceRequest: ({ requestId, event, nowMs, seen }) =>
      refusable(() => advance(moves, requestId, domainEvent(event, bounded(nowMs)), bounded(nowMs), seen)),

    openFromWorkflow: ({ requestId, open, nowMs, seen }) =>
      refusable(async () => {
        await moves.db.transaction().execute(async (tx) => {
          // A replayed or second start finds the row: the primary key is what makes a request unique.
          if (await findRequest(tx, requestId)) return;
          const asker = { kind: 'workflow' as const, id: open.parent.workflowId, agent: null, ownerId: null };
          const opened = await openRequest(moves, tx, requestId, asker, open.body, taskQueue, bounded(nowMs));
          if (opened.kind === 'refused') {
            throw ApplicationFailure.nonRetryable(`${opened.code}: ${opened.message}`, FAILURES.requestRefused, {
              code: opened.code,
              field: opened.field,
            });
          }
        });
        return advance(moves, requestId, null, bounded(nowMs), seen);
      }),

    takePermit: ({ requestId, digest, nowMs }) =>
      refusable(async () => {
        // Only for what a workflow opened: every other permit goes out through a door that knows who asks.
        const row = await findRequest(moves.db, requestId);
        if (row?.requested_by_kind !== 'workflow') return null;
        const permit = await grantPermit(moves, requestId, digest, row.requested_by_id, permitLeaseMs, bounded(nowMs));
        if (permit?.kind === 'paused') return { paused: true };
        return permit?.kind === 'granted' ? { permitId: permit.permitId, args: permit.args } : null;
      }),
  };
}

function domainEvent(event: StepEvent, atMs: number): DomainEvent | null {
  switch (event.kind) {
    case 'none':
      return null;
    case 'tick':
      return { kind: 'tick', atMs };
    case 'cancelRequested':
      return { kind: 'withdrawn', by: 'operator', who: 'temporal', reason: event.reason, atMs };
    case 'proposalFailed':
      return { kind: 'proposalFailed', by: 'agent', reason: event.reason, atMs };
    default:
      return assertNever(event);
  }
}

async function refusable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RequestMissing) throw ApplicationFailure.nonRetryable(error.message, FAILURES.requestMissing);
    throw error;
  }
}
