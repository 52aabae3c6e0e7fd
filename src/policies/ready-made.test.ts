import { beforeAll, describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import type { Json, JsonObject } from '../contracts/json.js';
import type { Plan } from '../contracts/plan.js';
import type { StoredPolicy } from '../contracts/policy.js';
import { loadPolicyFolder } from './load-folder.js';
import { planReview, type PlanInput } from './plan-review.js';

/** The policies that ship in `policies/`, for the four examples that the product comes from. */
let policies: StoredPolicy[];
beforeAll(async () => {
  const loaded = await loadPolicyFolder(fileURLToPath(new URL('../../policies', import.meta.url)), {
    defaultReviewers: ['group:reviewers'],
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.findings));
  expect(loaded.warnings).toEqual([]);
  policies = loaded.policies.map(({ name, digest, document }) => ({ name, digest, document, version: 1 }));
});

function plan(action: Partial<PlanInput['action']> & { type: string }): Plan {
  const result = planReview({
    policies,
    namedPolicy: null,
    action: { version: '1', args: {}, title: 'T', rationale: 'Because.', confidence: null, risk: null, context: {}, ...action },
    definition: { registered: true, riskFloor: 'low' },
    requester: { id: 'bot', kind: 'agent', groups: [] },
    nowMs: 0,
    facts: {},
    claimedDeadlineMs: null,
    defaultReviewers: ['group:reviewers'],
    callerRequiresReview: false,
  });
  if (result.kind === 'refused') throw new Error(result.message);
  return result.plan;
}

const HOUR_MS = 3_600_000;

describe('deploy', () => {
  it('asks any one releaser, reminds, escalates to the leads, and rejects in the end', () => {
    expect(plan({ type: 'deploy.production', confidence: 1 })).toMatchObject({
      route: 'review',
      policy: { name: 'deploy' },
      stages: [
        {
          rule: { entries: ['group:releasers'], count: 1 },
          ladder: [
            { afterMs: 600_000, do: 'remind' },
            { afterMs: 1_800_000, do: 'add', to: ['group:leads'] },
          ],
        },
      ],
      deadlineMs: 4 * HOUR_MS,
      onTimeout: 'reject',
      maxRevisions: 5,
    });
  });
});

describe('support', () => {
  it.each([
    [0.69, 'Hello', 'review'],
    [0.7, 'Hello', 'auto'],
    [0.99, 'Hello', 'auto'],
    [0.99, 'About your refund', 'review'],
    [0.99, 'A Billing question', 'review'],
    [null, 'Hello', 'review'],
  ])('at confidence %s with "%s" goes to %s', (confidence, body, route) => {
    expect(plan({ type: 'support.reply', confidence, args: { body } }).route).toBe(route);
  });

  it('asks the support group', () => {
    expect(plan({ type: 'support.reply' }).stages).toMatchObject([{ rule: { entries: ['group:support'] } }]);
  });
});

describe('security response', () => {
  it('needs the security group and the DevOps lead both, as the majority of two entries is two', () => {
    expect(plan({ type: 'security.block-range', confidence: 0.5 })).toMatchObject({
      route: 'review',
      stages: [
        {
          name: 'response',
          rule: { entries: ['group:security', 'person:devops-lead'], need: 'majority', count: 2 },
          deny: 1,
          ladder: [{ afterMs: 1_800_000, do: 'add', to: ['group:security-leads'] }],
        },
      ],
      deadlineMs: 2 * HOUR_MS,
      onTimeout: 'escalate',
      maxRevisions: 3,
      requireComment: ['override', 'reject'],
    });
  });

  it('is automatic when the agent is sure, unless the risk is high', () => {
    expect(plan({ type: 'security.block-range', confidence: 0.9 }).route).toBe('auto');
    expect(plan({ type: 'security.block-range', confidence: 0.9, risk: 'high' }).route).toBe('review');
  });

  it('is refused without a rationale', () => {
    expect(() => plan({ type: 'security.block-range', rationale: ' ' })).toThrow('rationale');
  });
});

describe('payments', () => {
  it.each<[unknown, string]>([
    [10_000, 'auto'],
    [0, 'auto'],
    [9_999.99, 'auto'],
    [10_000.01, 'review'],
    [20_000, 'review'],
    [-1, 'review'],
    ['20000', 'review'],
    ['1', 'review'],
    [null, 'review'],
    [undefined, 'review'],
    [{ value: 20_000, currency: 'EUR' }, 'review'],
  ])('an amount of %j goes to %s', (amount, route) => {
    const args: JsonObject = amount === undefined ? {} : { amount: amount as Json };
    const made = plan({ type: 'payments.refund', args });
    expect(made.route).toBe(route);
    if (route === 'review') expect(made.stages).toMatchObject([{ rule: { entries: ['group:finance'] } }]);
  });
});
