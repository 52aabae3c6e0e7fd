/** What a deployment's own worker bundles. */
export { augmentDecision, executeWithOversight, processWithFeedback } from '../../src/workflow-kit.js';
