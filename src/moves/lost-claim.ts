import { appendAudit } from '../ledger/audit.js';
import { definitionOf } from '../ledger/definitions.js';
import { findExecution, insertExecution, takeOver } from '../ledger/executions.js';
import { pauseOlderLedger } from '../ledger/older-ledger.js';
import { findRevision } from '../ledger/revisions.js';
import type { MoveDeps } from './deps.js';
import { inSession, type Session } from './session.js';

/** A claim that a worker was given and that the ledger does not know: it was restored to an older moment. */
export interface LostClaim {
  requestId: string;
  revision: number;
  fence: number;
}

/** Nobody holds it any more; what its effect allows decides what happens next, when a person has resumed. */
const HOLDER = 'a worker that this ledger has forgotten';

/**
 * Pauses all effects, and writes the lost claim down as one whose lease has ended. From there on it is like any other whose holder died: it is never
 * claimed a first time again.
 */
export async function adoptLostClaim(deps: MoveDeps, lost: LostClaim, nowMs: number): Promise<void> {
  const { requestId, revision, fence } = lost;
  // First, and committed: nothing may be claimed before.
  await pauseOlderLedger(deps.db, `the effect of revision ${revision} of ${requestId} was claimed before, which is not known here`, nowMs);
  await inSession(deps, requestId, nowMs, async (session) => {
    const known = await findExecution(session.tx, requestId, revision);
    if (known && known.fence >= fence) return;
    await appendAudit(session.tx, requestId, new Date(nowMs), [{ kind: 'ledger.older', body: { revision, fence } }]);
    if (known) await takeOver(session.tx, requestId, revision, fence, HOLDER, new Date(nowMs));
    else if (!(await insertLost(session, lost, nowMs))) return;
    // It was claimed when it might be, whatever is due by now: a freeze or an old approval does not undo that.
    const state = session.state();
    session.apply({ kind: 'claimed', revision, fence, leaseUntilMs: nowMs, atMs: state.status === 'approved' ? state.runFromMs : nowMs });
  });
}

/** False where the approval is lost too: then people decide again, and the entry in the chain says what was before. */
async function insertLost(session: Session, { requestId, revision, fence }: LostClaim, nowMs: number): Promise<boolean> {
  const { tx } = session;
  const { status, revision: present } = session.state();
  const row = await findRevision(tx, requestId, revision);
  if (status !== 'approved' || present !== revision || !row) return false;
  const { type, version } = row.action;
  const effect = (await definitionOf(tx, type, version))?.effect ?? 'once';
  const at = new Date(nowMs);
  const { digest } = row;
  await insertExecution(tx, {
    requestId,
    revision,
    digest,
    executor: 'worker',
    effect,
    holder: HOLDER,
    permitId: null,
    leaseUntil: at,
    at,
    fence,
  });
  return true;
}
