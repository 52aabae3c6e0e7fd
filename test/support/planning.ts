import { planSchema, type Plan } from '../../src/contracts/plan.js';
import { policySchema, type Policy, type StoredPolicy } from '../../src/contracts/policy.js';
import { planReview, type PlanInput } from '../../src/policies/plan-review.js';
import { policyDigest } from '../../src/policies/policy-digest.js';

/** A policy as the ledger has it; `onTimeout: reject` unless said otherwise. */
export function storedPolicy(document: Partial<Policy> & { name: string }): StoredPolicy {
  const full = policySchema.parse({ onTimeout: 'reject', ...document });
  return { name: full.name, version: 3, digest: policyDigest(full), document: full };
}

/** A refund that an agent is rather sure of, on a Monday morning in March. */
export function planInput({
  action,
  ...rest
}: Partial<Omit<PlanInput, 'action'>> & { action?: Partial<PlanInput['action']> } = {}): PlanInput {
  return {
    policies: [],
    namedPolicy: null,
    action: {
      type: 'payments.refund',
      version: '1',
      args: {},
      title: 'Refund',
      rationale: 'The parcel was lost.',
      confidence: 0.9,
      risk: null,
      context: {},
      ...action,
    },
    definition: { registered: true, riskFloor: 'low' },
    requester: { id: 'bot', kind: 'agent', groups: [] },
    nowMs: Date.parse('2026-03-02T09:30:00Z'),
    facts: {},
    claimedDeadlineMs: null,
    defaultReviewers: ['group:reviewers'],
    callerRequiresReview: false,
    ...rest,
  };
}

/** The plan, which passes its own schema as every plan that is frozen into a request does. */
export function planned(given: PlanInput): Plan {
  const result = planReview(given);
  if (result.kind !== 'planned') throw new Error(`${result.code}: ${result.message}`);
  return planSchema.parse(result.plan);
}
