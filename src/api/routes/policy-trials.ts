import { policyTrialResultSchema, policyTrialSchema } from '../../contracts/policy-trial.js';
import { ProblemError } from '../problem.js';
import { ok, valueOf } from '../reply.js';
import { route } from '../route.js';
import { named } from '../schemas/named.js';

const trial = named('PolicyTrial', policyTrialSchema, 'An action, and when and by whom it would be asked for.');
const trialResult = named(
  'PolicyTrialResult',
  policyTrialResultSchema,
  'The plan with its reasons, who could fill it at that moment, what is missing, and what would happen when.',
);

export const tryPolicies = route({
  method: 'post',
  path: '/v1/policies/try',
  operationId: 'tryPolicies',
  tag: 'Policies',
  summary: 'How an action would be reviewed',
  description:
    'Plans the action as `POST /v1/requests` would and looks whether enough people are there at that moment, without opening anything: nothing is stored and nobody is asked. `policies` are drafts in the form of `GET /v1/policies/{name}` (`document`); each takes the place of the active policy of its name, new ones come last.',
  access: 'key',
  body: {
    kind: 'json',
    schema: trial,
    examples: {
      tonight: {
        summary: 'On Christmas Eve, in the evening',
        value: { action: { type: 'payments.refund', args: { amount: 12500, currency: 'EUR' } }, at: '2026-12-24T20:00:00+01:00' },
      },
      draft: {
        summary: 'By a policy that is not in force yet',
        value: {
          action: { type: 'payments.refund', args: { amount: 12500, currency: 'EUR' } },
          policies: [{ name: 'large-refunds', reviewers: ['group:finance'], need: 'majority', onTimeout: 'reject' }],
        },
      },
    },
  },
  responses: { 200: { description: 'The plan, or why the request would be refused.', schema: trialResult } },
  async handle({ by, body, deps }) {
    // Names of people are in the answer; an agent has no business with them.
    if (by.kind === 'agent') throw new ProblemError('forbidden', 'Policies are tried out by people and administrators.');
    return ok(valueOf(await deps.intake.tryPolicies(body)));
  },
});
