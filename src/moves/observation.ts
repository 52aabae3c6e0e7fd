import type { MoveView } from '../contracts/move-view.js';
import { appendAudit } from '../ledger/audit.js';
import type { DbOrTx } from '../ledger/ledger.js';
import { findRequest } from '../ledger/requests.js';
import { findRevision, noteObservation, type RevisionRow } from '../ledger/revisions.js';
import { RequestMissing } from './advance.js';
import type { MoveDeps } from './deps.js';
import { moveView } from './move-view.js';
import { inSession } from './session.js';

/** The revision whose ground is to be looked at: one that people are asked about and nobody has looked at yet. Null where there is none. */
export async function revisionToObserve(db: DbOrTx, requestId: string): Promise<RevisionRow | null> {
  const row = await findRequest(db, requestId);
  if (!row?.observe) return null;
  const revision = await findRevision(db, requestId, row.revision);
  return revision && revision.observed === null ? revision : null;
}

/** Keeps the fingerprint of what a revision rests on; the first one stays, as people may have decided on it. */
export async function recordObservation(deps: MoveDeps, requestId: string, revision: number, print: string, nowMs: number): Promise<void> {
  await inSession(deps, requestId, nowMs, async ({ tx, state }) => {
    const at = new Date(nowMs);
    // What is found after people have decided is not what they decided on.
    if (state().status !== 'pending') return;
    if (!(await noteObservation(tx, requestId, revision, print, at, 'first'))) return;
    await tx.updateTable('requests').set({ observe: false }).where('id', '=', requestId).where('revision', '=', revision).execute();
    await appendAudit(tx, requestId, at, [{ kind: 'precondition.observed', body: { revision, print } }]);
  });
}

/** The approved revision, for a last comparison with what it was decided on; null where none is approved. `asked`: people were, or could have been. */
export async function approvedRevision(db: DbOrTx, requestId: string): Promise<{ revision: RevisionRow; asked: boolean } | null> {
  const row = await findRequest(db, requestId);
  if (row?.status !== 'approved') return null;
  const revision = await findRevision(db, requestId, row.revision);
  return revision ? { revision, asked: row.resolution?.by !== 'policy' } : null;
}

/** The ground has moved: nothing runs. People who are asked again are asked on what holds now. */
export async function groundMoved(
  deps: MoveDeps,
  requestId: string,
  changed: { revision: number; reason: string; print: string },
  nowMs: number,
): Promise<MoveView> {
  const result = await inSession(deps, requestId, nowMs, async (session) => {
    const outcome = session.apply({ kind: 'preconditionChanged', revision: changed.revision, reason: changed.reason, atMs: nowMs });
    if (outcome.kind === 'moved' && session.state().status === 'pending')
      await noteObservation(session.tx, requestId, changed.revision, changed.print, new Date(nowMs), 'again');
  });
  if (result.kind === 'missing') throw new RequestMissing(requestId);
  return moveView(result.row, result.state, result.move, result.effects);
}
