import { error } from './check-problem.js';
import { MAX_FINDINGS_PER_FILE, type Finding } from './finding.js';
import { lintPolicies, type LintContext, type LoadedPolicy, type PolicyFile } from './lint-policies.js';
import { parsePolicySource, placeProblems } from './parse-policy.js';

export interface ActivePolicy {
  name: string;
  document: object;
}

export interface Draft {
  text: string;
  /** The policy that it is a draft of; null: a new one. */
  name: string | null;
}

/** What a draft is called as long as nobody has named it. */
export const UNNAMED = 'unnamed';

/**
 * What is wrong with a policy that somebody is writing, alone and among those that are active, in whose order it would stand. Never throws on
 * bad text.
 */
export function checkDraft(
  draft: Draft,
  active: readonly ActivePolicy[],
  context: LintContext,
): { policy: LoadedPolicy | null; findings: Finding[] } {
  const replaced = active.findIndex(({ name }) => name === draft.name);
  const name = draft.name ?? UNNAMED;
  const file = fileOf(replaced < 0 ? active.length : replaced, name);
  const others = active
    .map(({ name, document }, index) => ({ file: fileOf(index, name), name, text: JSON.stringify(document) }))
    .filter((_, index) => index !== replaced);
  const { policies, findings } = lintPolicies([...others, { file, text: draft.text, name }], context);
  const own = [...renamed(draft, file), ...findings.filter((finding) => finding.file === file)].slice(0, MAX_FINDINGS_PER_FILE);
  const policy = policies.find((each) => each.file === file && (draft.name === null || each.name === draft.name)) ?? null;
  return { policy, findings: own.map((finding) => ({ ...finding, message: withoutFiles(finding.message, others) })) };
}

/** Under its address a policy keeps its name. */
function renamed({ text, name }: Draft, file: string): Finding[] {
  if (name === null) return [];
  const parsed = parsePolicySource(text, file, name);
  if (!parsed.ok || parsed.policy.name === name) return [];
  const message = `this is the policy ${name}, and its name cannot change; make a new policy for ${parsed.policy.name}`;
  return placeProblems([error(['name'], 'contradiction', message)], parsed.source, file);
}

/** Files are evaluated in the order of their names; those here are nobody's. */
function fileOf(index: number, name: string): string {
  return `${String(index + 1).padStart(6, '0')}-${name}.yaml`;
}

function withoutFiles(message: string, others: readonly PolicyFile[]): string {
  return others.reduce((text, { file, name = file }) => text.replaceAll(` (${file})`, '').replaceAll(file, name), message);
}
