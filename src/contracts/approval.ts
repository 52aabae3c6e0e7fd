import type { Verb } from './decision.js';
import type { MoveView } from './move-view.js';
import type { Resolution, Status } from './status.js';
import type { SubmitAction, SubmitAgent } from './submit.js';

/** What `approvalWorkflow` starts with. The ledger holds everything else. */
export interface ApprovalInput {
  requestId: string;
  /**
   * Where the request stood when it was started, so that the run need not ask. Whoever starts it looks once more afterwards, and wakes it
   * where the request has moved on.
   */
  first?: MoveView;
  /** The latest move that an earlier run of this chain was told of. */
  seen?: number;
  /** Only where a workflow opens the request, past every door: what it asks for. */
  open?: OpenFromWorkflow;
}

export interface OpenFromWorkflow {
  body: SubmitAction | SubmitAgent;
  parent: { workflowId: string; workflowType: string };
}

/** What a run ends with, and what a parent workflow gets. */
export interface ApprovalResult {
  requestId: string;
  status: Status;
  revision: number;
  digest: string | null;
  resolution: Resolution | null;
}

/** Signal to a parent that executes itself: its request is approved and this permit is consumed for it. */
export const APPROVED_SIGNAL = 'countersignApproved';
export interface ApprovedSignal {
  requestId: string;
  permitId: string;
  args: Record<string, unknown>;
}

export const SIGNAL_NAME = 'humanDecision';
/** The signal that wakes the workflow. All but the id is for people who read the history, and is never trusted. */
export interface HumanDecisionSignal {
  decisionId: string;
  verb: Verb | 'withdraw' | 'outcome' | 'settle' | 'wake';
  by: string;
  revision: number;
}
