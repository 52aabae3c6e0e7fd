import { assertNever } from '../contracts/assert-never.js';
import type { Action, EffectKind } from '../contracts/action.js';
import type { MoveView } from '../contracts/move-view.js';
import type { Pause } from '../contracts/pause.js';
import { definitionOf } from '../ledger/definitions.js';
import { findExecution, insertExecution, takeOver, finishExecution, type ExecutionRow } from '../ledger/executions.js';
import { findRevision, type RevisionRow } from '../ledger/revisions.js';
import { RequestMissing } from './advance.js';
import { authorise } from './authorise.js';
import type { MoveDeps } from './deps.js';
import { adoptLostClaim, type LostClaim } from './lost-claim.js';
import { moveView } from './move-view.js';
import { pausedFor } from './pauses.js';
import { inSession, type Session } from './session.js';

export interface Work {
  requestId: string;
  revision: number;
  digest: string;
  fence: number;
  action: Action;
}

export type Claim =
  /** Run it. */
  | { kind: 'run'; work: Work }
  /** Its last holder died: look at the target before anything else. */
  | { kind: 'reconcile'; work: Work }
  /** Somebody else is at it until then (ms since the epoch). */
  | { kind: 'held'; untilMs: number }
  /** This worker lacks the action's definition; another one may have it. */
  | { kind: 'foreign'; type: string; version: string }
  /** The kill switch holds it: nothing starts, and what waits is kept. */
  | { kind: 'paused'; pause: Pause; view: MoveView }
  /** Nothing to run: this is where the request stands. */
  | { kind: 'moved'; view: MoveView };

type Decision =
  { kind: 'run' | 'reconcile'; fence: number } | { kind: 'held'; untilMs: number } | { kind: 'paused'; pause: Pause } | { kind: 'moved' };

/**
 * Claims the effect of a revision for one worker: at most one live holder, ever. A lease that ended is taken over by what the effect allows:
 * `keyed` runs again under the same key, `observable` looks first, `once` becomes unknown and goes to a human. `earlier`: the claim that an earlier
 * attempt had, as far as it could say.
 */
export async function claimEffect(
  deps: MoveDeps,
  requestId: string,
  by: {
    holder: string;
    leaseMs: number;
    canRun: (action: Action) => boolean;
    /** The revision whose ground was looked at; where another one is approved by now, that is to be looked at first. */
    looked?: number | null;
    earlier?: Pick<LostClaim, 'revision' | 'fence'>;
  },
  nowMs: number,
): Promise<Claim> {
  const { holder, leaseMs, canRun, looked, earlier } = by;
  const result = await inSession(deps, requestId, nowMs, async (session) => {
    const { revision, status, execute } = session.state();
    // Callers run their own with a permit; what is over, or waits for people, is nobody's to run.
    if (execute !== 'worker' || (status !== 'approved' && status !== 'executing'))
      return { decision: { kind: 'moved' as const }, row: undefined };
    const row = await findRevision(session.tx, requestId, revision);
    if (row && !canRun(row.action))
      return { decision: { kind: 'foreign' as const, type: row.action.type, version: row.action.version }, row };
    const existing = await findExecution(session.tx, requestId, revision);
    if (earlier?.revision === revision && (existing?.fence ?? 0) < earlier.fence)
      return { decision: { kind: 'lost' as const, fence: earlier.fence }, row };
    const decision = existing
      ? await takeOverOrWait(session, existing, holder, leaseMs, nowMs)
      : looked !== undefined && looked !== revision
        ? { kind: 'moved' as const }
        : await firstClaim(deps, session, row, holder, leaseMs, nowMs);
    return { decision, row };
  });
  if (result.kind === 'missing') throw new RequestMissing(requestId);
  const { decision, row } = result.value;
  switch (decision.kind) {
    case 'lost':
      await adoptLostClaim(deps, { requestId, revision: result.state.revision, fence: decision.fence }, nowMs);
      return claimEffect(deps, requestId, { holder, leaseMs, canRun }, nowMs);
    case 'moved':
      return { kind: 'moved', view: moveView(result.row, result.state, result.move, result.effects) };
    case 'paused':
      return {
        kind: 'paused',
        pause: decision.pause,
        view: moveView(result.row, result.state, result.move, result.effects, { pause: decision.pause, nowMs }),
      };
    case 'held':
    case 'foreign':
      return decision;
    case 'run':
    case 'reconcile':
      if (!row) throw new Error(`revision of a claimed effect is missing: ${requestId}`);
      return {
        kind: decision.kind,
        work: { requestId, revision: row.revision, digest: row.digest, fence: decision.fence, action: row.action },
      };
    default:
      return assertNever(decision);
  }
}

async function firstClaim(
  deps: MoveDeps,
  session: Session,
  row: RevisionRow | undefined,
  holder: string,
  leaseMs: number,
  nowMs: number,
): Promise<Decision> {
  const allowed = await authorise(deps, session, nowMs, row);
  if (allowed.kind === 'refused') return { kind: 'moved' };
  if (allowed.kind === 'paused') return allowed;
  const { revision } = allowed;
  const leaseUntil = new Date(nowMs + leaseMs);
  const definition = await definitionOf(session.tx, revision.action.type, revision.action.version);
  const effect: EffectKind = definition?.effect ?? 'once';
  const claim = {
    requestId: session.row.id,
    revision: revision.revision,
    digest: revision.digest,
    executor: 'worker' as const,
    effect,
    holder,
    permitId: null,
  };
  await insertExecution(session.tx, { ...claim, leaseUntil, at: new Date(nowMs) });
  takeClaim(session, { revision: revision.revision, leaseUntilMs: leaseUntil.getTime(), atMs: nowMs });
  return { kind: 'run', fence: 1 };
}

/** The first claim of a revision, as the rules take it; what they do not take must not run, so it undoes the whole transaction. */
export function takeClaim(session: Session, claim: { revision: number; leaseUntilMs: number; atMs: number }): void {
  const outcome = session.apply({ kind: 'claimed', fence: 1, ...claim });
  if (outcome.kind === 'ignored') throw new Error(`the claim of ${session.row.id} was authorised and not taken: ${outcome.reason}`);
}

async function takeOverOrWait(session: Session, row: ExecutionRow, holder: string, leaseMs: number, nowMs: number): Promise<Decision> {
  if (row.outcome !== null || session.state().status !== 'executing') return { kind: 'moved' };
  if (row.lease_until.getTime() > nowMs) return { kind: 'held', untilMs: row.lease_until.getTime() };
  if (row.effect === 'once') {
    const reason = `${row.holder} claimed the effect and did not report; it may or may not have happened`;
    await finishExecution(session.tx, row.request_id, row.revision, 'unknown', { reason }, new Date(nowMs));
    session.apply({ kind: 'finished', revision: row.revision, outcome: 'unknown', reason, atMs: nowMs });
    return { kind: 'moved' };
  }
  // To go on after another worker is a start too.
  const pause = await pausedFor(session);
  if (pause) return { kind: 'paused', pause };
  const fence = row.fence + 1;
  const leaseUntil = new Date(nowMs + leaseMs);
  await takeOver(session.tx, row.request_id, row.revision, fence, holder, leaseUntil);
  session.apply({ kind: 'claimed', revision: row.revision, fence, leaseUntilMs: leaseUntil.getTime(), atMs: nowMs });
  return { kind: row.effect === 'keyed' ? 'run' : 'reconcile', fence };
}
