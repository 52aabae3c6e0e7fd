import type { JsonObject } from '../contracts/json.js';
import type { StoredPolicy } from '../contracts/policy.js';
import type { DbOrTx } from '../ledger/ledger.js';
import { listActivePolicies } from '../ledger/policies.js';
import { parsePolicyDocument } from '../policies/parse-policy.js';
import { refuse } from './access.js';
import type { Refusal } from './intake.js';

/** The policies in force, with these in the places that `PUT` would give them. */
export async function withDrafts(db: DbOrTx, documents: readonly JsonObject[]): Promise<readonly StoredPolicy[] | Refusal> {
  const active: readonly StoredPolicy[] = await listActivePolicies(db);
  const drafts: StoredPolicy[] = [];
  for (const [index, document] of documents.entries()) {
    const parsed = parsePolicyDocument(JSON.stringify(document), `policy-${index + 1}`);
    if (!parsed.ok) {
      const first = parsed.findings.find(({ severity }) => severity === 'error');
      return refuse(
        422,
        'invalid_policy',
        `Policy ${index + 1}: ${first?.message ?? 'it does not fit'}.`,
        pointer(index, first?.path ?? ''),
      );
    }
    const { policy, digest } = parsed;
    const before = active.find(({ name }) => name === policy.name);
    const version = before?.digest === digest ? before.version : (before?.version ?? 0) + 1;
    if (drafts.some(({ name }) => name === policy.name))
      return refuse(422, 'invalid_policy', `Two of these policies are named ${policy.name}.`, pointer(index, 'name'));
    drafts.push({ name: policy.name, version, digest, document: policy });
  }
  const added = drafts.filter(({ name }) => !active.some((each) => each.name === name));
  return [...active.map((each) => drafts.find(({ name }) => name === each.name) ?? each), ...added];
}

/** `stages[0].reviewers` of the second draft → `/policies/1/stages/0/reviewers`. */
function pointer(index: number, path: string): string {
  const parts = path.split(/[.[\]]+/).filter((part) => part !== '');
  return ['/policies', String(index), ...parts].join('/');
}
