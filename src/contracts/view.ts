import { z } from 'zod';
import { actionSchema } from './action.js';
import { channelNameSchema, notCountedReasonSchema, verbSchema } from './decision.js';
import { jsonSchema } from './json.js';
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
  /** null: recorded, not yet counted. */
  counted: z.boolean().nullable(),
  reason: notCountedReasonSchema.nullable(),
  comment: z.string().nullable(),
  args: jsonSchema.nullable(),
  /** The person's answer to a question; for `ask`, what the agent answered. */
  answer: z.string().nullable(),
  at: z.string(),
  channel: channelNameSchema,
});
export type DecisionView = z.infer<typeof decisionViewSchema>;

export const revisionViewSchema = z.strictObject({
  revision: z.number().int(),
  digest: z.string(),
  action: actionSchema,
  author: z.strictObject({ kind: z.enum(['agent', 'caller', 'person']), id: z.string() }),
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

/** The whole request, as `GET /v1/requests/:id` gives it and as every card and page is rendered from. */
export const requestViewSchema = z.strictObject({
  id: z.string(),
  workflowId: z.string(),
  status: statusSchema,
  revision: z.number().int(),
  digest: z.string().nullable(),
  type: z.string().nullable(),
  agent: z.string().nullable(),
  /** Who asked: a key's agent or person, and the person the agent acts for. */
  requestedBy: z.strictObject({ kind: z.enum(['admin', 'agent', 'person', 'workflow']), id: z.string() }),
  requester: person.nullable(),
  execute: z.enum(['worker', 'caller', 'none']),
  action: actionSchema.nullable(),
  input: jsonSchema,
  revisions: z.array(revisionViewSchema),
  plan: planSchema.nullable(),
  /** Entries asked at this moment (references), the stage, and how many of them must still be filled. */
  awaiting: z
    .strictObject({ stage: z.string(), asked: z.array(z.string()), filled: z.number().int(), need: z.number().int(), since: z.string() })
    .nullable(),
  decisions: z.array(decisionViewSchema),
  deliveries: z.array(deliveryViewSchema),
  resolution: resolutionSchema.nullable(),
  execution: executionViewSchema.nullable(),
  /** What holds the effect of an approved request: the kill switch. */
  paused: pausedSchema.nullable(),
  nextTimer: z.strictObject({ kind: z.enum(['reminder', 'escalation', 'deadline', 'usable_until', 'lease']), at: z.string() }).nullable(),
  deadlineAt: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** Counts the moves; grows with each. Long polls and cards compare it. */
  move: z.number().int(),
  links: z.strictObject({ self: z.string(), page: z.string(), temporal: z.string().nullable() }),
});
export type RequestView = z.infer<typeof requestViewSchema>;

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
  requester: z.string().nullable(),
  asked: z.array(z.string()),
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
