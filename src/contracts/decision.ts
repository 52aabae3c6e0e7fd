import { z } from 'zod';
import { durationSchema } from './duration.js';
import { decisionIdSchema, digestSchema } from './ids.js';
import { jsonObjectSchema } from './json.js';
import { statusSchema } from './status.js';

/** The verbs a person can say to one revision. */
export const VERBS = [
  'approve',
  'reject',
  'deny',
  'edit',
  'answer',
  'ask',
  'escalate',
  'abstain',
  'retract',
  'delegate',
  'reassign',
  'claim',
  'release',
  'snooze',
  'extend',
  'settle',
  'override',
] as const;
export const verbSchema = z.enum(VERBS);
export type Verb = z.infer<typeof verbSchema>;

/** What somebody did, after their name: "Ada approved". */
export const VERB_DID: Readonly<Record<Verb, string>> = {
  approve: 'approved',
  reject: 'sent it back',
  deny: 'denied it',
  edit: 'changed the arguments',
  answer: 'answered',
  ask: 'asked',
  escalate: 'escalated it',
  abstain: 'abstained',
  retract: 'took it back',
  delegate: 'handed it over',
  reassign: 'reassigned it',
  claim: 'took it',
  release: 'gave it back',
  snooze: 'snoozed it',
  extend: 'extended the deadline',
  settle: 'settled the outcome',
  override: 'overrode the reviewers',
};

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
  'own_edit',
  'nobody_else',
  'not_qualified',
  'claimed',
  'nothing_to_retract',
  'nothing_to_release',
  'delegation_refused',
  'reassign_not_permitted',
  'own_reassignment',
  'not_asked_entry',
  'extension_refused',
  'snooze_refused',
  'too_late',
  'not_unknown',
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
  own_edit: 'You changed this action, and at this risk somebody else has to approve the change.',
  nobody_else: 'After that change nobody else could approve it, so it was not taken.',
  not_qualified: 'Your vote does not count in this stage: the policy asks for a qualification that you do not have.',
  claimed: 'Somebody else has taken this one. You can still deny it, or send it back.',
  nothing_to_retract: 'You have nothing to take back here.',
  nothing_to_release: 'You have not taken this request.',
  delegation_refused: 'It cannot be handed to that person: not active, part of this request, or it would go in a circle.',
  reassign_not_permitted: 'Reassigning needs a permission of its own.',
  own_reassignment: 'You put this reviewer in place, so you do not fill that place yourself.',
  not_asked_entry: 'That reviewer is not asked at the moment.',
  extension_refused: 'The policy does not allow to move the deadline that far.',
  snooze_refused: 'The policy does not allow to snooze that long.',
  too_late: 'It had been started already. Your objection is recorded, and the requester has been told.',
  not_unknown: 'Its outcome is not unknown, so there is nothing to settle.',
};

/** What a client sends to decide: bound to the revision and digest that the person saw. */
export const decideBodySchema = z.strictObject({
  verb: verbSchema.exclude(['override']).describe('What the person says. Overriding has a call of its own.'),
  revision: z.number().int().min(1).describe('The revision that the person saw.'),
  digest: digestSchema.describe('Its digest, whole.'),
  decisionId: decisionIdSchema
    .optional()
    .describe('Chosen by the client so that a retry counts once; made by the server where it is missing.'),
  comment: z
    .string()
    .max(5000)
    .optional()
    .describe('For `ask` the question, for `settle` the evidence; the policy may want one with other verbs.'),
  args: jsonObjectSchema.optional().describe('Only for `edit`: the changed arguments, whole.'),
  answer: z
    .string()
    .min(1)
    .max(20_000)
    .optional()
    .describe('For `answer` the text; for `settle` what became of the effect: `happened`, `did_not_happen` or `compensate`.'),
  to: z
    .string()
    .min(1)
    .max(140)
    .optional()
    .describe(
      '`delegate`: the person who decides instead; `reassign`: the reviewer who takes the place of `from`. A bare name is a person.',
    ),
  from: z.string().min(1).max(140).optional().describe('Only for `reassign`: the reviewer asked now, such as `group:finance`.'),
  for: durationSchema
    .optional()
    .describe('`claim`, `snooze`, `extend`: for how long, such as `30m`. A claim without it lasts as long as the policy says.'),
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
