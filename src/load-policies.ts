import type { Logger } from 'pino';
import { listDefinitions } from './ledger/action-types.js';
import type { Db } from './ledger/ledger.js';
import { deactivatePolicy, listActivePolicies, putPolicy } from './ledger/policies.js';
import { formatFinding } from './policies/finding.js';
import { loadPolicyFolder } from './policies/load-folder.js';
import { StartError } from './processes/start-error.js';

/** Policies of the folder are named so; those put through the API stay as they are. */
const FROM_FOLDER = 'folder';

/** Makes the folder's policies the active ones. One error in one file and the service does not start: half a rule book is no rule book. */
export async function loadPolicies(db: Db, dir: string, defaultReviewers: readonly string[], log: Logger): Promise<void> {
  const [groups, people, definitions] = await Promise.all([
    db.selectFrom('groups').select('id').execute(),
    db.selectFrom('people').select('id').where('active', '=', true).execute(),
    listDefinitions(db, null),
  ]);
  // What workers registered before; the newest version of each type.
  const newest = definitions.filter(({ type }, index) => definitions.findIndex((other) => other.type === type) === index);
  const loaded = await loadPolicyFolder(dir, {
    defaultReviewers: [...defaultReviewers],
    directory: { groups: groups.map((row) => row.id), people: people.map((row) => row.id) },
    actions: newest.map(({ type, args_schema: argsSchema }) => ({ type, argsSchema })),
  });
  if (!loaded.ok) throw new StartError(['The policies cannot be used:', ...loaded.findings.map(formatFinding)].join('\n'));
  for (const warning of loaded.warnings) log.warn({ policy: warning.file }, formatFinding(warning));
  for (const [position, policy] of loaded.policies.entries()) {
    const stored = await putPolicy(db, {
      document: policy.document,
      digest: policy.digest,
      text: policy.text,
      source: `${FROM_FOLDER}:${policy.file}`,
      position,
    });
    if (stored.kind === 'stored' && stored.changed) log.info({ policy: policy.name }, 'policy loaded');
  }
  const names = new Set(loaded.policies.map((policy) => policy.name));
  for (const policy of await listActivePolicies(db)) {
    if (policy.source.startsWith(`${FROM_FOLDER}:`) && !names.has(policy.name)) {
      await deactivatePolicy(db, policy.name);
      log.info({ policy: policy.name }, 'policy no longer in the folder; not used any more');
    }
  }
}
