import { proxyActivities } from '@temporalio/workflow';
import type { ParentActivities } from '../../activities/activities.js';
import type { OversightActivities } from '../../activities/oversight-activities.js';
import type { ReviewActivities } from '../../activities/oversight-review.js';
import { DEFAULT_TASK_QUEUE } from '../start-approval.js';

/** The agent's own steps, on this workflow's task queue. */
export function agentSteps(): OversightActivities {
  return proxyActivities<OversightActivities>({
    // A model that plans with tools takes minutes; ten is long past what people wait for.
    startToCloseTimeout: '10m',
    // A worker that dies is noticed within this, and another one asks again.
    heartbeatTimeout: '30s',
    // A blip of a provider passes; after three failures a person does the task instead.
    retry: { maximumAttempts: 3, initialInterval: '2s', backoffCoefficient: 3 },
  });
}

/** Countersign's own steps, on its workers' task queue. */
export function countersignSteps(
  taskQueue: string = DEFAULT_TASK_QUEUE,
): Pick<ParentActivities, 'reportOutcome'> & Pick<ReviewActivities, 'readReview'> {
  return proxyActivities<ParentActivities & ReviewActivities>({
    taskQueue,
    // One SQL transaction; the default retries go on until the ledger is back.
    startToCloseTimeout: '10s',
  });
}
