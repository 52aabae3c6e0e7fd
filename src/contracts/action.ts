import { z } from 'zod';
import { jsonObjectSchema } from './json.js';
import { riskSchema } from './risk.js';

/** Dotted, lower-case: `payments.refund`. */
export const actionTypeSchema = z
  .string()
  .max(128)
  .regex(/^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)*$/, 'a dotted, lower-case name such as "payments.refund"');

export const confidenceSchema = z.number().min(0).max(1);

/** What an agent wants to do, as it says so itself. Its claims (risk, confidence) can only tighten what the rules say. */
export const proposedActionSchema = z.strictObject({
  type: actionTypeSchema,
  args: jsonObjectSchema,
  title: z.string().min(1).max(300).optional(),
  rationale: z.string().max(20_000).optional(),
  confidence: confidenceSchema.optional(),
  risk: riskSchema.optional(),
  /** Whatever helps a reviewer: links, diffs, figures. Shown, never executed, not part of the digest. */
  context: jsonObjectSchema.optional(),
});
export type ProposedAction = z.infer<typeof proposedActionSchema>;

/** A proposed action with everything filled in, as a revision keeps it. */
export const actionSchema = z.strictObject({
  type: actionTypeSchema,
  /** Version of the action's definition; `"1"` where no worker registered the type. */
  version: z.string().min(1).max(64),
  args: jsonObjectSchema,
  title: z.string(),
  rationale: z.string().nullable(),
  confidence: confidenceSchema.nullable(),
  /** After the definition's floor and the policy: never below what the agent claimed. */
  risk: riskSchema,
  context: jsonObjectSchema,
});
export type Action = z.infer<typeof actionSchema>;

/** What the target of an effect offers against running twice (design: an effect is claimed in SQL). */
export const effectKindSchema = z.enum(['keyed', 'observable', 'once']);
export type EffectKind = z.infer<typeof effectKindSchema>;

/** The built-in type of a question to a person; resolved by the verb `answer`, it has no effect. */
export const QUESTION_TYPE = 'human.question';
export const questionArgsSchema = z.strictObject({
  question: z.string().min(1).max(10_000),
  suggestedResponse: z.string().max(20_000).optional(),
  options: z
    .array(z.strictObject({ name: z.string().min(1).max(80), title: z.string().max(200).optional() }))
    .max(20)
    .optional(),
});
export type QuestionArgs = z.infer<typeof questionArgsSchema>;
