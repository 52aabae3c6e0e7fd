import { z } from 'zod';
import { confidenceSchema } from './action.js';
import { durationSchema } from './duration.js';
import { nameSchema } from './ids.js';
import { commentedVerbSchema } from './plan.js';
import { policyClockSchema, policyWindowSchema } from './policy-calendar.js';
import { conditionTextSchema, policyStageSchema, policyStepSchema, reviewerListSchema, ruleFields, votingFields } from './policy-rule.js';
import { riskSchema } from './risk.js';

const typeGlobSchema = z.string().regex(/^[a-z0-9_*.-]{1,128}$/, 'an action type or glob such as "payments.*"');
const typeGlobsSchema = z.array(typeGlobSchema).min(1).max(100);
const windowsSchema = z.union([policyWindowSchema, z.array(policyWindowSchema).min(1).max(20)]);

const escalationSchema = z.strictObject({
  after: durationSchema.describe('From the start of the stage, as the clock counts.'),
  to: reviewerListSchema.describe('Further people who may fill an entry; never fewer votes.'),
});

/** RFC 6901, and `*` for any one key or index; `*` alone for everything. */
const pointerSchema = z
  .string()
  .max(500)
  .regex(/^(?:\*|(?:\/(?:[^~/]|~[01])*)*)$/, 'a JSON pointer into the arguments, such as "/amount" or "/lines/*/price"');

/** Whether a document, which may be anything yet, says what becomes of a request that nobody answers. */
function saysWhatSilenceDoes(document: unknown): boolean {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) return true;
  const { onTimeout, ladder } = document as { onTimeout?: unknown; ladder?: unknown };
  const ends = (step: unknown): boolean => step !== null && typeof step === 'object' && 'end' in step;
  return onTimeout !== undefined || (Array.isArray(ladder) && ladder.some(ends));
}

/** A policy document (YAML or JSON). Everything but `name` and what silence does has a default; see docs/policies.md. */
export const policySchema = z
  .strictObject({
    name: nameSchema.describe('Unique. Default: the name of the file without its extension.'),
    description: z.string().max(2000).optional().describe('For people.'),
    match: z
      .strictObject({
        types: typeGlobsSchema.optional().describe('Globs over the dotted type of the action. Default: every type.'),
        when: conditionTextSchema
          .optional()
          .describe(
            'A condition (CEL) over `action`, `requester`, `now` and `facts`; one that cannot be evaluated means review. Default: always.',
          ),
        during: windowsSchema
          .optional()
          .describe('Holds only at these times, when the review is planned: one window or a list. Default: always.'),
        outside: windowsSchema.optional().describe('Does not hold at these times: one window or a list. Default: never.'),
      })
      .optional()
      .describe('Which actions it is for.'),
    route: z
      .enum(['review', 'auto', 'deny'])
      .optional()
      .describe(
        '`auto` still reviews what `confidence`, `sensitive`, risk, `alwaysReview` or `reviewWhen` send to people. Default: review; auto with `confidence`.',
      ),
    confidence: z
      .strictObject({ below: confidenceSchema.describe('Strictly below; a missing confidence is below every threshold.') })
      .optional()
      .describe('Review below a threshold, else automatic.'),
    sensitive: z
      .array(z.string().min(1).max(100))
      .max(200)
      .optional()
      .describe('Words in title, rationale or arguments (whole words, any case) that send to review at any confidence.'),
    risk: riskSchema.optional().describe('Raises the risk of the action to at least this.'),
    highRisk: typeGlobsSchema.optional().describe('Raises the risk of actions of these types to at least high.'),
    reviewFrom: riskSchema
      .optional()
      .describe('Review from this risk up, even where `route` or `confidence` would let the action pass. Default: high.'),
    denyFrom: riskSchema.optional().describe('Refuse from this risk up, without asking anybody.'),
    alwaysReview: typeGlobsSchema.optional().describe('Types that go to people even where `route` or `confidence` would let them pass.'),
    reviewWhen: z
      .array(conditionTextSchema)
      .min(1)
      .max(20)
      .optional()
      .describe('Conditions (CEL), any one of which sends to people; one that cannot be evaluated does too.'),
    ...ruleFields,
    reviewers: ruleFields.reviewers.describe(`${ruleFields.reviewers.description ?? ''} Default: the default reviewers.`),
    ...votingFields,
    stages: z.array(policyStageSchema).min(1).max(10).optional().describe('Instead of `reviewers`: one after the other.'),
    remindAfter: durationSchema.optional().describe('Short for a step of the ladder that reminds.'),
    escalate: z
      .union([escalationSchema, z.array(escalationSchema).max(20)])
      .optional()
      .describe('Short for steps of the ladder that add people: one step or a list.'),
    ladder: z
      .array(policyStepSchema)
      .min(1)
      .max(30)
      .optional()
      .describe('What happens when, in every stage that has no ladder of its own.'),
    deadline: durationSchema.optional().describe('From when a revision is shown, over all stages. Default: 24h.'),
    onTimeout: z.enum(['reject', 'approve', 'escalate']).optional().describe('What silence does. Required, unless the ladder says `end`.'),
    fallback: reviewerListSchema
      .optional()
      .describe('Asked as well when those listed cannot satisfy a stage because they are away, inactive or excluded.'),
    clock: policyClockSchema.optional().describe('How time is counted.'),
    extend: z
      .strictObject({
        upTo: durationSchema.describe('In all.'),
        times: z.number().int().min(1).max(20).optional().describe('How often. Default: 1.'),
      })
      .optional()
      .describe('How far reviewers may move the deadline. Default: not at all.'),
    snooze: z
      .strictObject({ upTo: durationSchema.describe('For how long a reviewer may put it off.') })
      .optional()
      .describe('How long a reviewer may go without reminders. Default: the deadline.'),
    claimFor: durationSchema
      .optional()
      .describe('How long a reviewer who takes it keeps the place, unless they say otherwise. Default: 15m.'),
    keepVotes: z
      .strictObject({
        unless: z
          .array(pointerSchema)
          .min(1)
          .max(100)
          .describe('JSON pointers into the arguments; `*` for any one key or index, alone for everything.'),
      })
      .optional()
      .describe('Votes stay for a new revision that changes none of these. Default: votes are void on every revision.'),
    usableFor: durationSchema.optional().describe('How long an approval may wait to be used. Default: 24h.'),
    vetoWindow: durationSchema.optional().describe('Between approval and effect, so that a denial can still stop it. Default: none.'),
    freeze: z.array(policyWindowSchema).min(1).max(50).optional().describe('No effect starts at these times.'),
    override: z
      .strictObject({ people: z.union([z.literal(1), z.literal(2)]).describe('How many people an override takes.') })
      .optional()
      .describe('Breaking glass. Default: one person.'),
    maxRevisions: z
      .number()
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe('How many revisions people look at before sending back ends it; edits count too. Default: 5.'),
    maxEdits: z
      .number()
      .int()
      .min(0)
      .max(100)
      .optional()
      .describe('How often people may change the arguments of one request; 0: nobody edits. Default: 10.'),
    onMaxRevisions: z
      .enum(['reject', 'escalate'])
      .optional()
      .describe('`escalate` takes the next step of the ladder that asks somebody; never an approval. Default: reject.'),
    require: z
      .strictObject({
        comment: z
          .array(commentedVerbSchema)
          .optional()
          .describe('Verbs that need a comment; `override` always does. Default: [override].'),
        rationale: z.boolean().optional().describe('A request without a rationale is refused. Default: false.'),
      })
      .optional()
      .describe('What must be given.'),
    editorVotes: z
      .boolean()
      .optional()
      .describe('Whether an edit counts as the editor’s own vote; never at high or critical risk. Default: true.'),
  })
  .refine(saysWhatSilenceDoes, {
    message: '`onTimeout` is missing; say what silence does: add `onTimeout: reject` (or `escalate`, or `approve`)',
    path: ['onTimeout'],
    params: { code: 'missing_field' },
    // With other faults too, so that all of them show at once.
    when: () => true,
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
