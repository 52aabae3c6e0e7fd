import { z } from 'zod';
import { confidenceSchema } from './action.js';
import { durationSchema } from './duration.js';
import { nameSchema } from './ids.js';
import { reviewerRefSchema } from './plan.js';
import { riskSchema } from './risk.js';

/** Far above a readable condition. */
export const MAX_CONDITION_CHARACTERS = 2000;

const typeGlobSchema = z.string().regex(/^[a-z0-9_*.-]{1,128}$/, 'an action type or glob such as "payments.*"');

export const needTextSchema = z.union([z.enum(['any', 'all', 'majority']), z.strictObject({ atLeast: z.number().int().min(1).max(50) })]);

export const policyStageSchema = z.strictObject({
  name: z.string().min(1).max(64).optional(),
  reviewers: z.array(reviewerRefSchema).min(1).max(50),
  need: needTextSchema.optional(),
  deny: z.number().int().min(1).max(50).optional(),
});

/** A policy document (YAML or JSON). Everything but `name` and `onTimeout` has a default; see docs/policies.md. */
export const policySchema = z
  .strictObject({
    name: nameSchema,
    description: z.string().max(2000).optional(),
    match: z
      .strictObject({
        types: z.array(typeGlobSchema).min(1).max(100).optional(),
        /** CEL over `action`, `requester`, `now`, `facts`; one that throws means review. */
        when: z.string().min(1).max(MAX_CONDITION_CHARACTERS).optional(),
      })
      .optional(),
    /** review (default; auto where `confidence` is given), deny, or auto. `auto` still reviews what `confidence`, risk or `sensitive` send to review. */
    route: z.enum(['review', 'auto', 'deny']).optional(),
    /** Review strictly below the threshold, else automatic; a missing confidence is below every threshold. */
    confidence: z.strictObject({ below: confidenceSchema }).optional(),
    /** Raises the action's risk to at least this. */
    risk: riskSchema.optional(),
    /** Review from this risk up, even where `route` or `confidence` would let the action pass. Default high; `critical` is the loosest. */
    reviewFrom: riskSchema.optional(),
    /** Refuse from this risk up, without asking anybody. */
    denyFrom: riskSchema.optional(),
    /** Words in title, rationale or args (whole words, any case) that send to review at any confidence. */
    sensitive: z.array(z.string().min(1).max(100)).max(200).optional(),
    /** Short for one stage. */
    reviewers: z.array(reviewerRefSchema).min(1).max(50).optional(),
    need: needTextSchema.optional(),
    deny: z.number().int().min(1).max(50).optional(),
    stages: z.array(policyStageSchema).min(1).max(10).optional(),
    remindAfter: durationSchema.optional(),
    escalate: z
      .array(z.strictObject({ after: durationSchema, to: z.array(reviewerRefSchema).min(1).max(50) }))
      .max(20)
      .optional(),
    deadline: durationSchema.optional(),
    onTimeout: z.enum(['reject', 'approve', 'escalate']),
    usableFor: durationSchema.optional(),
    maxRevisions: z.number().int().min(1).max(100).optional(),
    onMaxRevisions: z.enum(['reject', 'escalate']).optional(),
    require: z
      .strictObject({
        comment: z.array(z.enum(['approve', 'reject', 'deny', 'edit', 'override', 'escalate', 'answer'])).optional(),
        rationale: z.boolean().optional(),
      })
      .optional(),
    /** Whether an edit counts as the editor's own vote (low and medium risk only). Default true. */
    editorVotes: z.boolean().optional(),
  })
  .refine((policy) => !(policy.reviewers && policy.stages), { message: 'give either `reviewers` or `stages`, not both', path: ['stages'] })
  .refine((policy) => policy.stages === undefined || (policy.need === undefined && policy.deny === undefined), {
    message: 'with `stages`, `need` and `deny` belong inside a stage',
    path: ['stages'],
  });
export type Policy = z.infer<typeof policySchema>;

/** A policy as the ledger keeps it: the version counts up with each change of the digest. */
export interface StoredPolicy {
  name: string;
  version: number;
  /** `sha256:` + hex over the canonical JSON of the document: the same for YAML and JSON, whatever the comments and the layout. */
  digest: string;
  document: Policy;
}
