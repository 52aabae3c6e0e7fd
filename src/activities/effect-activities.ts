import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import type { Action } from '../contracts/action.js';
import { FAILURES } from '../contracts/failures.js';
import type { Json } from '../contracts/json.js';
import type { MoveView } from '../contracts/move-view.js';
import { renewLease } from '../ledger/executions.js';
import { claimEffect, type Work } from '../moves/claim.js';
import { finishEffect, type Report } from '../moves/finish.js';
import type { WorldActivities } from './activities.js';
import type { ActivityDeps } from './deps.js';
import { groundHolds } from './observe-activity.js';
import { findDefinition, OutcomeUnknown, type ActionDefinition, type ExecutionContext } from './registry.js';

/** How long an outcome that is known is offered to a ledger that does not answer, milliseconds. A failover takes less. */
const REPORT_FOR_MS = 60_000;
const REPORT_PAUSE_MS = 2_000;

/**
 * Runs an approved effect at most once per revision. The claim in the ledger decides who may run it; this attempt keeps its lease alive and
 * stops caring the moment it has lost it.
 */
export function createEffectActivities(deps: ActivityDeps): Pick<WorldActivities, 'executeAction'> {
  return {
    async executeAction(requestId) {
      // A holder is one attempt: the next attempt of the same worker must not walk into the first one's living lease.
      const holder = `${deps.identity}/${randomUUID()}`;
      const canRun = (action: Action) => findDefinition(deps.registry, action) !== undefined;
      const ground = await groundHolds(deps, requestId);
      if (ground.kind === 'moved') return ground.view;
      const looked = ground.kind === 'holds' ? { looked: ground.revision } : {};
      const by = { holder, leaseMs: deps.effectLeaseMs, canRun, ...looked, ...earlierClaim() };
      const claim = await claimEffect(deps.moves, requestId, by, deps.clock());
      switch (claim.kind) {
        case 'moved':
        case 'paused':
          return claim.view;
        case 'held':
          throw ApplicationFailure.create({
            message: `another attempt holds the effect until ${new Date(claim.untilMs).toISOString()}`,
            type: FAILURES.leaseHeld,
            nextRetryDelay: Math.max(500, claim.untilMs - deps.clock() + 200),
          });
        case 'foreign':
          throw ApplicationFailure.retryable(
            `action ${claim.type} version ${claim.version} is not registered in this worker`,
            FAILURES.notRegistered,
          );
        case 'run':
        case 'reconcile':
          return holding(deps, claim.work, (signal) =>
            claim.kind === 'run' ? run(deps, claim.work, signal) : reconcile(deps, claim.work, signal),
          );
      }
    },
  };
}

/** What an earlier attempt of this activity said of its claim: it outlives a ledger that is restored to an older moment. */
function earlierClaim(): { earlier?: { revision: number; fence: number } } {
  const told = activityInfo().heartbeatDetails as { revision?: unknown; fence?: unknown } | undefined;
  if (typeof told?.fence !== 'number' || typeof told.revision !== 'number') return {};
  return { earlier: { revision: told.revision, fence: told.fence } };
}

type Outcome = Pick<Report, 'outcome' | 'detail' | 'reason'>;

async function run(deps: ActivityDeps, work: Work, signal: AbortSignal): Promise<Outcome> {
  const definition = definitionFor(deps, work);
  const args = definition.args.safeParse(work.action.args);
  if (!args.success) return { outcome: 'failed', detail: { error: 'the arguments do not fit the definition' }, reason: args.error.message };
  if (!definition.execute)
    return { outcome: 'failed', detail: { error: 'no worker runs this action' }, reason: 'the definition has no effect' };
  try {
    // Not the parsed value: what was shown is what runs, byte for byte.
    const result = await definition.execute(work.action.args, contextOf(work, signal));
    return { outcome: 'executed', detail: result, reason: 'done' };
  } catch (error) {
    // Whoever was told to stop cannot say whether it happened; the next claim settles that by the kind of effect.
    if (signal.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return { outcome: error instanceof OutcomeUnknown ? 'unknown' : 'failed', detail: { error: reason }, reason };
  }
}

/** Looks at the target first: only what provably did not happen is run. */
async function reconcile(deps: ActivityDeps, work: Work, signal: AbortSignal): Promise<Outcome> {
  const definition = definitionFor(deps, work);
  if (!definition.reconcile) return { outcome: 'unknown', detail: null, reason: 'the definition cannot look whether it happened' };
  const found = await definition.reconcile(work.action.args, contextOf(work, signal));
  if (found.happened === 'unknown') return { outcome: 'unknown', detail: null, reason: 'the target does not tell whether it happened' };
  if (found.happened) return { outcome: 'executed', detail: found.result, reason: 'found done after the first worker died' };
  return run(deps, work, signal);
}

function definitionFor(deps: ActivityDeps, { action }: Work): ActionDefinition {
  const found = findDefinition(deps.registry, action);
  if (!found) throw new Error(`claimed ${action.type} without its definition`);
  return found;
}

function contextOf(work: Work, signal: AbortSignal): ExecutionContext {
  const { requestId, revision, digest, fence } = work;
  return { requestId, revision, digest, fence, idempotencyKey: `${requestId}/${revision}`, signal };
}

/** Keeps lease and heartbeat alive while `work` runs, and records its outcome with the fence it ran under. */
async function holding(deps: ActivityDeps, work: Work, effect: (signal: AbortSignal) => Promise<Outcome>): Promise<MoveView> {
  const lost = new AbortController();
  const signal = AbortSignal.any([lost.signal, cancellationSignal()]);
  const { requestId, revision, fence } = work;
  // At once, and then with each beat: the next attempt must know that there was a claim.
  heartbeat({ revision, fence });
  const beat = setInterval(() => {
    heartbeat({ revision, fence });
    const until = new Date(deps.clock() + deps.effectLeaseMs);
    renewLease(deps.moves.db, requestId, revision, fence, until).then(
      (held) => {
        if (!held) lost.abort(new Error('the lease went to another worker'));
      },
      // A ledger that is away for a moment is not a lost lease; the fence decides at the end.
      (error: unknown) => deps.log.warn({ err: error, requestId }, 'lease not renewed'),
    );
  }, deps.effectLeaseMs / 4);
  try {
    const outcome = await effect(signal);
    const { view, late } = await report(deps, { requestId, revision, fence, ...outcome });
    if (late) deps.log.warn({ requestId, revision, fence }, 'late result recorded as evidence only');
    return view;
  } finally {
    clearInterval(beat);
  }
}

/** An outcome in hand must not be lost to a blip: a `once` effect would otherwise end as unknown. */
async function report(deps: ActivityDeps, outcome: Report & { detail: Json }): Promise<{ view: MoveView; late: boolean }> {
  for (const startedAt = deps.clock(); ;) {
    try {
      return await finishEffect(deps.moves, outcome, deps.clock());
    } catch (error) {
      if (deps.clock() - startedAt > REPORT_FOR_MS) throw error;
      deps.log.warn({ err: error, requestId: outcome.requestId }, 'outcome not recorded yet; trying again');
      heartbeat({ revision: outcome.revision, fence: outcome.fence });
      await new Promise((resolve) => setTimeout(resolve, REPORT_PAUSE_MS));
    }
  }
}
