import type { Request } from 'express';
import type { ChannelName, Receipt } from '../../contracts/decision.js';
import type { Session } from '../../ledger/sessions.js';
import { ProblemError } from '../problem.js';
import { ok, valueOf } from '../reply.js';
import { requireFreshFor } from '../step-up.js';
import { route, type Reply } from '../route.js';
import { answerBody, answerGiven, cancelBody, decideBody, overrideBody, receipt, statusAnswer } from '../schemas/requests.js';
import { decisionExamples, SEEN, VERBS_TEXT } from '../schemas/verbs.js';
import { requestParams } from '../schemas/common.js';

/** 202 is the answer while nobody has counted the decision yet; it is committed all the same. */
function receiptReply(value: Receipt): Reply {
  return { status: value.counted === null ? 202 : 200, json: value };
}

/**
 * So that the record says where a decision was made. A session is the dashboard. The command line names itself; it is told apart from other
 * clients, not trusted more.
 */
function channelOf(session: Session | null, req: Request): ChannelName {
  if (session) return 'dashboard';
  return req.headers['x-countersign-channel'] === 'cli' ? 'cli' : 'api';
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
  summary: 'Decide, as the person of the key or session',
  description: `Bound to the revision and digest that the person saw. A decision that does not count (stale, late, not asked, a second time) is recorded with its reason and changes nothing; a denial that comes after the effect was started is recorded as \`too_late\`, and the requester is told. Give a \`decisionId\` of your own, so that a retry counts once.

${VERBS_TEXT}`,
  access: 'key',
  params: requestParams,
  body: { kind: 'json', schema: decideBody, examples: decisionExamples },
  responses: receipts,
  problems: [404, 409],
  async handle({ by, session, params, body, req, deps }) {
    if (by.kind !== 'person') throw new ProblemError('forbidden', 'Only people decide: use the key of a person.');
    await requireFreshFor(body.verb, params.id, session, deps);
    return receiptReply(valueOf(await deps.intake.decide(by.personId, params.id, body, { channel: channelOf(session, req) })));
  },
});

export const override = route({
  method: 'post',
  path: '/v1/requests/{id}/override',
  operationId: 'override',
  tag: 'Decisions',
  summary: 'Break glass',
  description:
    'Resolves the request without the people who were asked. Needs the `override` permission and a reason; recorded like every decision, and told to everybody who was asked. Where the policy wants two people, the first is counted and waits (`awaiting.overrides`): a second person with the permission says the same. Afterwards the people asked get a question: was this override right?',
  access: 'key',
  params: requestParams,
  body: {
    kind: 'json',
    schema: overrideBody,
    examples: {
      incident: { summary: 'In an incident', value: { resolution: 'approved', digest: SEEN.digest, reason: 'incident 17, on call' } },
    },
  },
  responses: receipts,
  problems: [404, 409],
  async handle({ by, session, params, body, req, deps }) {
    await requireFreshFor('override', params.id, session, deps);
    const { decisionId, ...rest } = body;
    const decision = decisionId === undefined ? rest : { ...rest, decisionId };
    return receiptReply(valueOf(await deps.intake.override(by, params.id, decision, { channel: channelOf(session, req) })));
  },
});

export const answerQuestion = route({
  method: 'post',
  path: '/v1/requests/{id}/answers',
  operationId: 'answerQuestion',
  tag: 'Decisions',
  summary: 'Answer a reviewer’s question',
  description:
    'Beside the agent’s own `answer` activity: by the requester, the agent that asked or its owner, or an administrator. The request goes on where it is; a clock that the question stopped runs again. The first answer stays.',
  access: 'key',
  params: requestParams,
  body: {
    kind: 'json',
    schema: answerBody,
    examples: {
      answer: {
        summary: 'What the reviewer wanted to know',
        value: { decisionId: 'dec_01arz3ndektsv4rrffq69g5fav', answer: 'Only staging.' },
      },
    },
  },
  responses: { 200: { description: 'Recorded, and told to the reviewers.', schema: answerGiven } },
  problems: [404, 409],
  async handle({ by, params, body, deps }) {
    return ok(valueOf(await deps.intake.answerQuestion(by, params.id, body)));
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
