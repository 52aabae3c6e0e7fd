import { z } from 'zod';
import { riskSchema } from './risk.js';

/** Names the reducer's rules that a request was opened under, so that a fix breaks neither replay nor old audits. */
export const RULES_VERSION = 1;

/** `group:finance` or `person:ada`. */
export const reviewerRefSchema = z
  .string()
  .regex(/^(group|person):[a-z0-9][a-z0-9._@+-]{0,127}$/i, 'a reviewer reference such as "group:finance" or "person:ada"');
export type ReviewerRef = z.infer<typeof reviewerRefSchema>;

export const needSchema = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('any') }),
  z.strictObject({ rule: z.literal('all') }),
  z.strictObject({ rule: z.literal('majority') }),
  z.strictObject({ rule: z.literal('atLeast'), count: z.number().int().min(1).max(50) }),
]);
export type Need = z.infer<typeof needSchema>;

export const stageSchema = z.strictObject({
  name: z.string(),
  /** Entries: a listed group is one entry that any one member fills; a person fills one entry. */
  entries: z.array(reviewerRefSchema).min(1).max(50),
  need: needSchema,
  /** How many filled entries satisfy the stage; fixed at planning, escalation adds entries and never changes it. */
  count: z.number().int().min(1),
  /** How many distinct denials end the request. */
  deny: z.number().int().min(1),
});
export type Stage = z.infer<typeof stageSchema>;

export const escalationStepSchema = z.strictObject({ afterMs: z.number().int().positive(), to: z.array(reviewerRefSchema).min(1) });

export const reasonSchema = z.strictObject({
  code: z.enum([
    'policy_matched',
    'no_policy_matched',
    'named_policy',
    // Route: what sent the action to people, stopped it, or let it pass.
    'always_review',
    'policy_auto',
    'policy_denied',
    'confidence_below_threshold',
    'confidence_missing',
    'confidence_sufficient',
    'risk_requires_review',
    'risk_denied',
    'sensitive_words',
    'condition_error',
    'caller_requires_review',
    'caller_reviewers',
    'question',
    // What the planner changed on the way, or a reader should know.
    'action_not_registered',
    'deadline_shortened',
    'approve_on_timeout_refused',
    'nobody_to_escalate_to',
  ]),
  text: z.string(),
});
export type Reason = z.infer<typeof reasonSchema>;

/** What evaluating the policies gave for one revision; frozen into the request. Durations in milliseconds. */
export const planSchema = z.strictObject({
  rulesVersion: z.literal(RULES_VERSION),
  route: z.enum(['auto', 'review', 'deny']),
  reasons: z.array(reasonSchema),
  policy: z.strictObject({ name: z.string(), version: z.number().int().min(0), digest: z.string() }),
  risk: riskSchema,
  stages: z.array(stageSchema),
  remindAfterMs: z.number().int().positive().nullable(),
  escalation: z.array(escalationStepSchema),
  deadlineMs: z.number().int().positive(),
  onTimeout: z.enum(['reject', 'approve', 'escalate']),
  /** People asked when `onTimeout: escalate` fires and the ladder is used up. */
  lastResort: z.array(reviewerRefSchema),
  maxRevisions: z.number().int().min(1),
  onMaxRevisions: z.enum(['reject', 'escalate']),
  requireComment: z.array(z.enum(['approve', 'reject', 'deny', 'edit', 'override', 'escalate', 'answer'])),
  /** Whether an editor's edit counts as the editor's one vote; never true for high or critical risk. */
  editorVotes: z.boolean(),
  /** How long an approval stays usable before it must have been claimed. */
  usableForMs: z.number().int().positive(),
});
export type Plan = z.infer<typeof planSchema>;
