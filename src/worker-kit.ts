/** `countersign/worker`: what a deployment's own actions and agents are made of. */
export { defineAction, defineAgent, OutcomeUnknown } from './activities/registry.js';
export type { ActionDefinition, AgentDefinition, ExecutionContext, Reconciled, Registry } from './activities/registry.js';
