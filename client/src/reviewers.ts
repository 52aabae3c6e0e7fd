import type { CallerReview } from '../../src/contracts/submit.js';

/** How many of the reviewers that the code names must approve: `any` (default), `all`, `majority`, `onePerGroup`, or a number. */
export type CallerNeed = CallerReview['need'];

/** Asks further people beside `reviewers` after so long (`30m`): those of `to`, else the service's default reviewers. */
export interface CallerEscalation {
  after: string;
  to?: string | readonly string[] | undefined;
}

/** Names as the caller wrote them: the service knows whether `finance` is a group or a person. */
export function listOf(names: string | readonly string[]): string[] {
  return typeof names === 'string' ? [names] : [...names];
}

export function escalateOf({ after, to }: CallerEscalation): CallerReview['escalate'] {
  return to === undefined ? { after } : { after, to: listOf(to) };
}
