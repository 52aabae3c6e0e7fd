import { ApplicationFailure } from '@temporalio/common';
import { cancellationSignal } from '@temporalio/activity';
import type { ProposedAction } from '../contracts/action.js';
import { FAILURES } from '../contracts/failures.js';
import { definitionOf } from '../ledger/definitions.js';
import { findRevision } from '../ledger/revisions.js';
import { addToOutbox } from '../ledger/outbox.js';
import { isActive } from '../ledger/people.js';
import type { FollowUp } from '../moves/follow-up.js';
import { moveView } from '../moves/move-view.js';
import { inSession } from '../moves/session.js';
import type { WorldActivities } from './activities.js';
import type { ActivityDeps } from './deps.js';
import { findDefinition } from './registry.js';

/** Asks the action's own definition how to undo it, and promises that as a request of its own: people approve it like any other. */
export function createCompensateActivity(deps: ActivityDeps): Pick<WorldActivities, 'compensateEffect'> {
  return {
    async compensateEffect(requestId) {
      const undo = await undoOf(deps, requestId);
      const nowMs = deps.clock();
      const result = await inSession(deps.moves, requestId, nowMs, async (session) => {
        if (undo.kind === 'impossible') {
          session.apply({ kind: 'compensationFailed', reason: undo.reason, atMs: nowMs });
          return;
        }
        const state = session.state();
        const { revision } = state;
        // Who wanted it undone has had their say; others look at how.
        const settledBy = state.status === 'unknown' ? (state.compensating?.by ?? null) : null;
        if (session.apply({ kind: 'compensated', atMs: nowMs }).kind === 'ignored') return;
        const { requester_id: requester, owner_id: neither, agent } = session.row;
        // Who asked for the effect, or answers for its agent, does not approve its undo either.
        const body = {
          action: { ...undo.action },
          ...(requester !== null && (await isActive(session.tx, requester)) ? { requester } : {}),
        };
        const followUp: FollowUp = {
          key: `undo/${requestId}/${revision}`,
          asked: null,
          neither,
          excluded: settledBy === null ? [] : [settledBy],
          agent,
          body,
        };
        await addToOutbox(session.tx, { requestId, kind: 'open', payload: { ...followUp } });
      });
      if (result.kind === 'missing') throw ApplicationFailure.nonRetryable(`there is no request ${requestId}`, FAILURES.requestMissing);
      return moveView(result.row, result.state, result.move, result.effects);
    },
  };
}

type Undo = { kind: 'possible'; action: ProposedAction } | { kind: 'impossible'; reason: string };

async function undoOf({ moves, registry }: ActivityDeps, requestId: string): Promise<Undo> {
  const latest = await moves.db.selectFrom('requests').select('revision').where('id', '=', requestId).executeTakeFirst();
  const action = latest && (await findRevision(moves.db, requestId, latest.revision))?.action;
  if (!action) throw ApplicationFailure.nonRetryable(`there is no revision of ${requestId}`, FAILURES.requestMissing);
  const definition = findDefinition(registry, action);
  // Nobody but a caller ever ran it, so that no worker will ever know.
  if (!definition && !(await definitionOf(moves.db, action.type, action.version)))
    return { kind: 'impossible', reason: `no worker has registered ${action.type}, so nothing says how to undo it` };
  if (!definition) throw ApplicationFailure.retryable(`action ${action.type} is not registered in this worker`, FAILURES.notRegistered);
  if (!definition.undo) return { kind: 'impossible', reason: `the definition of ${action.type} does not say how to undo it` };
  return { kind: 'possible', action: await definition.undo(action.args, cancellationSignal()) };
}
