import { ActivityFailure, log, proxyLocalActivities, sleep } from '@temporalio/workflow';
import type { LedgerActivities, StepEvent } from '../activities/activities.js';
import type { OpenFromWorkflow } from '../contracts/approval.js';
import { FAILURES } from '../contracts/failures.js';
import type { JsonObject } from '../contracts/json.js';
import type { MoveView } from '../contracts/move-view.js';
import { LEDGER_PAUSE_MS, LEDGER_STEP } from './activity-options.js';

const { advanceRequest, openFromWorkflow, takePermit } = proxyLocalActivities<LedgerActivities>(LEDGER_STEP);

/** The ledger as the run sees it: always answers, sooner or later. */
export const ledger = {
  advance: (requestId: string, event: StepEvent): Promise<MoveView> =>
    patiently(() => advanceRequest({ requestId, event, nowMs: Date.now() })),
  open: (requestId: string, open: OpenFromWorkflow): Promise<MoveView> =>
    patiently(() => openFromWorkflow({ requestId, open, nowMs: Date.now() })),
  takePermit: (requestId: string, digest: string): Promise<{ permitId: string; args: JsonObject } | null> =>
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
