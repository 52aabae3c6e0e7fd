import { appendAudit } from '../ledger/audit.js';
import { pauseOlderLedger } from '../ledger/older-ledger.js';
import { lockRequest } from '../ledger/requests.js';
import type { MoveDeps } from './deps.js';

/**
 * A run has seen a later move of its request than the ledger knows: the ledger was restored to an older moment. Pauses all effects, and takes the
 * moves that are lost as counted, so that this is said once for each request and a run goes on when a person has resumed.
 */
export async function catchUpWithRun(deps: MoveDeps, requestId: string, seen: number, nowMs: number): Promise<void> {
  const row = await deps.db.selectFrom('requests').select('move').where('id', '=', requestId).executeTakeFirst();
  if (!row || row.move >= seen) return;
  // First, and committed: nothing may be claimed before.
  await pauseOlderLedger(deps.db, `a run has seen move ${seen} of ${requestId}, and move ${row.move} is the last one here`, nowMs);
  await deps.db.transaction().execute(async (tx) => {
    const locked = await lockRequest(tx, requestId);
    if (!locked || locked.move >= seen) return;
    const lost = { kind: 'ledger.older', body: { move: locked.move, seen } };
    await appendAudit(tx, requestId, new Date(nowMs), [lost]);
    await tx.updateTable('requests').set({ move: seen }).where('id', '=', requestId).execute();
  });
  deps.onMove(requestId);
}
