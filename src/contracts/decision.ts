import { z } from 'zod';
import { decisionIdSchema, digestSchema } from './ids.js';
import { jsonObjectSchema } from './json.js';
import { statusSchema } from './status.js';

/** The verbs a reviewer can say to one revision. (`delegate`, `abstain` and `retract` join with the votes-and-people rules.) */
export const VERBS = ['approve', 'reject', 'deny', 'edit', 'answer', 'ask', 'escalate', 'override'] as const;
export const verbSchema = z.enum(VERBS);
export type Verb = z.infer<typeof verbSchema>;

export const channelNameSchema = z.enum(['slack', 'api', 'cli', 'page', 'email', 'teams', 'discord', 'sms', 'webhook', 'dashboard']);
export type ChannelName = z.infer<typeof channelNameSchema>;

/** Why a decision did not count. Stable: clients and docs name them. */
export const NOT_COUNTED_REASONS = [
  'duplicate',
  'not_eligible',
  'self_approval',
  'stale_revision',
  'stale_digest',
  'already_closed',
  'not_open',
  'comment_required',
  'override_not_permitted',
  'not_a_question',
  'is_a_question',
  'nothing_to_escalate',
  'invalid_args',
] as const;
export const notCountedReasonSchema = z.enum(NOT_COUNTED_REASONS);
export type NotCountedReason = z.infer<typeof notCountedReasonSchema>;

/** One sentence for the person whose decision did not count. */
export const NOT_COUNTED_TEXT: Readonly<Record<NotCountedReason, string>> = {
  duplicate: 'You had already decided this the same way; your decision counts once.',
  not_eligible: 'You are not among the people this request asks.',
  self_approval: 'Nobody approves their own request.',
  stale_revision: 'The request has a newer revision than the one you saw. Please look at it again.',
  stale_digest: 'What you saw is not what the request holds. Please look at it again.',
  already_closed: 'The request was already closed.',
  not_open: 'The request is not open for decisions at the moment.',
  comment_required: 'This policy asks for a comment with that decision.',
  override_not_permitted: 'Overriding needs a permission of its own.',
  not_a_question: 'Only a question can be answered; approve, reject or edit this one.',
  is_a_question: 'This is a question; please answer it.',
  nothing_to_escalate: 'There is nobody further to escalate to.',
  invalid_args: 'The changed arguments do not fit the action.',
};

/** What a client sends to decide: bound to the revision and digest that the person saw. */
export const decideBodySchema = z.strictObject({
  verb: verbSchema.exclude(['override']),
  revision: z.number().int().min(1),
  digest: digestSchema,
  /** Chosen by the client so that a retry counts once; made by the server where it is missing. */
  decisionId: decisionIdSchema.optional(),
  comment: z.string().max(5000).optional(),
  /** Only for `edit`: the changed arguments, whole. */
  args: jsonObjectSchema.optional(),
  /** Only for `answer`. */
  answer: z.string().min(1).max(20_000).optional(),
});
export type DecideBody = z.infer<typeof decideBodySchema>;

/** What became of a decision: `counted` is null while it is recorded and not yet counted. */
export const receiptSchema = z.strictObject({
  decisionId: z.string(),
  counted: z.boolean().nullable(),
  reason: notCountedReasonSchema.nullable(),
  status: statusSchema,
});
export type Receipt = z.infer<typeof receiptSchema>;
