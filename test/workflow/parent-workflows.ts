import { proxyActivities } from '@temporalio/workflow';
import { approveAndRun, runApproved, type ApprovalResult } from '../../src/workflow-kit.js';

const { transfer } = proxyActivities<{ transfer(args: Record<string, unknown>): Promise<string> }>({ startToCloseTimeout: '10s' });

/** A deployment's own workflow: gates its own activity. */
export async function transferWorkflow(input: { taskQueue: string; amount: number; key?: string }): Promise<string> {
  const { taskQueue, amount, key } = input;
  return approveAndRun({ type: 'test.transfer', args: { amount } }, (args) => transfer(args), {
    taskQueue,
    ...(key === undefined ? {} : { key }),
  });
}

/** Leaves the running to Countersign's worker. */
export async function echoWorkflow(input: { taskQueue: string; text: string; key: string }): Promise<ApprovalResult> {
  return runApproved({ type: 'test.echo', args: { text: input.text } }, { taskQueue: input.taskQueue, key: input.key });
}
