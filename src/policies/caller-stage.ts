import { formatDuration } from '../contracts/duration.js';
import type { Plan, Reason, ReviewerRef, Stage, Step } from '../contracts/plan.js';
import type { NeedText } from '../contracts/policy-rule.js';
import { seatsOf, withUniqueNames } from './stages.js';

/** Reviewers that the caller names in code. */
export interface CallerStage {
  reviewers: readonly ReviewerRef[];
  need?: NeedText | undefined;
  /** Asks further people after a while; those of `to`, or the default reviewers. */
  escalate?: { afterMs: number; to?: readonly ReviewerRef[] | undefined } | undefined;
}

/** One stage more, never instead of the policies': whatever it lets through, they let through too. */
export function withCallerStage(plan: Plan, caller: CallerStage | null, defaultReviewers: readonly ReviewerRef[]): Plan {
  if (caller === null || caller.reviewers.length === 0 || plan.route === 'deny') return plan;
  const seats = seatsOf([...new Set(caller.reviewers)], caller.need);
  const to = [...new Set(caller.escalate?.to ?? defaultReviewers)];
  const ladder: Step[] = caller.escalate && to.length > 0 ? [{ afterMs: caller.escalate.afterMs, do: 'add', to, repeat: null }] : [];
  const stage: Stage = { name: 'caller', rule: seats, deny: 1, vetoes: [], counts: null, ladder };
  const need = seats.entries.length === 1 ? '' : ` (${seats.count} of ${seats.entries.length})`;
  const escalation = ladder.map(({ afterMs }) => `, and after ${formatDuration(afterMs)} ${to.join(', ')}`).join('');
  const reason: Reason = { code: 'caller_reviewers', text: `The caller also asks ${seats.entries.join(', ')}${need}${escalation}.` };
  return { ...plan, route: 'review', stages: withUniqueNames([...plan.stages, stage]), reasons: [...plan.reasons, reason] };
}
