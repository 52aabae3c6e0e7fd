import type { Receipt } from '../../contracts/decision.js';
import { ProblemError } from '../problem.js';
import { ok, valueOf } from '../reply.js';
import { route, type Reply } from '../route.js';
import { cancelBody, decideBody, overrideBody, receipt, statusAnswer } from '../schemas/requests.js';
import { requestParams } from '../schemas/common.js';

/** 202 is the answer while nobody has counted the decision yet; it is committed all the same. */
function receiptReply(value: Receipt): Reply {
  return { status: value.counted === null ? 202 : 200, json: value };
}

const receipts = {
  200: { description: 'Counted, or not counted and why.', schema: receipt },
  202: { description: 'Committed, not yet counted.', schema: receipt },
};

export const decide = route({
  method: 'post',
  path: '/v1/requests/{id}/decisions',
  operationId: 'decide',
  tag: 'Decisions',
  summary: 'Decide, as the person of the key',
  description:
    'Bound to the revision and digest that the person saw. A decision that does not count (stale, late, not asked, a second time) is recorded with its reason and changes nothing. Give a `decisionId` of your own, so that a retry counts once.',
  access: 'key',
  params: requestParams,
  body: { kind: 'json', schema: decideBody },
  responses: receipts,
  problems: [404, 409],
  async handle({ by, params, body, req, deps }) {
    if (by.kind !== 'person') throw new ProblemError('forbidden', 'Only people decide: use the key of a person.');
    // The command line names itself, so that the record says where a decision was made; it is told apart from other clients, not trusted more.
    const channel = req.headers['x-countersign-channel'] === 'cli' ? 'cli' : 'api';
    return receiptReply(valueOf(await deps.intake.decide(by.personId, params.id, body, { channel })));
  },
});

export const override = route({
  method: 'post',
  path: '/v1/requests/{id}/override',
  operationId: 'override',
  tag: 'Decisions',
  summary: 'Break glass',
  description:
    'Resolves the request without the people who were asked. Needs the `override` permission and a reason; recorded like every decision.',
  access: 'key',
  params: requestParams,
  body: { kind: 'json', schema: overrideBody },
  responses: receipts,
  problems: [404, 409],
  async handle({ by, params, body, deps }) {
    const { decisionId, ...rest } = body;
    const decision = decisionId === undefined ? rest : { ...rest, decisionId };
    return receiptReply(valueOf(await deps.intake.override(by, params.id, decision, { channel: 'api' })));
  },
});

export const cancel = route({
  method: 'post',
  path: '/v1/requests/{id}/cancel',
  operationId: 'cancel',
  tag: 'Decisions',
  summary: 'Withdraw',
  description:
    'By the requester, the agent that asked, or an administrator, until the effect has been claimed; afterwards 409 says what happened.',
  access: 'key',
  params: requestParams,
  body: { kind: 'json', schema: cancelBody, optional: true },
  responses: { 200: { description: 'Withdrawn.', schema: statusAnswer } },
  problems: [404, 409],
  async handle({ by, params, body, deps }) {
    return ok(valueOf(await deps.intake.withdraw(by, params.id, body.reason ?? '')));
  },
});
