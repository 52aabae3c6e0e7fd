import { z } from 'zod';
import { verbSchema } from './decision.js';
import { jsonObjectSchema, jsonSchema } from './json.js';
import { statusSchema } from './status.js';
import { requestViewSchema } from './view.js';

const person = z.strictObject({ id: z.string(), name: z.string() });

/**
 * A piece of a sentence. `quote` are somebody's own words, with their lines; `until` is a moment that is better said as a distance from now. Texts may be
 * an agent's: whoever shows them makes hidden characters visible (visible-text.ts).
 */
export const spanSchema = z.discriminatedUnion('as', [
  z.strictObject({ as: z.enum(['text', 'strong', 'small', 'code', 'quote']), text: z.string() }),
  z.strictObject({ as: z.enum(['moment', 'until']), at: z.string() }),
  z.strictObject({ as: z.literal('request'), id: z.string() }),
]);
export type Span = z.infer<typeof spanSchema>;
const words = z.array(spanSchema);

export const voteNowSchema = z.strictObject({
  personId: z.string(),
  as: z.string().describe('Whose place it fills.'),
  verb: z.enum(['approve', 'deny', 'abstain']),
  stage: z.string(),
  keptFrom: z.number().int().nullable().describe('The revision it was cast on, where it stayed from an earlier one.'),
});
/** A vote that holds at this moment, as the record tells it. */
export type VoteNow = z.infer<typeof voteNowSchema>;

const choiceSchema = z.strictObject({ value: z.string(), title: z.string() });

const maySchema = z.strictObject({
  verbs: z.array(verbSchema),
  withdraw: z.boolean(),
  nothing: z.string().nullable().describe('Why nothing of this person would count; null where something does.'),
  noApproval: z.string().nullable().describe('Why they cannot approve or answer, though other words count.'),
  vote: voteNowSchema.nullable().describe('The vote of this person that holds.'),
  said: words.describe('What this person has said or taken already; empty where nothing.'),
  replies: z.array(z.string()).describe('Questions (decision ids) that this person can answer.'),
});

const formsSchema = z.strictObject({
  schema: jsonObjectSchema.nullable().describe('JSON Schema of the arguments, for the edit form; null where the type has none.'),
  commentNeeded: z.array(verbSchema).describe('Verbs that want a comment here.'),
  presets: z.array(z.string()).describe('Reasons to choose from.'),
  rejectHint: z.string(),
  denyHint: z.string(),
  overrideHint: z.string().nullable(),
  overrides: z.array(z.enum(['approved', 'rejected'])).describe('What an override of this person could resolve it as.'),
  claimForMs: z.number().int(),
  extendMaxMs: z.number().int().describe('How far this deadline may still be moved.'),
  snoozeMaxMs: z.number().int(),
  takers: z
    .strictObject({ people: z.array(choiceSchema), groups: z.array(choiceSchema) })
    .describe('Whom a hand-over may name; empty where this person can make none.'),
});

const stageSchema = z.strictObject({
  name: z.string(),
  state: z.enum(['done', 'now', 'later']).nullable(),
  rule: z.string(),
  conditions: z.array(words).describe('Who ends it by saying no, and whose votes count: only where it is not the usual.'),
  votes: z.array(voteNowSchema.extend({ words: z.string() })),
});

const askedSchema = z.strictObject({
  ref: z.string(),
  label: z.string(),
  members: z.array(z.string()).nullable().describe('Names of those in the group; null for a person.'),
  filledBy: z.string().nullable().describe('Name of who approved in this place.'),
});

const saidSchema = z.strictObject({
  decisionId: z.string(),
  by: person,
  did: z.string(),
  at: z.string(),
  channel: z.string(),
  revision: z.number().int(),
  counted: z.boolean().nullable(),
  because: z.string().nullable().describe('Why it did not count.'),
  comment: z.string().nullable(),
  answer: z.string().nullable(),
});

export const peopleNowSchema = z.strictObject({
  stages: z.array(stageSchema),
  asked: z.array(askedSchema).describe('Asked at this moment.'),
  stillNeeded: z.string().nullable().describe('Who is still needed, such as `1 more: finance or Ben`.'),
  arranged: z.array(words).describe('Claims, hand-overs, votes that stayed.'),
  ifNobody: z.array(z.string()).describe('The ladder of the present stage in words.'),
  decisions: z.array(saidSchema).describe('Newest first; questions are in `questions`.'),
});
export type PeopleNow = z.infer<typeof peopleNowSchema>;

const pieceSchema = z.strictObject({ kind: z.enum(['del', 'ins', 'same']), text: z.string() });
export type Piece = z.infer<typeof pieceSchema>;
export const diffSchema = z.strictObject({
  since: z.number().int().describe('The revision that is compared with.'),
  causes: z.array(z.strictObject({ by: z.string(), did: z.string(), comment: z.string().nullable() })),
  author: z.string(),
  at: z.string(),
  type: z.strictObject({ before: z.string(), after: z.string() }).nullable().describe('Where the type changed.'),
  changes: z.array(z.strictObject({ path: z.string(), pieces: z.array(pieceSchema) })).describe('Empty: the arguments are the same.'),
});
export type Diff = z.infer<typeof diffSchema>;

export const agentRecordSchema = z.strictObject({
  agent: z.string(),
  type: z.string(),
  days: z.number().int(),
  capped: z.boolean().describe('More requests of this type than were looked at: these are the latest.'),
  decided: z.number().int().describe('Decided by people.'),
  unchanged: z.number().int().describe('Approved as first proposed.'),
  edited: z.number().int().describe('Approved after a person changed it.'),
  revised: z.number().int().describe('Approved after it was sent back.'),
  rejected: z.number().int(),
  failed: z.number().int().describe('Ran and failed, whoever let it run.'),
  unknown: z.number().int().describe('Nobody knows what became of it.'),
});
export type AgentRecord = z.infer<typeof agentRecordSchema>;

export const similarSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  status: statusSchema,
  at: z.string(),
  agent: z.string().nullable(),
  ended: words.describe('How it ended, by whom and in whose words.'),
  differs: z
    .array(z.strictObject({ path: z.string(), then: jsonSchema.nullable(), now: jsonSchema.nullable() }))
    .describe('Up to four arguments that differ; null where one has none.'),
  same: z.number().int().describe('How many arguments are the same.'),
  different: z.number().int(),
});
export type Similar = z.infer<typeof similarSchema>;

const questionSchema = z.strictObject({
  decisionId: z.string(),
  by: person,
  at: z.string(),
  revision: z.number().int(),
  text: z.string(),
  answer: z.string().nullable(),
});

const entrySchema = z.strictObject({
  seq: z.number().int(),
  at: z.string(),
  kind: z.string(),
  words,
  hash: z.string(),
});

export const noticeSchema = z.strictObject({ tone: z.enum(['warn', 'info']), words });
export type Notice = z.infer<typeof noticeSchema>;

/** One request as one person sees it: everything that its page shows. */
export const reviewViewSchema = z.strictObject({
  now: z.string(),
  view: requestViewSchema,
  sentence: words.describe('What will happen, or what has happened.'),
  asks: z.string().describe('Who asks, and for whom.'),
  isQuestion: z.boolean(),
  question: z
    .strictObject({
      text: z.string(),
      suggested: z.string().nullable(),
      options: z.array(z.strictObject({ name: z.string(), title: z.string() })),
    })
    .nullable(),
  may: maySchema,
  whyMe: z.array(words).describe('Why this person is asked, or what else they may do here.'),
  forms: formsSchema,
  people: peopleNowSchema,
  clock: z.strictObject({
    deadlineAt: z.string().nullable(),
    then: z.string().nullable().describe('What silence does.'),
    extended: z.string().nullable(),
    next: z.strictObject({ at: z.string(), text: z.string() }).nullable().describe('What happens by itself before the deadline.'),
    more: z.array(words).describe('Veto window, freezes, hours.'),
  }),
  notices: z.array(noticeSchema),
  diff: z.strictObject({ seen: diffSchema.nullable(), previous: diffSchema.nullable() }),
  observed: words.describe('What it rests on; empty where nobody looked.'),
  context: z.strictObject({ facts: z.array(z.strictObject({ label: z.string(), text: z.string() })), rest: jsonObjectSchema }),
  oddWords: z.array(z.string()).describe('Words that mix alphabets, which can pass one name off as another.'),
  tooLong: z.string().nullable().describe('Why it cannot be shown in full, and so not be approved on a page; null where it can.'),
  record: agentRecordSchema.nullable(),
  similar: z.array(similarSchema),
  questions: z.array(questionSchema),
  timeline: z.array(entrySchema).describe('Oldest first.'),
  names: z.record(z.string(), z.string()).describe('Names of the people whom the view names by id.'),
});
export type ReviewView = z.infer<typeof reviewViewSchema>;
