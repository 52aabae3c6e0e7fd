import { z } from 'zod';
import { actionSchema } from './action.js';
import { channelNameSchema, notCountedReasonSchema, verbSchema } from './decision.js';
import { jsonObjectSchema, jsonSchema } from './json.js';
import { TIMER_KINDS } from './move-view.js';
import { pausedSchema } from './pause.js';
import { planSchema } from './plan.js';
import { resolutionSchema, statusSchema } from './status.js';

const person = z.strictObject({ id: z.string(), name: z.string() });

export const decisionViewSchema = z.strictObject({
  decisionId: z.string(),
  verb: verbSchema,
  by: person,
  revision: z.number().int(),
  digest: z.string(),
  counted: z.boolean().nullable().describe('null: recorded, not yet counted.'),
  reason: notCountedReasonSchema.nullable(),
  comment: z.string().nullable(),
  args: jsonSchema.nullable(),
  answer: z.string().nullable().describe("The person's answer to a question; for `ask`, what the agent or the requester answered."),
  at: z.string(),
  channel: channelNameSchema,
  onBehalfOf: person.nullable().describe("Whose place the vote filled, where that is somebody else's."),
  to: z.string().nullable().describe('`delegate`, `reassign`: the reviewer named (a reference).'),
  from: z.string().nullable().describe('`reassign`: the reviewer whose place it was.'),
  forMs: z.number().int().nullable().describe('`claim`, `snooze`, `extend`: for how long.'),
});
export type DecisionView = z.infer<typeof decisionViewSchema>;

export const revisionViewSchema = z.strictObject({
  revision: z.number().int(),
  digest: z.string(),
  action: actionSchema,
  author: z.strictObject({ kind: z.enum(['agent', 'caller', 'person']), id: z.string() }),
  observed: z
    .strictObject({ print: z.string(), at: z.string() })
    .nullable()
    .describe(
      'Fingerprint of what the action rested on when people were asked; null where its definition has none, or nobody has looked yet.',
    ),
  at: z.string(),
});
export type RevisionView = z.infer<typeof revisionViewSchema>;

export const deliveryViewSchema = z.strictObject({
  channel: channelNameSchema,
  target: z.string(),
  status: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.number().int(),
  error: z.string().nullable(),
  at: z.string(),
});

export const executionViewSchema = z.strictObject({
  revision: z.number().int(),
  digest: z.string(),
  by: z.enum(['worker', 'caller']),
  fence: z.number().int(),
  outcome: z.enum(['executed', 'failed', 'unknown']).nullable(),
  detail: jsonSchema,
  claimedAt: z.string(),
  finishedAt: z.string().nullable(),
  /** A result that came after the outcome was settled: recorded, never acted on. */
  late: jsonSchema,
});
export type ExecutionView = z.infer<typeof executionViewSchema>;

const held = z.strictObject({ by: person, until: z.string() });

/** Who is awaited at this moment, and what was arranged about it. */
export const awaitingSchema = z.strictObject({
  stage: z.string(),
  asked: z.array(z.string()).describe('Entries asked (references), those that escalation added and people handed over to included.'),
  filled: z.number().int().describe('Seats that approvals fill, by the alternative that is nearest to its end.'),
  need: z.number().int().describe('How many that alternative needs.'),
  since: z.string(),
  claims: z.array(held).describe('Who has taken it for a while; denying is never blocked by it.'),
  delegations: z.array(z.strictObject({ from: person, to: person })),
  snoozes: z.array(held).describe('Who gets no reminders until when.'),
  paused: z
    .strictObject({ since: z.string(), until: z.string() })
    .nullable()
    .describe('The clock stands still, because a question is open; `until` is when it goes on without an answer.'),
  questions: z.array(z.string()).describe('Ids of the questions that have no answer yet.'),
  extended: z.strictObject({ times: z.number().int(), ms: z.number().int() }).describe('What reviewers added to the deadline.'),
  missing: z
    .array(z.strictObject({ stage: z.string(), entries: z.array(z.string()), need: z.number().int() }))
    .nullable()
    .describe('Those left cannot satisfy the policy: the smallest set that would. Null: enough people are left.'),
  editsLeft: z.number().int().min(0).describe('How often people may still change the arguments.'),
  canEscalate: z.boolean().describe('Whether the ladder of this stage has a further step that asks somebody.'),
  reassignable: z.array(z.string()).describe('Of those asked, whose place may be given to somebody else: not where a veto could be lost.'),
  overrides: z.array(z.strictObject({ by: person, reason: z.string() })).describe('Overrides that wait for a second person.'),
  barred: z
    .array(person)
    .describe("Whose edits are part of this revision, since the agent's own last one, where the risk or the policy wants other eyes."),
  kept: z
    .array(z.strictObject({ by: person, revision: z.number().int() }))
    .describe('Votes that stayed from an earlier revision, because nothing changed that the policy names as material.'),
});
export type AwaitingView = z.infer<typeof awaitingSchema>;

/** The whole request, as `GET /v1/requests/:id` gives it and as every card and page is rendered from. */
export const requestViewSchema = z.strictObject({
  id: z.string(),
  workflowId: z.string(),
  status: statusSchema,
  revision: z.number().int(),
  digest: z.string().nullable(),
  type: z.string().nullable(),
  agent: z.string().nullable(),
  requestedBy: z
    .strictObject({ kind: z.enum(['admin', 'agent', 'person', 'workflow']), id: z.string() })
    .describe("Who asked: a key's agent or person, and the person the agent acts for."),
  requester: person.nullable(),
  execute: z.enum(['worker', 'caller', 'none']),
  action: actionSchema.nullable(),
  input: jsonSchema,
  revisions: z.array(revisionViewSchema),
  plan: planSchema.nullable(),
  awaiting: awaitingSchema.nullable(),
  decisions: z.array(decisionViewSchema),
  deliveries: z.array(deliveryViewSchema),
  resolution: resolutionSchema.nullable(),
  execution: executionViewSchema.nullable(),
  canUndo: z.boolean().describe('Of an unknown effect: whether its action says how to undo it.'),
  paused: pausedSchema.nullable().describe('What holds the effect of an approved request: the kill switch.'),
  nextTimer: z.strictObject({ kind: z.enum(TIMER_KINDS), at: z.string() }).nullable(),
  deadlineAt: z.string().nullable(),
  runFrom: z.string().nullable().describe('Approved, and the effect must not start before: veto window or freeze. Null once it may.'),
  createdAt: z.string(),
  updatedAt: z.string(),
  follows: z.string().nullable().describe('The request that this one follows from: its undo, or a look back at its override.'),
  followUps: z.array(z.string()).describe('Requests that follow from this one: an undo, a look back at an override.'),
  lastSeen: z
    .number()
    .int()
    .nullable()
    .describe(
      'For a person: the revision they saw before the present one, to show them what has changed since. Null for keys, and where they saw none.',
    ),
  move: z.number().int().describe('Counts the moves; grows with each. Long polls and cards compare it.'),
  links: z.strictObject({ self: z.string(), page: z.string(), temporal: z.string().nullable() }),
});
export type RequestView = z.infer<typeof requestViewSchema>;

/** Arguments of more characters of JSON than these do not fit a line of the queue. */
export const BRIEF_CHARACTERS = 600;

const briefSchema = z.strictObject({
  args: jsonObjectSchema.describe('The arguments of the present revision, whole.'),
  rationale: z.string().nullable().describe('Its beginning, where it is long.'),
  commentNeeded: z.array(verbSchema).describe('Verbs for which the policy wants a comment.'),
});
export type Brief = z.infer<typeof briefSchema>;

/** One line of the queue. */
export const requestSummarySchema = z.strictObject({
  id: z.string(),
  status: statusSchema,
  revision: z.number().int(),
  digest: z.string().nullable(),
  type: z.string().nullable(),
  title: z.string().nullable(),
  risk: z.string().nullable(),
  confidence: z.number().nullable(),
  agent: z.string().nullable(),
  policy: z.string().nullable().describe('Name of the policy that it is reviewed by.'),
  requester: z.string().nullable(),
  asked: z.array(z.string()),
  claims: z.array(z.strictObject({ by: z.string(), until: z.string() })).describe('Who has taken it, by id, until when.'),
  unreachable: z.boolean().describe('Those left cannot satisfy the policy; `awaiting.missing` of the whole request says what is missing.'),
  seats: z
    .strictObject({ filled: z.number().int(), need: z.number().int() })
    .nullable()
    .describe('While it is pending: how many approvals the present stage has, of how many.'),
  brief: briefSchema
    .nullable()
    .describe('All of what is to be approved, where it is short; null where it has to be opened to be seen in full.'),
  runFrom: z.string().nullable().describe('Approved, and the effect must not start before.'),
  deadlineAt: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  links: z.strictObject({ self: z.string(), page: z.string(), temporal: z.string().nullable() }),
});
export type RequestSummary = z.infer<typeof requestSummarySchema>;

export const auditEntrySchema = z.strictObject({
  requestId: z.string(),
  seq: z.number().int(),
  at: z.string(),
  kind: z.string(),
  body: jsonSchema,
  previous: z.string(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
