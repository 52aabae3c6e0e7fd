import type { Plan } from '../contracts/plan.js';
import type { Policy } from '../contracts/policy.js';
import type { Risk } from '../contracts/risk.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What a policy means where it is silent; the descriptions of its fields say the same. */
export const POLICY_DEFAULTS = {
  /** A working day later somebody has seen it, across time zones too. */
  deadlineMs: 24 * HOUR_MS,
  maxRevisions: 5,
  onMaxRevisions: 'reject',
  /** More than anybody needs to get the arguments right, few enough that editors in turn come to an end. */
  maxEdits: 10,
  /** Long enough for a caller that was down overnight, short enough that the world has not changed. */
  usableForMs: 24 * HOUR_MS,
  /** Confidence and risk are two gates, and either alone sends to a person: no `auto` lets high risk pass unless the policy says so. */
  reviewFrom: 'high' satisfies Risk as Risk,
  /** An override without a reason is never evidence. */
  requireComment: ['override'] as Plan['requireComment'],
  editorVotes: true,
  /** An unanswered question holds nothing for longer than a day. */
  maxPauseMs: 24 * HOUR_MS,
  /** Long enough to read and look things up, short enough that nobody blocks the others by going to lunch. */
  claimForMs: 15 * MINUTE_MS,
} as const;

/** Beyond deadline and `usableFor`, freezes are computed for this long: pauses, extensions and veto windows may move the effect. */
export const FREEZE_MARGIN_MS = 31 * 24 * HOUR_MS;

/** What holds where no policy matches: review by the default reviewers. Version 0, as nobody wrote it. */
export const DEFAULT_POLICY: Policy = { name: 'default', onTimeout: 'reject' };
