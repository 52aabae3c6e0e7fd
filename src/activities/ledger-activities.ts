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
export function createLedgerActivities({ moves, taskQueue, permitLeaseMs }: ActivityDeps): LedgerActivities {
  return {
    advanceRequest: ({ requestId, event, nowMs }) => refusable(() => advance(moves, requestId, domainEvent(event, nowMs), nowMs)),

    openFromWorkflow: ({ requestId, open, nowMs }) =>
      refusable(async () => {
        await moves.db.transaction().execute(async (tx) => {
          // A replayed or second start finds the row: the primary key is what makes a request unique.
          if (await findRequest(tx, requestId)) return;
          const asker = { kind: 'workflow' as const, id: open.parent.workflowId, agent: null, ownerId: null };
          const opened = await openRequest(moves, tx, requestId, asker, open.body, taskQueue, nowMs);
          if (opened.kind === 'refused') {
            throw ApplicationFailure.nonRetryable(`${opened.code}: ${opened.message}`, FAILURES.requestRefused, {
              code: opened.code,
              field: opened.field,
            });
          }
        });
        return advance(moves, requestId, null, nowMs);
      }),

    takePermit: ({ requestId, digest, nowMs }) =>
      refusable(async () => {
        const permit = await grantPermit(moves, requestId, digest, 'parent workflow', permitLeaseMs, nowMs);
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
