import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ChildWorkflowCancellationType,
  executeChild,
  startChild,
  workflowInfo,
  type ChildWorkflowHandle,
  type Workflow,
} from '@temporalio/workflow';
import type { ProposedAction } from '../contracts/action.js';
import type { ApprovalInput, ApprovalResult } from '../contracts/approval.js';
import type { SubmitAction } from '../contracts/submit.js';
import { newRequestId, requestIdOfKey } from './request-id.js';

export interface ApprovalOptions extends Pick<
  SubmitAction,
  'policy' | 'requester' | 'reviewers' | 'requireReview' | 'deadline' | 'callbackUrl'
> {
  /** Names the request for ever: asking again under the same key finds the same request, from whichever run. */
  key?: string;
  /** Task queue of Countersign's workers. Default "countersign". */
  taskQueue?: string;
}

export const DEFAULT_TASK_QUEUE = 'countersign';

export type Started =
  | { kind: 'started'; requestId: string; child: ChildWorkflowHandle<Workflow> }
  /** Somebody asked under this key before; the result of that request, once it has one. */
  | { kind: 'known'; requestId: string; result: () => Promise<ApprovalResult> };

/** Starts the gated action as a child workflow in the same namespace. If the parent closes, the request is withdrawn. */
export async function startApproval(
  action: ProposedAction,
  execute: 'worker' | 'caller' | undefined,
  options: ApprovalOptions,
): Promise<Started> {
  const { key, taskQueue = DEFAULT_TASK_QUEUE, ...claims } = options;
  const requestId = key === undefined ? newRequestId() : requestIdOfKey(key);
  const { workflowId, workflowType } = workflowInfo();
  const input: ApprovalInput = {
    requestId,
    open: { body: { action, ...(execute === undefined ? {} : { execute }), ...claims }, parent: { workflowId, workflowType } },
  };
  try {
    const child = await startChild('approvalWorkflow', {
      workflowId: `approval/${requestId}`,
      taskQueue,
      args: [input],
      // A run that nobody waits for any more is withdrawn, not torn off: cards are closed and the ledger knows.
      parentClosePolicy: 'REQUEST_CANCEL',
      cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      staticSummary: action.title ?? action.type,
    });
    return { kind: 'started', requestId, child };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const result = () => executeChild('approvalResultWorkflow', { taskQueue, args: [requestId] }) as Promise<ApprovalResult>;
    return { kind: 'known', requestId, result };
  }
}
