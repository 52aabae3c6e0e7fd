import type { RequestView } from '../../contracts/view.js';
import { ProblemError } from '../problem.js';
import { ok, valueOf } from '../reply.js';
import { route } from '../route.js';
import { auditQuery, auditTrail, listQuery, requestPage, requestView, submitBody, submitted, waitQuery } from '../schemas/requests.js';
import { requestParams } from '../schemas/common.js';

function brief(view: RequestView) {
  const { id, workflowId, status, revision, digest, links } = view;
  return { id, workflowId, status, revision, digest, links };
}

/** The `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header); null where there is none. */
function idempotencyKey(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw new ProblemError('invalid_header', 'Idempotency-Key must be 1 to 255 visible ASCII characters, given once.', {
      field: 'Idempotency-Key',
    });
  }
  return header;
}

export const submitRequest = route({
  method: 'post',
  path: '/v1/requests',
  operationId: 'submitRequest',
  tag: 'Requests',
  summary: 'Open a request',
  description:
    'Succeeds when the request is committed; Temporal may be down. With the same `Idempotency-Key` and the same body the same request comes back (200), with another body 409. What an agent claims (risk, confidence, policy, requester, deadline) can only tighten what the rules say.',
  access: 'key',
  headers: [
    { name: 'Idempotency-Key', description: 'Makes a retry find the same request: 1 to 255 visible ASCII characters.', required: false },
  ],
  body: { kind: 'json', schema: submitBody },
  responses: {
    201: { description: 'The request was opened.', schema: submitted },
    200: { description: 'It had been opened with this idempotency key before.', schema: submitted },
  },
  problems: [404, 409],
  async handle({ by, body, req, deps }) {
    const key = idempotencyKey(req.headers['idempotency-key']);
    const { view, created } = valueOf(await deps.intake.submit(by, body, { idempotencyKey: key }));
    return { status: created ? 201 : 200, json: brief(view), headers: { location: view.links.self } };
  },
});

export const listRequests = route({
  method: 'get',
  path: '/v1/requests',
  operationId: 'listRequests',
  tag: 'Requests',
  summary: 'The queue, newest first',
  description:
    '`status` takes one or several, separated by commas, and the shorthands `open` and `closed`. `reviewer` is a person (all that waits for them) or a reference such as `group:finance`. Agents see their own requests only.',
  access: 'key',
  query: listQuery,
  responses: { 200: { description: 'One page.', schema: requestPage } },
  async handle({ by, query, deps }) {
    const { status, type, agent, reviewer, q, cursor, limit } = query;
    return ok(
      valueOf(
        await deps.intake.list(by, {
          limit,
          ...(status && { status }),
          ...(type && { type }),
          ...(agent && { agent }),
          ...(reviewer && { reviewer }),
          ...(q && { q }),
          ...(cursor && { cursor }),
        }),
      ),
    );
  },
});

export const getRequest = route({
  method: 'get',
  path: '/v1/requests/{id}',
  operationId: 'getRequest',
  tag: 'Requests',
  summary: 'The whole request',
  access: 'key',
  params: requestParams,
  responses: { 200: { description: 'The request as it stands.', schema: requestView } },
  problems: [404],
  async handle({ by, params, deps }) {
    return ok(valueOf(await deps.intake.view(by, params.id)));
  },
});

export const waitForRequest = route({
  method: 'get',
  path: '/v1/requests/{id}/wait',
  operationId: 'waitForRequest',
  tag: 'Requests',
  summary: 'Wait until it is resolved, over, or changed',
  description:
    'Long poll, at most 60 s (`timeout`, default `30s`). `resolved`: approved or further; `terminal`: over; `change`: any move after `since`. When time is up the present request comes back with 200: look at its `status`, then ask again.',
  access: 'key',
  params: requestParams,
  query: waitQuery,
  responses: { 200: { description: 'The request, whether the condition holds or time is up.', schema: requestView } },
  problems: [404],
  async handle({ by, params, query, signal, deps }) {
    const { until, timeout, since } = query;
    const options = { signal, ...(since === undefined ? {} : { sinceMove: since }) };
    return ok(valueOf(await deps.intake.wait(by, params.id, until, timeout, options)));
  },
});

export const getAudit = route({
  method: 'get',
  path: '/v1/requests/{id}/audit',
  operationId: 'getAudit',
  tag: 'Requests',
  summary: 'The hash-chained record of one request',
  description: 'Each entry holds the hash of the one before; `?format=jsonl` gives one entry per line, to be verified offline.',
  access: 'key',
  params: requestParams,
  query: auditQuery,
  responses: { 200: { description: 'The chain, oldest entry first.', schema: auditTrail } },
  problems: [404],
  async handle({ by, params, query, deps }) {
    const entries = valueOf(await deps.intake.audit(by, params.id));
    if (query.format === 'json') return ok({ requestId: params.id, entries });
    return { status: 200, text: entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), type: 'application/jsonl' };
  },
});
