import { z } from 'zod';
import { nameSchema } from '../contracts/ids.js';
import { MAX_CONDITION_CHARACTERS } from '../contracts/policy-rule.js';
import { policySchema, type Policy } from '../contracts/policy.js';
import { checkCondition, checkPolicy } from './check-policy.js';
import type { PolicyProblem } from './check-problem.js';
import { policyNameOf } from './file-order.js';
import { hasErrors, pathText, type Finding } from './finding.js';
import { policyDigest } from './policy-digest.js';
import { schemaFindings } from './schema-findings.js';
import { readYaml, type YamlSource } from './yaml-source.js';

export type ParsedPolicy = { ok: true; policy: Policy; digest: string; warnings: Finding[] } | { ok: false; findings: Finding[] };

/** Gives problems of a policy their places in the text that it came from. */
export function placeProblems(problems: readonly PolicyProblem[], source: YamlSource, file: string): Finding[] {
  return problems.map(({ path, offset, ...problem }) => ({
    file,
    ...(offset === undefined ? source.at(path) : source.inText(path, offset)),
    path: pathText(path),
    ...problem,
  }));
}

const conditionSchema = z.object({ match: z.object({ when: z.string().max(MAX_CONDITION_CHARACTERS) }) });

function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => a.line - b.line || a.column - b.column);
}

type ParsedSource = (Extract<ParsedPolicy, { ok: true }> & { source: YamlSource }) | Extract<ParsedPolicy, { ok: false }>;

/** The name in the text, else the given one, if it can be one. */
function withName(document: unknown, name: string): unknown {
  const isMapping = document !== null && typeof document === 'object' && !Array.isArray(document);
  return isMapping && !('name' in document) && nameSchema.safeParse(name).success ? { ...document, name } : document;
}

/** `parsePolicyDocument`, with the text's map for checks across files. */
export function parsePolicySource(text: string, file: string, name: string = policyNameOf(file)): ParsedSource {
  const read = readYaml(text, file);
  if (!read.ok) return read;
  const parsed = policySchema.safeParse(withName(read.source.value, name));
  if (!parsed.success) {
    const condition = conditionSchema.safeParse(read.source.value);
    const problems = condition.success ? checkCondition(condition.data.match.when) : [];
    const findings = [...schemaFindings(parsed.error.issues, read.source, file), ...placeProblems(problems, read.source, file)];
    return { ok: false, findings: inOrder(findings) };
  }
  const findings = inOrder(placeProblems(checkPolicy(parsed.data), read.source, file));
  if (hasErrors(findings)) return { ok: false, findings };
  return { ok: true, policy: parsed.data, digest: policyDigest(parsed.data), warnings: findings, source: read.source };
}

/**
 * One policy from YAML or JSON text, fully checked: schema, conditions (CEL), times, reviewers. A policy that gives itself no name gets
 * `name`, or that of the file.
 * Never throws on bad text: findings point at line, column and field, and say how to put it right.
 */
export function parsePolicyDocument(text: string, file: string, name?: string): ParsedPolicy {
  const parsed = parsePolicySource(text, file, name);
  return parsed.ok
    ? { ok: true, policy: parsed.policy, digest: parsed.digest, warnings: parsed.warnings }
    : { ok: false, findings: parsed.findings };
}
