import { z } from 'zod';
import { durationSchema } from './duration.js';
import { reviewerRefSchema, type ReviewerRef } from './plan.js';

/** Far above a readable condition. */
export const MAX_CONDITION_CHARACTERS = 2000;
export const conditionTextSchema = z.string().min(1).max(MAX_CONDITION_CHARACTERS);

export const reviewerListSchema = z.array(reviewerRefSchema).min(1).max(50);

export const needTextSchema = z.union([
  z.enum(['any', 'all', 'majority', 'onePerGroup']),
  z.strictObject({ atLeast: z.number().int().min(1).max(50) }),
]);
export type NeedText = z.infer<typeof needTextSchema>;

/**
 * Reviewers and how many of them, or several such rules of which all or any one must be satisfied. Exactly one of the three is given.
 * (An alias, as an interface is not assignable to JSON.)
 */
export type PolicyRule = {
  reviewers?: ReviewerRef[] | undefined;
  need?: NeedText | undefined;
  allOf?: PolicyRule[] | undefined;
  anyOf?: PolicyRule[] | undefined;
};

const branchesSchema: z.ZodType<PolicyRule[]> = z.lazy(() => z.array(policyRuleSchema).min(1).max(10));

/** Who must say yes, as it stands in a policy, a stage, and a branch of either. */
export const ruleFields = {
  reviewers: reviewerListSchema
    .optional()
    .describe('Whom to ask: `group:…` is one entry that any one member fills, `person:…` one that this person fills.'),
  need: needTextSchema
    .optional()
    .describe(
      'How many of the entries must be filled: any one, all, more than half (`majority`), a number, or one of each group (`onePerGroup`, groups only). Default: any.',
    ),
  allOf: branchesSchema.optional().describe('Instead of `reviewers`: rules that must all be satisfied, each by different people.'),
  anyOf: branchesSchema.optional().describe('Instead of `reviewers`: rules of which any one is enough.'),
};

export const policyRuleSchema: z.ZodType<PolicyRule> = z.strictObject(ruleFields);

/** One step of a ladder: when, and exactly one of remind, add, replace, page and end. */
export const policyStepSchema = z.strictObject({
  after: durationSchema.describe('From the start of the stage, as the clock counts.'),
  remind: z.literal(true).optional().describe('Reminds everybody who is asked and has not answered.'),
  add: reviewerListSchema.optional().describe('Further people who may fill an entry; never fewer votes.'),
  replace: reviewerListSchema
    .optional()
    .describe('These are asked instead; votes of those who fill nothing any more are void. Never fewer votes.'),
  page: reviewerListSchema.optional().describe('Rings these on the paging channel, and asks them as `add` does if they were not asked.'),
  end: z
    .enum(['reject', 'approve'])
    .optional()
    .describe('Ends the request so: sets `deadline` and `onTimeout`. Only in the ladder of the policy.'),
  repeat: z
    .strictObject({
      every: durationSchema.describe('Between two of them.'),
      times: z.number().int().min(1).max(100).describe('How often again.'),
    })
    .optional()
    .describe('For `remind` and `page`: again, so often.'),
});
export type PolicyStep = z.infer<typeof policyStepSchema>;

/** How votes are counted, in a policy with one stage and in each of several. */
export const votingFields = {
  deny: z.number().int().min(1).max(50).optional().describe('How many denials end the request. Default: 1.'),
  veto: reviewerListSchema.optional().describe('Of those who are asked, whose single denial ends it, whatever `deny` says.'),
  votesCount: conditionTextSchema
    .optional()
    .describe('A condition (CEL) over `reviewer` and `action`: whose votes count. One that cannot be evaluated does not count.'),
  ladder: z.array(policyStepSchema).min(1).max(30).optional(),
};

export const policyStageSchema = z.strictObject({
  name: z.string().min(1).max(64).optional().describe('Shown to people; unique in the policy. Default: stage-1, stage-2, ….'),
  ...ruleFields,
  ...votingFields,
  ladder: votingFields.ladder.describe('Instead of the ladder of the policy, for this stage.'),
});
export type PolicyStage = z.infer<typeof policyStageSchema>;
