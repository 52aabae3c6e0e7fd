import { z } from 'zod';
import { confidenceSchema } from '../contracts/action.js';
import { jsonObjectSchema } from '../contracts/json.js';
import { isMentionable } from '../contracts/mentions.js';
import { conditionTextSchema } from '../contracts/policy-rule.js';
import { ESCALATION_REASONS, REVIEW_DECISIONS } from './vocabulary.js';

/** RFC 3339, UTC. */
const timestampSchema = z.iso.datetime();

/** What an agent made, and how sure it is. `metadata.ambiguousInput` (true, or what is unclear) says that it had to guess what was meant. */
export const agentOutputSchema = z.strictObject({
  content: z.string(),
  confidence: confidenceSchema,
  reasoning: z.string().default(''),
  metadata: jsonObjectSchema.default({}),
});
export type AgentOutput = z.infer<typeof agentOutputSchema>;

/** What a reviewer is asked. */
export const escalationRequestSchema = z.strictObject({
  taskId: z.string().min(1),
  taskDescription: z.string(),
  agentOutput: agentOutputSchema,
  /** The one to name first; `reasons` has all. */
  escalationReason: z.enum(ESCALATION_REASONS),
  reasons: z.array(z.enum(ESCALATION_REASONS)).min(1),
  /** Whatever else the reviewer sees, as JSON text; empty for nothing. */
  context: z.string().default(''),
  timestamp: timestampSchema,
});
export type EscalationRequest = z.infer<typeof escalationRequestSchema>;

/** What a reviewer said. */
export const humanReviewSchema = z.strictObject({
  taskId: z.string().min(1),
  decision: z.enum(REVIEW_DECISIONS),
  feedback: z.string().default(''),
  /** Only for `modify`; null: none was given, so that nothing can be delivered. */
  modifiedContent: z.string().nullable().default(null),
  reviewerId: z.string().default(''),
  timestamp: timestampSchema,
});
export type HumanReview = z.infer<typeof humanReviewSchema>;

/** A second opinion on an agent's output, by somebody who did not make it. */
export const secondOpinionSchema = z.strictObject({ score: confidenceSchema, reasoning: z.string().max(5000) });
export type SecondOpinion = z.infer<typeof secondOpinionSchema>;

/** What helps a person to choose; the person chooses. */
export const decisionAugmentationSchema = z.strictObject({
  options: z.array(z.string().min(1).max(200)).min(1).max(20),
  analysis: z.string().max(5000),
  recommendation: z.string().min(1).max(1000),
  confidence: confidenceSchema,
  risks: z.array(z.string().max(500)).max(20).default([]),
  considerations: z.array(z.string().max(500)).max(20).default([]),
});
export type DecisionAugmentation = z.infer<typeof decisionAugmentationSchema>;

const count = z.number().int().min(0);
export const workflowStatsSchema = z.strictObject({
  totalTasks: count,
  autoApproved: count,
  escalated: count,
  humanApproved: count,
  humanRejected: count,
  humanModified: count,
  /** Over the tasks whose agent gave one; null where none did. */
  avgConfidence: confidenceSchema.nullable(),
});
export type WorkflowStats = z.infer<typeof workflowStatsSchema>;

/** A kind of task, such as `financial` or `legal.contract`; the end of its action type. */
export const taskTypeSchema = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)*$/, 'a lower-case name such as "financial"');

const phraseSchema = z.string().max(200).refine(isMentionable, { message: 'a word or phrase with visible characters' });

/** When a person must look. Checked in this order: confidence, sensitive keywords, high-risk actions, task types, rules of one's own. */
export const escalationPolicySchema = z.strictObject({
  /** Strictly below this goes to a person. */
  confidenceThreshold: confidenceSchema.default(0.7),
  /** Anywhere in the content, also inside a word, in any case. */
  sensitiveKeywords: z.array(phraseSchema).max(200).default([]),
  highRiskActions: z.array(phraseSchema).max(200).default([]),
  alwaysReviewTypes: z.array(taskTypeSchema).max(100).default([]),
  /** Conditions as policies write them: CEL over `action`. One that cannot be evaluated counts as true. */
  customRules: z
    .array(z.strictObject({ name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/), when: conditionTextSchema }))
    .max(20)
    .default([]),
});
export type EscalationPolicy = z.infer<typeof escalationPolicySchema>;
/** As it is written: everything has a default. */
export type EscalationPolicyInput = z.input<typeof escalationPolicySchema>;

export const feedbackRecordSchema = z.strictObject({
  taskId: z.string().min(1),
  originalOutput: z.string(),
  feedback: z.string(),
  /** null: somebody said something, but not whether it helped. */
  wasHelpful: z.boolean().nullable(),
  category: z.string().min(1).max(100),
  timestamp: timestampSchema,
});
export type FeedbackRecord = z.infer<typeof feedbackRecordSchema>;
