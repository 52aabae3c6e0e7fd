import { z } from 'zod';
import { NOT_COUNTED_REASONS, VERBS } from './decision-text.js';
import { durationSchema } from './duration.js';
import { decisionIdSchema, digestSchema } from './ids.js';
import { jsonObjectSchema } from './json.js';
import { statusSchema } from './status.js';

export { NOT_COUNTED_REASONS, NOT_COUNTED_TEXT, VERB_DID, VERBS, type NotCountedReason, type Verb } from './decision-text.js';

export const verbSchema = z.enum(VERBS);

export const channelNameSchema = z.enum([
  'slack',
  'api',
  'cli',
  'page',
  'email',
  'teams',
  'discord',
  'sms',
  'webhook',
  'dashboard',
  'push',
]);
export type ChannelName = z.infer<typeof channelNameSchema>;

export const notCountedReasonSchema = z.enum(NOT_COUNTED_REASONS);

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
