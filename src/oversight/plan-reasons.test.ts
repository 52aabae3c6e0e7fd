import { describe, expect, it } from '@jest/globals';
import { reasonSchema } from '../contracts/plan.js';
import { reasonsBesideWishes, reasonsOfPlan } from './plan-reasons.js';

type Code = (typeof reasonSchema.shape.code.options)[number];
const plan = (codes: readonly Code[], name = 'p', route: 'review' | 'auto' | 'deny' = 'review') => ({
  route,
  reasons: codes.map((code) => ({ code, text: code })),
  policy: { name, version: 1, digest: 'sha256:0' },
});

/** What sends to people by itself; every other code is about something else. */
const TELLING: Partial<Record<Code, string>> = {
  no_policy_matched: 'policy_required',
  always_review: 'policy_required',
  rule_requires_review: 'policy_required',
  condition_error: 'policy_required',
  confidence_below_threshold: 'low_confidence',
  confidence_missing: 'low_confidence',
  risk_requires_review: 'high_risk_action',
  sensitive_words: 'sensitive_content',
  caller_requires_review: 'user_requested',
  caller_reviewers: 'user_requested',
  question: 'ambiguous_input',
};

describe('the reasons of a plan in the words of the chapter', () => {
  it.each(reasonSchema.shape.code.options)('%s', (code) => {
    expect(reasonsOfPlan(plan([code]))).toEqual([TELLING[code]].filter((reason) => reason !== undefined));
  });

  it('are none where nobody is asked', () => {
    for (const route of ['auto', 'deny'] as const)
      expect(reasonsOfPlan(plan(['confidence_missing', 'sensitive_words'], 'p', route))).toEqual([]);
  });

  it('come in the order of the chapter, each once', () => {
    const codes: Code[] = ['caller_requires_review', 'risk_requires_review', 'confidence_missing', 'confidence_below_threshold'];
    expect(reasonsOfPlan(plan(codes))).toEqual(['low_confidence', 'high_risk_action', 'user_requested']);
  });

  it('a policy that carries a reason in its name says what its own "always" means, and nothing more', () => {
    expect(reasonsOfPlan(plan(['always_review'], 'mail.sensitive-content.2'))).toEqual(['sensitive_content']);
    expect(reasonsOfPlan(plan(['always_review'], 'insensitive-content'))).toEqual(['policy_required']);
    expect(reasonsOfPlan(plan(['confidence_missing'], 'mail.sensitive-content'))).toEqual(['low_confidence']);
  });

  it('can leave out what the caller merely wished', () => {
    expect(reasonsBesideWishes(plan(['question', 'caller_reviewers', 'caller_requires_review', 'sensitive_words']))).toEqual([
      'sensitive_content',
    ]);
  });

  it('of a question are that it is one, not that no policy speaks of it', () => {
    expect(reasonsOfPlan(plan(['no_policy_matched', 'question']))).toEqual(['ambiguous_input']);
    expect(reasonsBesideWishes(plan(['no_policy_matched', 'question']))).toEqual([]);
  });
});
