/** Everything that is bundled for the worker. */
export { approvalWorkflow } from './approval-workflow.js';
export { approvalResultWorkflow } from './approval-result-workflow.js';
