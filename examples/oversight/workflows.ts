/** What the worker of this example runs. A deployment of yours exports them beside its own, or calls them inside its own. */
export { augmentDecision, executeWithOversight, processWithFeedback } from '../../src/workflow-kit.js';
