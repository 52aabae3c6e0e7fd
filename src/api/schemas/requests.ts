import { z } from 'zod';
import { decideBodySchema, receiptSchema } from '../../contracts/decision.js';
import { parseDuration } from '../../contracts/duration.js';
import { decisionIdSchema, digestSchema } from '../../contracts/ids.js';
import { countsSchema, scopeSchema, sortSchema } from '../../contracts/inbox.js';
import { jsonObjectSchema } from '../../contracts/json.js';
import { planSchema, ruleSchema } from '../../contracts/plan.js';
import { riskSchema } from '../../contracts/risk.js';
import { STATUSES, isTerminal, statusSchema } from '../../contracts/status.js';
import { submitRequestSchema } from '../../contracts/submit.js';
import { auditEntrySchema, awaitingSchema, decisionViewSchema, requestSummarySchema, requestViewSchema } from '../../contracts/view.js';
import { pageOf, pageQuery, timeSchema } from './common.js';
import { named } from './named.js';

export const submitBody = named('SubmitRequest', submitRequestSchema, 'The action itself, or the agent that is to propose one.');
// A schema that holds itself needs a name to be referred to by.
named('Rule', ruleSchema, 'What satisfies a stage: entries, all of several rules (by different people), or any one of them.');
named('Plan', planSchema, 'What the policies made of a revision; frozen into it. Durations in milliseconds.');
named(
  'Awaiting',
  awaitingSchema,
  'Who is awaited while a request is pending, and what was arranged about it: claims, hand-overs, snoozes, a stopped clock, who is missing.',
);
named('DecisionView', decisionViewSchema, 'One decision and its receipt. Those that do not count are kept too, with the reason.');
export const requestView = named(
  'Request',
  requestViewSchema,
  'The whole request. `awaiting` is there while it is pending, `runFrom` while an approved one waits for its veto window or the end of a freeze, `paused` while the kill switch holds it.',
);
export const requestPage = named('RequestPage', pageOf(named('RequestSummary', requestSummarySchema)));
export const auditTrail = named(
  'Audit',
  z.strictObject({ requestId: z.string(), entries: z.array(named('AuditEntry', auditEntrySchema)) }),
);
export const decideBody = named(
  'Decision',
  decideBodySchema,
  'Bound to the revision and the digest that the person saw. Each verb takes what the table of verbs says beside them, and nothing else.',
);
export const answerBody = named(
  'AnswerBody',
  z.strictObject({
    decisionId: decisionIdSchema.describe('The decision that asked; `awaiting.questions` lists those without an answer.'),
    answer: z.string().trim().min(1).max(20_000),
  }),
);
export const answerGiven = named('AnswerGiven', z.strictObject({ decisionId: z.string() }));
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

/** Of a query parameter: several, separated by commas. */
const listOf = <T extends z.ZodType<string, string>>(item: T) =>
  z
    .string()
    .max(1_000)
    .transform((text) => text.split(','))
    .pipe(z.array(item).min(1).max(50));
const typePatternSchema = z
  .string()
  .max(128)
  .regex(/^[a-z*][a-z0-9_.*-]*$/, 'must be types such as "payments.refund" or "payments.*"');
const momentQuery = z.iso
  .datetime({ offset: true, error: 'must be RFC 3339, such as "2026-03-01T09:00:00Z"' })
  .transform((text) => new Date(text));

export const listQuery = z.strictObject({
  status: statusFilter.optional().describe('One or several, separated by commas; `open` and `closed` stand for all of that kind.'),
  scope: scopeSchema
    .optional()
    .describe('For people: `waiting` is what you may still decide, `decided` what you have decided on; `all` is the default.'),
  type: listOf(typePatternSchema).optional().describe('Types, separated by commas; `*` is any run of characters: `payments.*`.'),
  risk: listOf(riskSchema).optional().describe('One or several, separated by commas.'),
  agent: listOf(z.string().min(1).max(128)).optional().describe('Names, separated by commas.'),
  policy: listOf(z.string().min(1).max(128)).optional().describe('Names of the policies that they are reviewed by, separated by commas.'),
  openedAfter: momentQuery.optional().describe('RFC 3339: opened then or later.'),
  openedBefore: momentQuery.optional().describe('RFC 3339: opened earlier than that.'),
  deadlineBefore: momentQuery.optional().describe('RFC 3339: of those that are pending, those that are due earlier than that.'),
  reviewer: z.string().min(1).max(140).optional().describe('A person (all that waits for them), or a reference such as `group:finance`.'),
  claimed: z.enum(['me', 'any', 'none']).optional().describe('Of those that are pending: taken by me, by anybody, by nobody.'),
  unreachable: z.literal('true').optional().describe('Of those that are pending: those that the people left cannot satisfy.'),
  q: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Words in title, type or arguments, all of them, each by its beginning; or the beginning of an id (`req_…`).'),
  sort: sortSchema
    .optional()
    .describe(
      '`newest` (default) or `oldest` by opening; `deadline`: what is due first; `risk`: the highest first, the newest of each first.',
    ),
  ...pageQuery,
  cursor: pageQuery.cursor.describe('`nextCursor` of the page before, with the same `sort`. Rows that move meanwhile shift no others.'),
});

export const counts = named('Counts', countsSchema, 'How much there is, for whoever asks.');

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
