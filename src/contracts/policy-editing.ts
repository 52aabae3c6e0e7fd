import { z } from 'zod';
import { nameSchema } from './ids.js';
import { jsonObjectSchema } from './json.js';

/** What to look at: a policy as somebody is writing it. Nothing of it is saved. */
export const policyCheckSchema = z.strictObject({
  text: z.string().max(300_000).describe('YAML, or its JSON.'),
  name: nameSchema.optional().describe('The policy that it is a draft of; a text without `name` gets it.'),
});

const problemSchema = z.strictObject({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  field: z.string().describe('Such as `stages[0].need`; empty for the document as a whole.'),
  line: z.number().int(),
  column: z.number().int(),
  message: z.string(),
});
export type PolicyTextProblem = z.infer<typeof problemSchema>;

export const policyCheckResultSchema = z.strictObject({
  ok: z.boolean().describe('True: it could be saved. Warnings do not keep it from that.'),
  problems: z.array(problemSchema),
  document: jsonObjectSchema.nullable().describe('What it says, for `POST /v1/policies/try`; null where it has errors.'),
  name: z.string().nullable().describe('Null where it has errors, or a new one has no name yet.'),
  sameAs: z.number().int().nullable().describe('The active version that says the same; null: it would become a new one.'),
});
export type PolicyCheckResult = z.infer<typeof policyCheckResultSchema>;

/** One version as it is kept. */
export const policyVersionSchema = z.strictObject({
  name: z.string(),
  version: z.number().int(),
  digest: z.string(),
  active: z.boolean(),
  source: z.string().describe('`api`, or the file it was read from.'),
  madeBy: z.string().nullable().describe('The person or key that put it; null for files and for what is older than this record.'),
  createdAt: z.string(),
  text: z.string().describe('As it was written; where that was not kept, its YAML.'),
});
export type PolicyVersion = z.infer<typeof policyVersionSchema>;
export const policyVersionsSchema = z.strictObject({ items: z.array(policyVersionSchema) });

export const policyOrderSchema = z.strictObject({
  names: z.array(nameSchema).min(1).max(1000).describe('Every active policy once, the one that is looked at first in front.'),
});
