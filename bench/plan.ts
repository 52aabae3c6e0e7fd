import { performance } from 'node:perf_hooks';
import { loadPolicyFolder } from '../src/policies/load-folder.js';
import { planReview, type PlanInput } from '../src/policies/plan-review.js';
import type { StoredPolicy } from '../src/contracts/policy.js';
import type { Figure } from './report.js';

const AIM = { atLeast: 10_000 };
const PLANS = 20_000;
/** Compiled code, and compiled conditions, from the first measured plan on. */
const WARM_UP = 5_000;

/** The ready-made policies: five documents, conditions in CEL, one with a confidence gate. */
async function readyMade(): Promise<StoredPolicy[]> {
  const loaded = await loadPolicyFolder('policies');
  if (!loaded.ok) throw new Error('the ready-made policies do not load');
  return loaded.policies.map(({ name, document, digest }) => ({ name, version: 1, digest, document }));
}

/** A different amount each time, around the limit that a policy names; each third action is one that no policy knows. */
function input(policies: readonly StoredPolicy[], n: number): PlanInput {
  const type = ['payments.refund', 'deploy.promote', 'notes.write'][n % 3] ?? 'notes.write';
  return {
    policies,
    namedPolicy: null,
    action: {
      type,
      version: '1',
      args: { orderId: `A-${n}`, amount: 9_000 + (n % 2_000), currency: 'EUR' },
      title: 'An action',
      rationale: 'The goods arrived broken.',
      confidence: (n % 100) / 100,
      risk: null,
      context: {},
    },
    definition: { registered: true, riskFloor: 'low' },
    requester: { id: 'shop', kind: 'agent', groups: [] },
    nowMs: 1_795_000_000_000 + n,
    facts: {},
    claimedDeadlineMs: null,
    defaultReviewers: ['group:reviewers'],
    callerRequiresReview: false,
  };
}

/** How many actions one core plans in a second: matching, conditions, and the plan that is frozen into the request. */
export async function planFigures(repeats: number): Promise<Figure[]> {
  const policies = await readyMade();
  const run = (count: number): number => {
    const startedAt = performance.now();
    for (let n = 0; n < count; n += 1) {
      if (planReview(input(policies, n)).kind !== 'planned') throw new Error('an action of the benchmark is refused');
    }
    return (count / (performance.now() - startedAt)) * 1_000;
  };
  run(WARM_UP);
  return [{ name: 'plans, five policies', unit: '/s', values: Array.from({ length: repeats }, () => run(PLANS)), aim: AIM }];
}
