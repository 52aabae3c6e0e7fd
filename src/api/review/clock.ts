import { formatDuration } from '../../contracts/duration.js';
import type { ReviewView, Span } from '../../contracts/review.js';
import { TIMER_TEXT } from '../../contracts/rule-text.js';
import { isTerminal } from '../../contracts/status.js';
import type { RequestView } from '../../contracts/view.js';
import { moment, say } from './say.js';
import { isQuestion } from './sentence.js';

const AFTER = {
  reject: 'then it expires, and does not run',
  approve: 'then it is approved',
  escalate: 'then further people are asked',
} as const;

/** What silence does; empty where no plan says. */
export function fallbackText({ plan, type }: Pick<RequestView, 'plan' | 'type'>): string {
  if (plan?.onTimeout === 'reject' && isQuestion({ type })) return 'then it ends without an answer';
  return plan ? AFTER[plan.onTimeout] : '';
}

/** `moved once, by 2h`; empty where nobody moved it. */
export function extendedText({ awaiting }: Pick<RequestView, 'awaiting'>): string {
  const { times, ms } = awaiting?.extended ?? { times: 0, ms: 0 };
  return times === 0 ? '' : `moved ${times === 1 ? 'once' : `${times} times`}, by ${formatDuration(ms)}${times === 1 ? '' : ' in all'}`;
}

/** Freezes that are not over, the nearest first. */
export function freezesAhead({ plan }: Pick<RequestView, 'plan'>, nowMs: number): { from: string; until: string }[] {
  const ahead = (plan?.frozen ?? []).filter(([, end]) => end > nowMs).slice(0, 3);
  return ahead.map(([from, end]) => ({ from: new Date(from).toISOString(), until: new Date(end).toISOString() }));
}

/** By when, and what happens by itself. */
export function clockOf(view: RequestView, nowMs: number): ReviewView['clock'] {
  const { plan, awaiting, nextTimer } = view;
  const asks = awaiting !== null && view.deadlineAt !== null;
  const more: Span[][] = isTerminal(view.status)
    ? []
    : [
        ...(plan?.clock.openHours ? [say`The clock runs in the policy’s hours only.`] : []),
        ...(plan && plan.vetoWindowMs > 0 ? [say`Veto window: ${formatDuration(plan.vetoWindowMs)} after the approval.`] : []),
        ...freezesAhead(view, nowMs).map(({ from, until }) => say`Changes are frozen from ${moment(from)} to ${moment(until)}.`),
      ];
  return {
    deadlineAt: asks ? view.deadlineAt : null,
    then: asks && plan ? fallbackText(view) : null,
    extended: extendedText(view) || null,
    next: nextTimer && nextTimer.kind !== 'deadline' ? { at: nextTimer.at, text: TIMER_TEXT[nextTimer.kind] } : null,
    more,
  };
}
