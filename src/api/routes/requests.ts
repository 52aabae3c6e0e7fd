import type { Principal } from '../../contracts/principal.js';
import type { RequestView } from '../../contracts/view.js';
import { ProblemError } from '../problem.js';
import { ok, valueOf } from '../reply.js';
import { route } from '../route.js';
import {
  auditQuery,
  auditTrail,
  counts,
  listQuery,
  requestPage,
  requestView,
  submitBody,
  submitted,
  waitQuery,
} from '../schemas/requests.js';
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

function personOf(by: Principal): string {
  if (by.kind === 'person') return by.personId;
  throw new ProblemError('invalid_query', 'Only people take requests: use the key of a person.', { field: 'claimed' });
}

/** Without what was not given: there `undefined` is a value too. */
function present<T extends object>(query: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

export const submitRequest = route({
  method: 'post',
  path: '/v1/requests',
  operationId: 'submitRequest',
  tag: 'Requests',
  summary: 'Open a request',
  description:
    'Succeeds when the request is committed; Temporal may be down. With the same `Idempotency-Key` and the same body the same request comes back (200), with another body 409. What is claimed (risk, confidence, policy, requester, reviewers with `need` and `escalate`, deadline) can only tighten what the policies say: reviewers are one stage more, never instead of the policy’s. Where not enough people exist who could approve, it is refused (`unsatisfiable_reviewers`) and nobody is asked.',
  access: 'key',
  headers: [
    { name: 'Idempotency-Key', description: 'Makes a retry find the same request: 1 to 255 visible ASCII characters.', required: false },
  ],
  body: {
    kind: 'json',
    schema: submitBody,
    examples: {
      action: {
        summary: 'The action itself',
        value: {
          action: {
            type: 'payments.refund',
            args: { amount: 12500, currency: 'EUR', order: 'A-1042' },
            rationale: 'The goods arrived broken.',
            confidence: 0.82,
          },
        },
      },
      reviewers: {
        summary: 'With reviewers of the caller’s own: a majority of them, and after half an hour somebody else too',
        value: {
          action: { type: 'security.isolate', args: { host: 'web-3' } },
          reviewers: ['security-team', 'devops-lead'],
          need: 'majority',
          escalate: { after: '30m', to: ['group:security-leads'] },
        },
      },
      agent: { summary: 'An agent that proposes the action', value: { agent: 'deploy-gate', input: { branch: 'production' } } },
    },
  },
  responses: {
    201: { description: 'The request was opened.', schema: submitted },
    200: { description: 'It had been opened with this idempotency key before.', schema: submitted },
  },
  problems: [404, 409, 429],
  limited: true,
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
  summary: 'The queue',
  description:
    'What is given narrows the list; of several values of one parameter one has to fit. Agents see their own requests only. `status=unknown` are those whose effect nobody knows about: they wait for a person to settle them.',
  access: 'key',
  query: listQuery,
  responses: { 200: { description: 'One page.', schema: requestPage } },
  async handle({ by, query, deps }) {
    const { claimed, unreachable, ...given } = query;
    const more = {
      ...(claimed && { claimed: claimed === 'me' ? { by: personOf(by) } : claimed }),
      ...(unreachable && { unreachable: true as const }),
    };
    return ok(valueOf(await deps.intake.list(by, { ...present(given), ...more })));
  },
});

export const countRequests = route({
  method: 'get',
  path: '/v1/requests/counts',
  operationId: 'countRequests',
  tag: 'Requests',
  summary: 'How much waits, is open, was decided',
  description:
    'For whoever asks; agents count their own requests only. Counting stops at 10,000: `capped` names figures that are at least that.',
  access: 'key',
  responses: { 200: { description: 'The figures at this moment.', schema: counts } },
  async handle({ by, deps }) {
    return ok(valueOf(await deps.intake.counts(by)));
  },
});

export const getRequest = route({
  method: 'get',
  path: '/v1/requests/{id}',
  operationId: 'getRequest',
  tag: 'Requests',
  summary: 'The whole request',
  description:
    'While it is pending, `awaiting` says who is asked, how many seats are filled, who has taken it, handed it over or put it off, what stopped the clock and, if those left cannot satisfy the policy, the smallest set that would. `nextTimer` is what happens by itself next. For a person’s key `lastSeen` is the revision they saw before the present one.',
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
    'Long poll, at most 60 s (`timeout`, default `30s`). `resolved`: approved and past its veto window, or further; `terminal`: over; `change`: any move after `since`. When time is up the present request comes back with 200: look at its `status`, then ask again.',
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
