import type { Plan, Reason } from '../contracts/plan.js';
import { ESCALATION_REASONS, inOrder, type EscalationReason } from './vocabulary.js';

/** What each reason of a plan is to the chapter; null where it does not send anything to people by itself. */
const REASON_OF: Readonly<Record<Reason['code'], EscalationReason | null>> = {
  policy_matched: null,
  // The rule for everything that no policy speaks of.
  no_policy_matched: 'policy_required',
  named_policy: null,
  always_review: 'policy_required',
  policy_auto: null,
  policy_denied: null,
  confidence_below_threshold: 'low_confidence',
  confidence_missing: 'low_confidence',
  confidence_sufficient: null,
  risk_requires_review: 'high_risk_action',
  risk_denied: null,
  sensitive_words: 'sensitive_content',
  rule_requires_review: 'policy_required',
  condition_error: 'policy_required',
  caller_requires_review: 'user_requested',
  caller_reviewers: 'user_requested',
  // An agent asks a person because it cannot tell by itself.
  question: 'ambiguous_input',
  action_not_registered: null,
  deadline_shortened: null,
  approve_on_timeout_refused: null,
  nobody_to_escalate_to: null,
};

/** Codes that say only that the caller wants a person; what the caller found out beforehand says it better. */
const WISHES: readonly Reason['code'][] = ['caller_requires_review', 'caller_reviewers', 'question'];

type PlanReasons = Pick<Plan, 'route' | 'reasons' | 'policy'>;

/**
 * Why a plan asks people, in the chapter's words and order; empty where it asks nobody. A policy that carries a reason in its name, such as
 * `refunds.sensitive-content`, says what its own "always asks people" means.
 */
export function reasonsOfPlan(plan: PlanReasons): EscalationReason[] {
  return reasonsBut([], plan);
}

/** The same without what the caller merely wished. */
export function reasonsBesideWishes(plan: PlanReasons): EscalationReason[] {
  return reasonsBut(WISHES, plan);
}

function reasonsBut(leftOut: readonly Reason['code'][], { route, reasons, policy }: PlanReasons): EscalationReason[] {
  if (route !== 'review') return [];
  const named = reasonInName(policy.name);
  const codes = reasons.map(({ code }) => code);
  // A question goes to people whether a policy speaks of it or not.
  const idle = codes.includes('question') ? [...leftOut, 'no_policy_matched'] : leftOut;
  const found = codes
    .filter((code) => !idle.includes(code))
    .flatMap((code) => (code === 'always_review' && named !== null ? named : (REASON_OF[code] ?? [])));
  return inOrder(found);
}

function reasonInName(name: string): EscalationReason | null {
  const parts = name.split('.');
  return ESCALATION_REASONS.find((reason) => parts.includes(reason.replaceAll('_', '-'))) ?? null;
}
