import type { NewPause, Pause, PauseActor } from '../contracts/pause.js';
import type { Db } from '../ledger/ledger.js';
import { wakeHeldBy, wakeInScope } from '../ledger/held.js';
import { claimsHaveSeen, countInScope, insertPause, liftPause, type LiftActor } from '../ledger/pauses.js';
import { WAKE } from './send.js';

/** Requests that a pause or its end wakes at once; the rest is the reconciler's. */
const WAKE_AT_ONCE = 500;
/** Counting further would only make an emergency wait. */
const COUNT_UP_TO = 10_000;

export interface PausedEffects {
  pause: Pause;
  /** False: the same actor had paused the same for the same reason already. */
  created: boolean;
  /** False: a claim that began before hangs, and its effect may still start. */
  settled: boolean;
  /** Approved requests whose effect waits now. */
  waiting: number;
  /** Effects that had begun: they go on. */
  running: number;
}

/** Pauses effects. From the moment this returns no effect of that scope starts, in whichever process; what runs already goes on. */
export async function pauseEffects(db: Db, body: NewPause, by: PauseActor, nowMs: number): Promise<PausedEffects> {
  const { pause, created } = await insertPause(db, { ...body, by, at: new Date(nowMs) });
  const settled = await claimsHaveSeen(db);
  const counts = await countInScope(db, pause.id, COUNT_UP_TO);
  // Their runs note it, so that every card shows it; those that claim next note it themselves.
  if (created) await wakeInScope(db, pause.id, WAKE, WAKE_AT_ONCE);
  return { pause, created, settled, ...counts };
}

/** Lifts a pause and lets go on what it held. Null if there is no such pause; lifted twice, the first time stands. */
export async function resumeEffects(db: Db, id: string, by: LiftActor, reason: string | null, nowMs: number): Promise<Pause | null> {
  return db.transaction().execute(async (tx) => {
    const result = await liftPause(tx, id, by, reason, new Date(nowMs));
    if (result?.lifted) await wakeHeldBy(tx, id, WAKE, WAKE_AT_ONCE);
    return result?.pause ?? null;
  });
}
