import { ApplicationFailure } from '@temporalio/common';
import { cancellationSignal } from '@temporalio/activity';
import type { Action } from '../contracts/action.js';
import { FAILURES } from '../contracts/failures.js';
import type { MoveView } from '../contracts/move-view.js';
import { approvedRevision, groundMoved, recordObservation, revisionToObserve } from '../moves/observation.js';
import type { WorldActivities } from './activities.js';
import type { ActivityDeps } from './deps.js';
import { findDefinition } from './registry.js';

/** Longest fingerprint that is kept, in characters; one that is longer is compared by its beginning. */
const LONGEST_PRINT = 200;

/** Takes the fingerprint of what an action rests on while people look at it. */
export function createObserveActivity(deps: ActivityDeps): Pick<WorldActivities, 'observeAction'> {
  return {
    async observeAction(requestId) {
      const row = await revisionToObserve(deps.moves.db, requestId);
      if (!row) return;
      await recordObservation(deps.moves, requestId, row.revision, await printOf(deps, row.action), deps.clock());
    },
  };
}

export type Ground =
  /** Nothing runs on it: this is where the request stands. */
  | { kind: 'moved'; view: MoveView }
  /** This revision may be claimed, and no other; null: none was approved. */
  | { kind: 'holds'; revision: number | null }
  /** No action here declares what it rests on. */
  | { kind: 'unlooked' };

/**
 * The last look before the claim: what the action rests on must be what it was when people were asked. The look and the effect are two steps, so
 * that a target that can should check once more by itself (an etag, a lease).
 */
export async function groundHolds(deps: ActivityDeps, requestId: string): Promise<Ground> {
  // Most deployments declare none, and then there is nothing to read.
  if (deps.registry.actions.every(({ precondition }) => !precondition)) return { kind: 'unlooked' };
  const approved = await approvedRevision(deps.moves.db, requestId);
  if (!approved) return { kind: 'holds', revision: null };
  const { revision: row, asked } = approved;
  const holds = { kind: 'holds' as const, revision: row.revision };
  if (!asked || !findDefinition(deps.registry, row.action)?.precondition) return holds;
  const print = await printOf(deps, row.action);
  if (print === row.observed) return holds;
  const reason =
    row.observed === null
      ? `nobody had looked at what it rests on when people were asked; it is ${print} now`
      : `what it rests on has changed since people were asked: ${row.observed} then, ${print} now`;
  const changed = { revision: row.revision, reason, print };
  return { kind: 'moved', view: await groundMoved(deps.moves, requestId, changed, deps.clock()) };
}

async function printOf({ registry }: ActivityDeps, action: Action): Promise<string> {
  const definition = findDefinition(registry, action);
  if (!definition?.precondition) {
    throw ApplicationFailure.retryable(
      `action ${action.type} version ${action.version} is not registered in this worker`,
      FAILURES.notRegistered,
    );
  }
  return (await definition.precondition(action.args, cancellationSignal())).slice(0, LONGEST_PRINT);
}
