/** `countersign/worker`: what a deployment's own actions and agents are made of. */
export { defineAction, defineAgent, OutcomeUnknown } from './activities/registry.js';
export type { ActionDefinition, AgentDefinition, ExecutionContext, Reconciled, Registry } from './activities/registry.js';
/** Oversight in the words of the pattern chapter (docs/oversight.md). */
export { createOversightActivities, type OversightActivities } from './activities/oversight-activities.js';
export { outputActions, taskAgent } from './activities/oversight-agents.js';
export { modelProvider } from './activities/oversight-model.js';
export { offlineProvider, type OfflineAnswers } from './activities/oversight-offline.js';
export type { DecisionCall, OpinionCall, OversightProvider, TaskCall } from './activities/oversight-provider.js';
export { ruleChecker } from './activities/oversight-rules.js';
export { withAugmentation, withSecondOpinion } from './activities/oversight-wrap.js';
export { contextFacts } from './oversight/context-facts.js';
export { shouldEscalate } from './oversight/escalate.js';
export { feedbackSummary, improvementAreas } from './oversight/feedback-loop.js';
export { finalOutput } from './oversight/final-output.js';
export { escalationPolicySchema, type EscalationPolicy } from './oversight/models.js';
export { reasonsOfPlan } from './oversight/plan-reasons.js';
export { toPolicyDocuments } from './oversight/policy-documents.js';
export { workflowStats } from './oversight/stats.js';
export { escalationRequestOf, humanReviewsOf, taskStatusOf } from './oversight/views.js';
export { decisionOf, verbOf } from './oversight/verbs.js';
