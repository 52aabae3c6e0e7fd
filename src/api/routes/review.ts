import { z } from 'zod';
import { jsonObjectSchema } from '../../contracts/json.js';
import { diffSchema, peopleNowSchema, reviewViewSchema, similarSchema, spanSchema } from '../../contracts/review.js';
import { ProblemError } from '../problem.js';
import { ok, valueOf } from '../reply.js';
import { reviewOf } from '../review/review.js';
import { route } from '../route.js';
import { fieldProblemSchema, requestParams } from '../schemas/common.js';
import { named } from '../schemas/named.js';

named('Span', spanSchema, 'A piece of a sentence, so that every surface makes its own markup of it.');
named('PeopleNow', peopleNowSchema, 'Who is asked by which rule, how far it is, and what everybody said.');
named('Diff', diffSchema, 'What changed between two revisions, and who wanted it.');
named('Similar', similarSchema, 'An earlier request of the same type that people have decided, and how it ended.');
const review = named(
  'Review',
  reviewViewSchema,
  'One request as one person sees it: what they may do and why not, who decided and who is needed, what changed, and what became of others like it.',
);

export const getReview = route({
  method: 'get',
  path: '/v1/requests/{id}/review',
  operationId: 'getReview',
  tag: 'Requests',
  summary: 'The request as this person sees it',
  description:
    'Everything that the request’s page shows, in words: what will happen, what this person may do (`may.verbs`, and why nothing would count), why they are asked, who decided and who is still needed, what changed since they last looked, how this agent has done with this type over 90 days, similar earlier decisions, and the record entry by entry. `may` is a help for showing: whatever is sent is judged again where it is counted.',
  access: 'key',
  params: requestParams,
  responses: { 200: { description: 'The request for this person.', schema: review } },
  problems: [404],
  async handle({ by, params, deps }) {
    // Names of people are in the answer; an agent has no business with them.
    if (by.kind === 'agent') throw new ProblemError('forbidden', 'Reviews are for people and administrators.');
    const [view, audit] = await Promise.all([deps.intake.view(by, params.id), deps.intake.audit(by, params.id)]);
    const personId = by.kind === 'person' ? by.personId : null;
    return ok(await reviewOf(deps.db, { view: valueOf(view), audit: valueOf(audit), personId, nowMs: deps.clock() }));
  },
});

const argsCheck = named('ArgsCheck', z.strictObject({ args: jsonObjectSchema.describe('The changed arguments, whole.') }));
const argsChecked = named(
  'ArgsChecked',
  z.strictObject({ problems: z.array(fieldProblemSchema).describe('`field` is a JSON pointer into the arguments; empty where they fit.') }),
);

export const checkArgs = route({
  method: 'post',
  path: '/v1/requests/{id}/args-check',
  operationId: 'checkArgs',
  tag: 'Decisions',
  summary: 'Whether changed arguments would fit the action',
  description:
    'Checks what an edit would propose against the schema that the action was opened with, so that a form can say what is wrong beside its input. Nothing is recorded; an edit is checked again when it is counted.',
  access: 'key',
  params: requestParams,
  body: { kind: 'json', schema: argsCheck, examples: { amount: { summary: 'Another amount', value: { args: { amount: 9000 } } } } },
  responses: { 200: { description: 'What is wrong with them, if anything.', schema: argsChecked } },
  problems: [404],
  async handle({ by, params, body, deps }) {
    const { action } = valueOf(await deps.intake.view(by, params.id));
    const problems = action ? await deps.argsProblems(action.type, action.version, body.args) : [];
    return ok({ problems });
  },
});
