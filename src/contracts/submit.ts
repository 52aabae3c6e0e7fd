import { z } from 'zod';
import { proposedActionSchema } from './action.js';
import { durationSchema } from './duration.js';
import { nameSchema, personIdSchema } from './ids.js';
import { jsonSchema } from './json.js';

export const callerNeedSchema = z.union([
  z.enum(['any', 'all', 'majority', 'onePerGroup']),
  z.strictObject({ atLeast: z.number().int().min(1).max(50) }),
]);
export const callerEscalateSchema = z.strictObject({
  after: durationSchema,
  to: z.array(z.string().min(1).max(140)).min(1).max(50).optional(),
});
/** Extra reviewers as a caller asks for them. */
export interface CallerReview {
  need: z.infer<typeof callerNeedSchema>;
  escalate: z.infer<typeof callerEscalateSchema>;
}

const common = {
  policy: nameSchema.optional().describe('Asks for this policy on top of the one that matches: the stricter of both holds.'),
  requester: personIdSchema.optional().describe('The person on whose behalf the agent acts: that person never approves the request.'),
  reviewers: z
    .array(z.string().min(1).max(140))
    .min(1)
    .max(50)
    .optional()
    .describe(
      'Extra reviewers for callers that name them in code; added as one stage, never instead of the policy’s. `group:finance`, `person:ada`, or a bare name where exactly one group or person has it.',
    ),
  need: callerNeedSchema.optional().describe('How many of `reviewers` must approve. Default: any one.'),
  escalate: callerEscalateSchema
    .optional()
    .describe('Asks further people beside `reviewers` after this long: those of `to`, else the default reviewers.'),
  requireReview: z.boolean().optional().describe('Makes review certain where the policy would let the action pass.'),
  callbackUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional()
    .describe('POSTed (Standard Webhooks) when the request is resolved and when it ends.'),
  deadline: durationSchema.optional().describe('How long people have; the shorter of this and the policy’s wins.'),
};

/** The caller brings the action; `execute` says who runs it after approval. Default: the worker where it registered an effect for the type, else the caller. */
export const submitActionSchema = z.strictObject({
  action: proposedActionSchema,
  execute: z.enum(['worker', 'caller']).optional(),
  ...common,
});

/** A registered agent proposes the action from this input. */
export const submitAgentSchema = z.strictObject({ agent: nameSchema, input: jsonSchema.optional(), ...common });

export const submitRequestSchema = z.union([submitActionSchema, submitAgentSchema]);
export type SubmitRequest = z.infer<typeof submitRequestSchema>;
export type SubmitAction = z.infer<typeof submitActionSchema>;
export type SubmitAgent = z.infer<typeof submitAgentSchema>;
