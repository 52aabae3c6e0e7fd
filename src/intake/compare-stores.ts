import type { Pause } from '../contracts/pause.js';
import { isTerminal, type Status } from '../contracts/status.js';
import { pauseOlderLedger } from '../ledger/older-ledger.js';
import { lastComparedAt } from '../ledger/pauses.js';
import type { IntakeDeps } from './deps.js';
import type { SeenRun } from './temporal.js';

/** Runs of each kind that are looked at. Where the ledger is older, the newest ones show it. */
const NEWEST = 100;

/**
 * Whether Temporal knows of requests that this ledger gave away and does not know, or of ends that it does not know: then the ledger was restored
 * to an older moment, and all effects are paused. What a person had before them when they last resumed is not held against it again.
 * Answers the pause that it made, null where there was no reason for a new one.
 */
export async function compareStores({ moves, temporal, taskQueue, log, clock }: IntakeDeps): Promise<Pause | null> {
  const since = await lastComparedAt(moves.db);
  const runs = await temporal.newestRuns(taskQueue, since?.getTime() ?? 0, NEWEST);
  if (runs.length === 0) return null;
  // Read after the runs: whatever committed before a run was started or ended is there.
  const ids = runs.map(({ requestId }) => requestId);
  const rows = await moves.db.selectFrom('requests').select(['id', 'status']).where('id', 'in', ids).execute();
  const known = new Map(rows.map(({ id, status }) => [id, status]));
  const found = runs.flatMap((run) => evidenceOf(run, known.get(run.requestId)) ?? []);
  const [first] = found;
  if (first === undefined) return null;
  const { pause, created } = await pauseOlderLedger(
    moves.db,
    `${first}${found.length > 1 ? `; and ${found.length - 1} more` : ''}`,
    clock(),
  );
  if (!created) return null;
  log.error({ pause: pause.id, evidence: found.slice(0, 20) }, 'the ledger is older than Temporal: all effects are paused');
  return pause;
}

/** The same where Temporal may not answer: then it is said in the log, and the next look compares. */
export async function compareOrWarn(deps: IntakeDeps): Promise<void> {
  await compareStores(deps).catch((error: unknown) => {
    deps.log.warn({ err: error }, 'ledger and Temporal could not be compared; trying again');
  });
}

/** Null: no contradiction. */
function evidenceOf({ requestId, completed, child }: SeenRun, status: Status | undefined): string | null {
  // The row of a workflow's own child is written by the run's first step.
  if (status === undefined && child && !completed) return null;
  if (status === undefined) return `${requestId} has a run there and is not known here`;
  // A run completes only when the ledger has said that the request is over, and while an outcome is unknown it stays.
  if (completed && (!isTerminal(status) || status === 'unknown')) return `${requestId} has ended there and is ${status} here`;
  return null;
}
