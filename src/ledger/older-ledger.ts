import type { Pause } from '../contracts/pause.js';
import type { Db } from './ledger.js';
import { claimsHaveSeen, insertPause } from './pauses.js';

/** What Countersign signs its own pauses with. */
const COUNTERSIGN = { kind: 'countersign', id: 'countersign' } as const;

/**
 * Temporal knows of something that this ledger gave and does not know any more: it was restored to an older moment. What was claimed since then
 * may have happened, and approvals of that time may be given again, so all effects are paused until a person has compared the two and resumes.
 * `evidence` names what was seen, as the end of a sentence.
 */
export async function pauseOlderLedger(db: Db, evidence: string, nowMs: number): Promise<{ pause: Pause; created: boolean }> {
  const reason = `the ledger is older than Temporal; was it restored from a backup? ${evidence}`;
  const made = await insertPause(db, { scope: { kind: 'all' }, reason, by: COUNTERSIGN, at: new Date(nowMs) });
  if (made.created) await claimsHaveSeen(db);
  return made;
}
