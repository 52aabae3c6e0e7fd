import { ok, valueOf } from '../reply.js';
import { route } from '../route.js';
import { requireFreshFor } from '../step-up.js';
import { outcomeAnswer, outcomeBody, permit, permitBody, settleBody, statusAnswer } from '../schemas/requests.js';
import { requestParams } from '../schemas/common.js';

export const consumePermit = route({
  method: 'post',
  path: '/v1/requests/{id}/permit',
  operationId: 'consumePermit',
  tag: 'Execution',
  summary: 'Take the right to run it, once',
  description:
    'For callers that execute themselves, after approval. The second call is 409; so is another digest than the approved one. Before the end of a veto window or a freeze it is `too_early`, and `details.runFrom` says when to come again; while the kill switch holds it, `effects_paused`.',
  access: 'key',
  params: requestParams,
  body: { kind: 'json', schema: permitBody },
  responses: { 200: { description: 'Run exactly these arguments, before `expiresAt`, and report the outcome.', schema: permit } },
  problems: [404, 409],
  async handle({ by, params, body, deps }) {
    return ok(valueOf(await deps.intake.permit(by, params.id, body.digest)));
  },
});

export const reportOutcome = route({
  method: 'post',
  path: '/v1/requests/{id}/outcome',
  operationId: 'reportOutcome',
  tag: 'Execution',
  summary: 'Say what became of it',
  description: 'A report after `expiresAt` is recorded and not acted on (`late: true`): a person has to settle it.',
  access: 'key',
  params: requestParams,
  body: { kind: 'json', schema: outcomeBody },
  responses: { 200: { description: 'Recorded.', schema: outcomeAnswer } },
  problems: [404, 409],
  async handle({ by, params, body, deps }) {
    const { detail, ...rest } = body;
    return ok(valueOf(await deps.intake.outcome(by, params.id, detail === undefined ? rest : { ...rest, detail })));
  },
});

export const settle = route({
  method: 'post',
  path: '/v1/requests/{id}/settle',
  operationId: 'settle',
  tag: 'Execution',
  summary: 'Say what became of an unknown effect',
  description:
    'Closes a request whose status is `unknown`, past the people who were asked. Needs an admin key or the `override` permission, and a reason. Whoever was asked settles it by the verb `settle`, which can also have it run again or taken back.',
  access: 'key',
  params: requestParams,
  body: { kind: 'json', schema: settleBody },
  responses: { 200: { description: 'Settled.', schema: statusAnswer } },
  problems: [404, 409],
  async handle({ by, session, params, body, deps }) {
    await requireFreshFor('settle', params.id, session, deps);
    return ok(valueOf(await deps.intake.settle(by, params.id, body)));
  },
});
