/**
 * The words of the pattern chapter on human oversight ("Human-in-the-Loop", chapter 13). No zod here: workflows import this file.
 * Reasons in the order in which one of several is named first: what stopped the work, then the chapter's own order of checks, then the wish.
 */
export const ESCALATION_REASONS = [
  'error_occurred',
  'ambiguous_input',
  'low_confidence',
  'sensitive_content',
  'high_risk_action',
  'policy_required',
  'user_requested',
] as const;
export type EscalationReason = (typeof ESCALATION_REASONS)[number];

export const REVIEW_DECISIONS = ['approve', 'reject', 'modify', 'escalate_further'] as const;
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];

export const TASK_STATUSES = ['pending', 'in_review', 'approved', 'rejected', 'modified', 'completed'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** Each once, the one to name first at the front. */
export function inOrder(reasons: Iterable<EscalationReason>): EscalationReason[] {
  const given = new Set(reasons);
  return ESCALATION_REASONS.filter((reason) => given.has(reason));
}
