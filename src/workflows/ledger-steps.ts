import { ActivityFailure, log, proxyLocalActivities, sleep } from '@temporalio/workflow';
import type { LedgerActivities, StepEvent } from '../activities/activities.js';
import type { OpenFromWorkflow } from '../contracts/approval.js';
import { FAILURES } from '../contracts/failures.js';
import type { JsonObject } from '../contracts/json.js';
import type { MoveView } from '../contracts/move-view.js';
import { LEDGER_PAUSE_MS, LEDGER_STEP } from './activity-options.js';

const { advanceRequest, openFromWorkflow, takePermit } = proxyLocalActivities<LedgerActivities>(LEDGER_STEP);

/** The latest move that this run has been told of; each run has its module of its own. The ledger may be restored to an older moment, and must not then be believed. */
let latest = 0;

/** The ledger as the run sees it: always answers, sooner or later. */
export const ledger = {
  saw: (move: number): void => void (latest = Math.max(latest, move)),
  seen: (): number => latest,
  advance: (requestId: string, event: StepEvent): Promise<MoveView> =>
    patiently(() => advanceRequest({ requestId, event, nowMs: Date.now(), seen: latest })),
  open: (requestId: string, open: OpenFromWorkflow): Promise<MoveView> =>
    patiently(() => openFromWorkflow({ requestId, open, nowMs: Date.now(), seen: latest })),
  takePermit: (requestId: string, digest: string): Promise<{ permitId: string; args: JsonObject } | { paused: true } | null> =>
    patiently(() => takePermit({ requestId, digest, nowMs: Date.now() })),
};

/** An unreachable ledger is waited out by a durable timer; only a broken promise (the row is missing, the request is refused) ends the run. */
async function patiently<T>(step: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isFinal(error)) throw error;
      log.warn('the ledger cannot be reached; trying again', { error: error.cause?.message });
      await sleep(LEDGER_PAUSE_MS, { summary: 'the ledger cannot be reached; trying again' });
    }
  }
}

function isFinal(error: ActivityFailure): boolean {
  const type = error.cause && 'type' in error.cause ? error.cause.type : undefined;
  return type === FAILURES.requestMissing || type === FAILURES.requestRefused;
}
