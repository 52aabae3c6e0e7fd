import { z } from 'zod';
import { findPolicy, deactivatePolicy, listActivePolicies, putPolicy } from '../../ledger/policies.js';
import type { Finding } from '../../policies/finding.js';
import { parsePolicyDocument } from '../../policies/parse-policy.js';
import { ProblemError, type FieldProblem } from '../problem.js';
import { jsonOf, mediaType } from '../read-body.js';
import { recordAdministration } from '../record-administration.js';
import { ok } from '../reply.js';
import { route } from '../route.js';
import { policy, policyList, policyStored } from '../schemas/administration.js';
import { nameParams } from '../schemas/common.js';
import { putPolicyQuery } from '../schemas/manage.js';

const TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/plain', 'application/json'] as const;

function fieldProblem({ path, message, line, column }: Finding): FieldProblem {
  return { field: path, message, line, column };
}

function refusePolicy(findings: readonly Finding[]): ProblemError {
  const errors = findings.filter((finding) => finding.severity === 'error').slice(0, 20);
  const detail = errors.map(
    ({ line, column, path, message }) => `line ${line}, column ${column}${path === '' ? '' : ` (${path})`}: ${message}`,
  );
  return new ProblemError('invalid_policy', detail.join('; '), { errors: errors.map(fieldProblem) });
}

function overtaken(active: number): ProblemError {
  const now = active === 0 ? 'There is no active version of it any more' : `Version ${active} is active by now`;
  return new ProblemError('policy_changed', `${now}. Nothing was saved; look at what changed, then save again.`, { field: 'basedOn' });
}

export const savePolicy = route({
  method: 'put',
  path: '/v1/policies/{name}',
  operationId: 'putPolicy',
  tag: 'Policies',
  summary: 'Make this the active version of a policy',
  description:
    'YAML or its JSON, checked as `countersign policy lint` checks it. The same content again makes no new version; a new policy is evaluated last. Requests that are open keep the plan they were opened with.',
  access: 'admin',
  params: nameParams,
  query: putPolicyQuery,
  body: { kind: 'raw', schema: z.string(), types: TYPES, description: 'The policy; a `name` in it is the one in the address.' },
  responses: { 200: { description: 'Active.', schema: policyStored } },
  problems: [409],
  async handle({ by, params, query, body, req, deps }) {
    // YAML would read it, and forgive what JSON's readers disagree about.
    if (mediaType(req) === 'application/json') jsonOf(body);
    const parsed = parsePolicyDocument(body, params.name, params.name);
    if (!parsed.ok) throw refusePolicy(parsed.findings);
    if (parsed.policy.name !== params.name) {
      throw new ProblemError('invalid_policy', `The policy is named otherwise than its address (${params.name}).`, { field: 'name' });
    }
    const { policy: document, digest } = parsed;
    const madeBy = by.kind === 'person' ? by.personId : by.keyId;
    const stored = await putPolicy(deps.db, { document, digest, source: 'api', text: body, madeBy, basedOn: query.basedOn });
    if (stored.kind === 'overtaken') throw overtaken(stored.active);
    const { policy, changed } = stored;
    recordAdministration(deps, by, 'policy_put', { policy: params.name, version: policy.version, changed });
    return ok({ policy, changed, warnings: parsed.warnings.map(fieldProblem) });
  },
});

export const getPolicies = route({
  method: 'get',
  path: '/v1/policies',
  operationId: 'listPolicies',
  tag: 'Policies',
  summary: 'The active policies, in the order of evaluation',
  access: 'key',
  responses: { 200: { description: 'All of them; the first that matches holds.', schema: policyList } },
  async handle({ deps }) {
    return ok({ items: await listActivePolicies(deps.db) });
  },
});

export const getPolicy = route({
  method: 'get',
  path: '/v1/policies/{name}',
  operationId: 'getPolicy',
  tag: 'Policies',
  summary: 'The active version of one policy',
  access: 'key',
  params: nameParams,
  responses: { 200: { description: 'The policy.', schema: policy } },
  problems: [404],
  async handle({ params, deps }) {
    const found = await findPolicy(deps.db, params.name);
    if (!found) throw new ProblemError('not_found', 'There is no active policy of this name.');
    return ok(found);
  },
});

export const removePolicy = route({
  method: 'delete',
  path: '/v1/policies/{name}',
  operationId: 'deactivatePolicy',
  tag: 'Policies',
  summary: 'No longer evaluate a policy',
  description: 'Its versions stay on record. A policy that comes from a file is active again when the service starts with that file.',
  access: 'admin',
  params: nameParams,
  responses: { 204: { description: 'It matches nothing from now on.' } },
  problems: [404],
  async handle({ by, params, deps }) {
    if (!(await deactivatePolicy(deps.db, params.name))) throw new ProblemError('not_found', 'There is no active policy of this name.');
    recordAdministration(deps, by, 'policy_deactivated', { policy: params.name });
    return { status: 204 };
  },
});
