import { z } from 'zod';
import { nameSchema } from './ids.js';
import { jsonObjectSchema } from './json.js';
import { TIMER_KINDS } from './move-view.js';
import { planSchema } from './plan.js';
import { statusSchema } from './status.js';
import { submitActionSchema } from './submit.js';

/** What to find out: how this action would be reviewed. Nothing of it is stored, and nobody is asked. */
export const policyTrialSchema = submitActionSchema
  .pick({
    action: true,
    policy: true,
    requester: true,
    reviewers: true,
    need: true,
    escalate: true,
    requireReview: true,
    deadline: true,
  })
  .extend({
    agent: nameSchema.optional().describe('The agent that would ask; policies see it, and its owner never approves.'),
    at: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('When it would be asked, with an offset; default: now. Windows, freezes and absences are those of that moment.'),
    policies: z
      .array(jsonObjectSchema)
      .min(1)
      .max(50)
      .optional()
      .describe('Drafts: each takes the place of the active policy of its name, new ones are evaluated last.'),
  });
export type PolicyTrial = z.infer<typeof policyTrialSchema>;

const person = z.strictObject({ id: z.string(), name: z.string() });
const missing = z.strictObject({ stage: z.string(), entries: z.array(z.string()), need: z.number().int() });

export const policyTrialResultSchema = z.discriminatedUnion('result', [
  /** It would not be opened: `code` and `message` are those of `POST /v1/requests`. */
  z.strictObject({ result: z.literal('refused'), at: z.string(), code: z.string(), message: z.string() }),
  z.strictObject({
    result: z.literal('planned'),
    at: z.string(),
    /** Where the request would stand after opening: `pending`, or at once `approved` or `rejected`. */
    status: statusSchema,
    plan: planSchema,
    /** For each stage who would be asked, and who could fill each entry at that moment. */
    asked: z.array(
      z.strictObject({
        stage: z.string(),
        entries: z.array(
          z.strictObject({
            ref: z.string(),
            /** `standsInFor`: in the place of somebody who is absent then. */
            people: z.array(z.strictObject({ id: z.string(), name: z.string(), standsInFor: person.nullable() })),
          }),
        ),
      }),
    ),
    /** Those whom the policy lists do not suffice at that moment: what is missing. Further people would be asked at once. */
    missing: z.array(missing).nullable(),
    /** The same after everybody was asked whom the policy could ask; not null: `POST /v1/requests` would refuse it. */
    stillMissing: z.array(missing).nullable(),
    /** What would happen by itself if nobody did anything, soonest first; of further stages nothing, because nobody knows when they begin. */
    next: z.array(z.strictObject({ kind: z.enum(TIMER_KINDS), at: z.string(), to: z.array(z.string()) })),
    /** Approved at that very moment, the effect could start then: after the veto window, outside freezes. Null where it never could. */
    runFrom: z.string().nullable(),
  }),
]);
export type PolicyTrialResult = z.infer<typeof policyTrialResultSchema>;
