import type { EscalationPolicyInput } from '../../src/oversight/models.js';

/** When a person must look at what the agent of this example writes. */
export const demoPolicy: EscalationPolicyInput = {
  confidenceThreshold: 0.7,
  sensitiveKeywords: ['delete', 'financial', 'personal'],
  highRiskActions: ['execute', 'deploy', 'publish'],
};
