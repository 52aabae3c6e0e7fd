import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from './finding.js';
import { hasErrors } from './finding.js';
import { lintPolicies, type LintContext, type LoadedPolicy, type PolicyFile } from './lint-policies.js';
import { MAX_POLICY_BYTES } from './yaml-source.js';

export type LoadedPolicies = { ok: true; policies: LoadedPolicy[]; warnings: Finding[] } | { ok: false; findings: Finding[] };

const POLICY_FILE = /^[^.].*\.(ya?ml|json)$/i;

/** The policy files of a folder (`*.yaml`, `*.yml`, `*.json`, not those of subfolders, no dot files), or why they cannot be read. */
export async function readPolicyFolder(dir: string): Promise<{ ok: true; files: PolicyFile[] } | { ok: false; findings: Finding[] }> {
  const unreadable = (file: string, error: unknown): Finding => {
    const why = error instanceof Error ? error.message : String(error);
    return { file, line: 1, column: 1, path: '', severity: 'error', code: 'unreadable', message: why };
  };
  let names: string[];
  try {
    names = (await readdir(dir)).filter((name) => POLICY_FILE.test(name));
  } catch (error) {
    return { ok: false, findings: [unreadable(dir, error)] };
  }
  const files: PolicyFile[] = [];
  const findings: Finding[] = [];
  for (const name of names) {
    const file = join(dir, name);
    try {
      const found = await stat(file);
      // Reading a pipe or a device would wait for ever.
      if (!found.isFile()) throw new Error('not a regular file');
      const { size } = found;
      if (size > MAX_POLICY_BYTES) throw new Error(`${size} bytes; a policy has at most ${MAX_POLICY_BYTES}`);
      files.push({ file, text: await readFile(file, 'utf8') });
    } catch (error) {
      findings.push(unreadable(file, error));
    }
  }
  return findings.length > 0 ? { ok: false, findings } : { ok: true, files };
}

/** Reads and checks a folder of policies, in the order of evaluation. One error anywhere and none is loaded: half a rule book is no rule book. */
export async function loadPolicyFolder(dir: string, context: LintContext = {}): Promise<LoadedPolicies> {
  const read = await readPolicyFolder(dir);
  if (!read.ok) return read;
  const { policies, findings } = lintPolicies(read.files, context);
  return hasErrors(findings) ? { ok: false, findings } : { ok: true, policies, warnings: findings };
}
