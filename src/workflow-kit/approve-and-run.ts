import { CancellationScope, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { ParentActivities } from '../activities/activities.js';
import type { ProposedAction } from '../contracts/action.js';
import type { Json, JsonObject } from '../contracts/json.js';
import { awaitApproval } from './await-approval.js';
import { DEFAULT_TASK_QUEUE, type ApprovalOptions } from './start-approval.js';

/**
 * Asks, and after the approval runs `run` in this workflow, once, with exactly the approved arguments; then reports what became of it. What
 * `run` throws is reported as failed and thrown on; a cancellation in the middle is reported as unknown, for a human to settle.
 */
export async function approveAndRun<R extends Json>(
  action: ProposedAction,
  run: (args: JsonObject) => Promise<R>,
  options: ApprovalOptions = {},
): Promise<R> {
  const { permitId, args } = await awaitApproval(action, options);
  const { reportOutcome } = proxyActivities<ParentActivities>({
    taskQueue: options.taskQueue ?? DEFAULT_TASK_QUEUE,
    // One SQL transaction; the default retries go on until the ledger is back.
    startToCloseTimeout: '10s',
    summary: 'report what became of the approved action',
  });
  // The report must go out even when this workflow is being cancelled: the effect has happened, or may have.
  const report = (outcome: 'executed' | 'failed' | 'unknown', detail: JsonObject) =>
    CancellationScope.nonCancellable(() => reportOutcome({ permitId, outcome, detail }));
  let result: R;
  try {
    result = await run(args);
  } catch (error) {
    await report(isCancellation(error) ? 'unknown' : 'failed', { error: error instanceof Error ? error.message : String(error) });
    throw error;
  }
  await report('executed', { result });
  return result;
}
