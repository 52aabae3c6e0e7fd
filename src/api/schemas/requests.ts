import { z } from 'zod';
import { actionTypeSchema } from '../../contracts/action.js';
import { decideBodySchema, receiptSchema } from '../../contracts/decision.js';
import { parseDuration } from '../../contracts/duration.js';
import { decisionIdSchema, digestSchema, requestIdSchema } from '../../contracts/ids.js';
import { jsonObjectSchema } from '../../contracts/json.js';
import { STATUSES, isTerminal, statusSchema } from '../../contracts/status.js';
import { ruleSchema } from '../../contracts/plan.js';
import { submitRequestSchema } from '../../contracts/submit.js';
import { auditEntrySchema, requestSummarySchema, requestViewSchema } from '../../contracts/view.js';
import { pageOf, pageQuery, timeSchema } from './common.js';
import { named } from './named.js';

export const submitBody = named('SubmitRequest', submitRequestSchema, 'The action itself, or the agent that is to propose one.');
// A schema that holds itself needs a name to be referred to by.
named('Rule', ruleSchema, 'What satisfies a stage: entries, all of several rules (by different people), or any one of them.');
export const requestView = named('Request', requestViewSchema, 'The whole request.');
export const requestPage = named('RequestPage', pageOf(named('RequestSummary', requestSummarySchema)));
export const auditTrail = named(
  'Audit',
  z.strictObject({ requestId: z.string(), entries: z.array(named('AuditEntry', auditEntrySchema)) }),
);
export const decideBody = named('Decision', decideBodySchema, 'Bound to the revision and the digest that the person saw.');
export const receipt = named('Receipt', receiptSchema, '`counted` is null while the decision is recorded and not yet counted.');

/** What is answered to whoever opened a request. */
export const submitted = named(
  'Submitted',
  requestViewSchema.pick({ id: true, workflowId: true, status: true, revision: true, digest: true, links: true }),
);

export const OPEN_STATUSES = STATUSES.filter((status) => !isTerminal(status));
const CLOSED_STATUSES = STATUSES.filter(isTerminal);

/** `pending,revising`, or the shorthands `open` and `closed`. */
const statusFilter = z
  .string()
  .max(300)
  .transform((text) =>
    text.split(',').flatMap((part): string[] => (part === 'open' ? OPEN_STATUSES : part === 'closed' ? CLOSED_STATUSES : [part])),
  )
  .pipe(z.array(statusSchema).min(1));

export const listQuery = z.strictObject({
  status: statusFilter.optional(),
  type: actionTypeSchema.optional(),
  agent: z.string().min(1).max(128).optional(),
  reviewer: z.string().min(1).max(140).optional(),
  q: z.string().min(1).max(200).optional(),
  ...pageQuery,
  cursor: requestIdSchema.optional(),
});

/** Proxies and browsers give up on a silent answer soon after a minute. */
export const MAX_WAIT_MS = 60_000;
export const waitQuery = z.strictObject({
  until: z.enum(['resolved', 'terminal', 'change']).default('resolved'),
  /** For `change`: the last `move` the client has seen. */
  since: z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .optional(),
  timeout: z
    .string()
    .refine((text) => /^\d+$/.test(text) || parseDuration(text) !== undefined, 'must be a duration such as "30s", up to "60s"')
    .transform((text) => Math.min(MAX_WAIT_MS, /^\d+$/.test(text) ? Number(text) * 1000 : (parseDuration(text) ?? 0)))
    .default(30_000),
});

export const auditQuery = z.strictObject({ format: z.enum(['json', 'jsonl']).default('json') });

export const permitBody = named('PermitBody', z.strictObject({ digest: digestSchema }));
export const permit = named(
  'Permit',
  z.strictObject({ permitId: z.string(), args: jsonObjectSchema, expiresAt: timeSchema }),
  'The right to run exactly these arguments once, until `expiresAt`.',
);
export const outcomeBody = named(
  'OutcomeBody',
  z.strictObject({
    permitId: z.string().min(1).max(200),
    outcome: z.enum(['executed', 'failed', 'unknown']),
    detail: jsonObjectSchema.optional(),
  }),
);
export const outcomeAnswer = named('Outcome', z.strictObject({ status: statusSchema, late: z.boolean() }));

export const cancelBody = named('CancelBody', z.strictObject({ reason: z.string().max(5000).optional() }));
export const statusAnswer = named('StatusAnswer', z.strictObject({ status: statusSchema }));
export const overrideBody = named(
  'OverrideBody',
  z.strictObject({
    resolution: z.enum(['approved', 'rejected']),
    digest: digestSchema,
    reason: z.string().min(1).max(5000),
    decisionId: decisionIdSchema.optional(),
  }),
);
export const settleBody = named(
  'SettleBody',
  z.strictObject({ outcome: z.enum(['executed', 'failed']), reason: z.string().min(1).max(5000) }),
);
