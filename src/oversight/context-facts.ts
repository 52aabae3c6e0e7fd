import { z } from 'zod';
import type { Json, JsonObject } from '../contracts/json.js';
import { CONTEXT_KEYS } from './context-keys.js';
import { decisionAugmentationSchema, secondOpinionSchema } from './models.js';
import { ESCALATION_REASONS, type EscalationReason } from './vocabulary.js';

/** One thing that a marked key says, for people. The words are the agent's, and still need the surface's own escaping. */
export interface ContextFact {
  label: string;
  text: string;
}

const WORDS: Readonly<Record<EscalationReason, string>> = {
  error_occurred: 'the agent failed',
  ambiguous_input: 'the task is not clear',
  low_confidence: 'low confidence',
  sensitive_content: 'sensitive content',
  high_risk_action: 'a high-risk action',
  policy_required: 'the policy wants it',
  user_requested: 'the caller wants it',
};

const percent = (share: number) => `${Math.floor(share * 1000) / 10} %`;
const failedSchema = z.strictObject({ failed: z.string() });

/** How each marked key reads; a value of another shape stays with the rest, as it is. */
const READERS: readonly [key: string, schema: z.ZodType<ContextFact[]>][] = [
  [CONTEXT_KEYS.task, z.string().transform((text) => [{ label: 'Task', text }])],
  [
    CONTEXT_KEYS.escalation,
    z
      .strictObject({ reason: z.string(), reasons: z.array(z.enum(ESCALATION_REASONS)).min(1), note: z.string().optional() })
      .transform(({ reasons, note }) => [
        {
          label: 'A person is asked because',
          text: reasons.map((reason) => WORDS[reason]).join(', ') + (note === undefined ? '' : `: ${note}`),
        },
      ]),
  ],
  [
    CONTEXT_KEYS.secondOpinion,
    z.union([
      secondOpinionSchema.extend({ claimed: z.number().nullable() }).transform(({ score, reasoning, claimed }) => [
        {
          label: 'Second opinion',
          text: `${percent(score)}${claimed === null ? '' : ` (the agent says ${percent(claimed)})`}: ${reasoning}`,
        },
      ]),
      failedSchema.transform(({ failed }) => [{ label: 'Second opinion', text: `none, it failed: ${failed}` }]),
    ]),
  ],
  [
    CONTEXT_KEYS.augmentation,
    z.union([
      decisionAugmentationSchema.transform(({ options, analysis, recommendation, confidence, risks, considerations }) => [
        { label: 'Options', text: options.join('; ') },
        { label: 'Analysis', text: analysis },
        { label: 'Recommended', text: `${recommendation} (${percent(confidence)})` },
        ...risks.map((text) => ({ label: 'Risk', text })),
        ...considerations.map((text) => ({ label: 'Consider', text })),
      ]),
      failedSchema.transform(({ failed }) => [{ label: 'Preparation', text: `none, it failed: ${failed}` }]),
    ]),
  ],
  [
    CONTEXT_KEYS.previous,
    z
      .strictObject({ requestId: z.string(), feedback: z.array(z.strictObject({ by: z.string(), comment: z.string() })) })
      .transform(({ requestId, feedback }) => [
        { label: 'Sent back before', text: requestId },
        ...feedback.map(({ by, comment }) => ({ label: by, text: comment })),
      ]),
  ],
];

/** An action's context for people: what the marked keys say, in a fixed order, and everything else as it came. */
export function contextFacts(context: JsonObject): { facts: ContextFact[]; rest: JsonObject } {
  const facts: ContextFact[] = [];
  const read = new Set<string>();
  for (const [key, schema] of READERS) {
    const parsed = schema.safeParse(context[key] satisfies Json | undefined);
    if (!parsed.success) continue;
    facts.push(...parsed.data);
    read.add(key);
  }
  return { facts, rest: Object.fromEntries(Object.entries(context).filter(([key]) => !read.has(key))) };
}
