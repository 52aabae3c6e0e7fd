/** `countersign/workflow`: what a deployment's own workflows, on task queues of their own, use to ask for approval. */
export { approveAndRun } from './workflow-kit/approve-and-run.js';
export { awaitApproval, type Approval } from './workflow-kit/await-approval.js';
export { APPROVAL_DENIED, APPROVAL_TAKEN } from './workflow-kit/failures.js';
export { runApproved } from './workflow-kit/run-approved.js';
export type { ApprovalOptions } from './workflow-kit/start-approval.js';
export type { ApprovalResult } from './contracts/approval.js';
export { augmentDecision, type AugmentedDecision, type DecisionTask } from './workflow-kit/oversight/augment-decision.js';
export { executeWithOversight, type OversightResult, type OversightTask } from './workflow-kit/oversight/execute-with-oversight.js';
export { processWithFeedback, type FeedbackResult, type FeedbackTask } from './workflow-kit/oversight/process-with-feedback.js';
export {
  EMPTY_LOOP,
  improvementAreas,
  feedbackSummary,
  withFeedback,
  withSuggestion,
  type HumanFeedbackLoop,
} from './oversight/feedback-loop.js';
