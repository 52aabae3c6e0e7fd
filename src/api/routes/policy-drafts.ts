import type { JsonObject } from '../../contracts/json.js';
import type { PolicyCheckResult, PolicyTextProblem, PolicyVersion } from '../../contracts/policy-editing.js';
import { listDefinitions } from '../../ledger/action-types.js';
import { listActivePolicies, listPolicyVersions, orderPolicies, type PolicyVersionRow } from '../../ledger/policies.js';
import { checkDraft, UNNAMED } from '../../policies/check-draft.js';
import type { Finding } from '../../policies/finding.js';
import type { LintContext } from '../../policies/lint-policies.js';
import { policyText } from '../../policies/policy-text.js';
import type { ApiDeps } from '../deps.js';
import { ProblemError } from '../problem.js';
import { recordAdministration } from '../record-administration.js';
import { ok } from '../reply.js';
import { route } from '../route.js';
import { nameParams } from '../schemas/common.js';
import { policyCheck, policyCheckResult, policyOrder, policyVersions } from '../schemas/manage.js';

async function contextOf({ db, defaultReviewers }: ApiDeps): Promise<LintContext> {
  const [groups, people, definitions] = await Promise.all([
    db.selectFrom('groups').select('id').execute(),
    db.selectFrom('people').select('id').where('active', '=', true).execute(),
    listDefinitions(db, null),
  ]);
  const newest = definitions.filter(({ type }, index) => definitions.findIndex((other) => other.type === type) === index);
  return {
    defaultReviewers,
    directory: { groups: groups.map(({ id }) => id), people: people.map(({ id }) => id) },
    actions: newest.map(({ type, args_schema: argsSchema }) => ({ type, argsSchema })),
  };
}

function problemOf({ severity, code, path, line, column, message }: Finding): PolicyTextProblem {
  return { severity, code, field: path, line, column, message };
}

export const checkPolicyText = route({
  method: 'post',
  path: '/v1/policies/check',
  operationId: 'checkPolicy',
  tag: 'Policies',
  summary: 'What is wrong with a policy that is being written',
  description:
    'As `countersign policy lint` checks it, among the active policies and against the people, groups and actions that are known. Nothing is saved. Problems are in the answer (200), with line and column from 1.',
  access: 'admin',
  body: { kind: 'json', schema: policyCheck },
  responses: { 200: { description: 'Problems, or the document.', schema: policyCheckResult } },
  async handle({ body, deps }) {
    const active = await listActivePolicies(deps.db);
    const { policy, findings } = checkDraft({ text: body.text, name: body.name ?? null }, active, await contextOf(deps));
    const same = policy && active.find(({ name, digest }) => name === policy.name && digest === policy.digest);
    const result: PolicyCheckResult = {
      ok: policy !== null,
      problems: findings.map(problemOf),
      document: policy && (policy.document as unknown as JsonObject),
      name: policy === null || (body.name === undefined && policy.name === UNNAMED) ? null : policy.name,
      sameAs: same?.version ?? null,
    };
    return ok(result);
  },
});

function versionOf(row: PolicyVersionRow): PolicyVersion {
  const { name, version, digest, active, source, madeBy, createdAt, text, document } = row;
  return { name, version, digest, active, source, madeBy, createdAt: createdAt.toISOString(), text: text ?? policyText(document) };
}

/** More than anybody reads; a policy that is changed daily has them for months. */
const VERSIONS_SHOWN = 200;

export const getPolicyVersions = route({
  method: 'get',
  path: '/v1/policies/{name}/versions',
  operationId: 'listPolicyVersions',
  tag: 'Policies',
  summary: 'Every version of a policy, newest first',
  description: 'At most 200, each with its text. Those that are no longer active stay for the requests that were planned by them.',
  access: 'key',
  params: nameParams,
  responses: { 200: { description: 'The versions.', schema: policyVersions } },
  problems: [404],
  async handle({ params, deps }) {
    const rows = await listPolicyVersions(deps.db, params.name, VERSIONS_SHOWN);
    if (rows.length === 0) throw new ProblemError('not_found', 'There never was a policy of this name.');
    return ok({ items: rows.map(versionOf) });
  },
});

export const setPolicyOrder = route({
  method: 'post',
  path: '/v1/policies/order',
  operationId: 'orderPolicies',
  tag: 'Policies',
  summary: 'Say in which order policies are evaluated',
  description:
    'Names every active policy once; where others are active by now, nothing is changed (409). Policies of files stand in the order of their files again when the service starts.',
  access: 'admin',
  body: { kind: 'json', schema: policyOrder },
  responses: { 204: { description: 'In this order from now on.' } },
  problems: [409],
  async handle({ by, body, deps }) {
    if (!(await orderPolicies(deps.db, body.names)))
      throw new ProblemError('policy_changed', 'Other policies are active than those named here; load them again.', { field: '/names' });
    recordAdministration(deps, by, 'policies_ordered', { names: body.names });
    return { status: 204 };
  },
});
