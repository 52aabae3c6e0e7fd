import { basename } from 'node:path';
import type { ReviewerRef } from '../contracts/plan.js';
import type { Policy } from '../contracts/policy.js';
import type { PolicyProblem } from './check-policy.js';
import { comparePolicyFiles } from './file-order.js';
import type { FieldPath, Finding } from './finding.js';
import { globCovers } from './globs.js';
import { nearest } from './nearest.js';
import { parsePolicySource, placeProblems } from './parse-policy.js';
import type { YamlSource } from './yaml-source.js';

export interface PolicyFile {
  /** As findings show it; its last part decides the order. */
  file: string;
  text: string;
}

export interface LoadedPolicy {
  file: string;
  name: string;
  digest: string;
  document: Policy;
  /** The text as written. */
  text: string;
}

export interface LintContext {
  /** Known people and groups; without it references are not checked. Unknown ones are warnings: people may come later. */
  directory?: { groups: readonly string[]; people: readonly string[] };
  /** Who is asked where a policy names nobody; without it policies are taken to have some. */
  defaultReviewers?: readonly ReviewerRef[];
}

export interface LintResult {
  /** In the order of evaluation; only those without errors. */
  policies: LoadedPolicy[];
  findings: Finding[];
}

interface Placed extends LoadedPolicy {
  source: YamlSource;
}

/** Every reviewer that a policy names, with its place. */
function references(policy: Policy): { ref: ReviewerRef; path: FieldPath }[] {
  const list = (refs: readonly ReviewerRef[] | undefined, at: FieldPath): { ref: ReviewerRef; path: FieldPath }[] =>
    (refs ?? []).map((ref, index) => ({ ref, path: [...at, index] }));
  return [
    ...list(policy.reviewers, ['reviewers']),
    ...(policy.stages ?? []).flatMap((stage, index) => list(stage.reviewers, ['stages', index, 'reviewers'])),
    ...(policy.escalate ?? []).flatMap((step, index) => list(step.to, ['escalate', index, 'to'])),
  ];
}

function checkReferences(policy: Policy, directory: NonNullable<LintContext['directory']>): PolicyProblem[] {
  return references(policy).flatMap(({ ref, path }): PolicyProblem[] => {
    const [kind, id] = [ref.slice(0, ref.indexOf(':')), ref.slice(ref.indexOf(':') + 1)];
    const known = kind === 'group' ? directory.groups : directory.people;
    if (known.includes(id)) return [];
    const guess = nearest(id, known);
    const message = `there is no ${kind} ${id} yet${guess ? `; did you mean ${kind}:${guess}?` : ''}; requests that need it are refused until there is`;
    return [{ path, severity: 'warning', code: kind === 'group' ? 'unknown_group' : 'unknown_person', message }];
  });
}

function checkDefaults(policy: Policy, defaultReviewers: readonly ReviewerRef[]): PolicyProblem[] {
  if (defaultReviewers.length > 0) return [];
  const problems: PolicyProblem[] = [];
  if (policy.onTimeout === 'escalate' && policy.escalate === undefined) {
    const message =
      '`onTimeout: escalate` with no `escalate` list and no default reviewers; add `escalate: [{ after: 30m, to: [group:…] }]`';
    problems.push({ path: ['onTimeout'], severity: 'error', code: 'nobody_to_escalate_to', message });
  }
  if (policy.route !== 'deny' && policy.reviewers === undefined && policy.stages === undefined) {
    problems.push({
      path: [],
      severity: 'error',
      code: 'nobody_to_ask',
      message: 'names no reviewers, and there are no default reviewers; add `reviewers: [group:…]`',
    });
  }
  return problems;
}

/** The earlier policy that takes everything this one could match: no condition, and types that cover all of this one's. */
function shadowOf(policy: Policy, earlier: readonly Placed[]): Placed | undefined {
  const narrow = policy.match?.types ?? ['*'];
  const catchAll = earlier.filter((other) => other.document.match?.when === undefined);
  const last = narrow.map((glob) =>
    catchAll.find((other) => (other.document.match?.types ?? ['*']).some((wide) => globCovers(wide, glob))),
  );
  return last.every((other) => other !== undefined) ? last[0] : undefined;
}

function checkAcross(placed: readonly Placed[]): Finding[] {
  return placed.flatMap((policy, index): Finding[] => {
    const earlier = placed.slice(0, index);
    const twin = earlier.find((other) => other.name === policy.name);
    if (twin) {
      const message = `the name ${policy.name} is taken by ${twin.file}; names are unique`;
      return placeProblems([{ path: ['name'], severity: 'error', code: 'duplicate_name', message }], policy.source, policy.file);
    }
    const shadow = shadowOf(policy.document, earlier);
    if (!shadow) return [];
    const message = `never reached: ${shadow.name} (${shadow.file}) comes first and takes everything this matches; put it later, or give it a \`when\``;
    return placeProblems(
      [{ path: policy.document.match ? ['match'] : ['name'], severity: 'warning', code: 'unreachable', message }],
      policy.source,
      policy.file,
    );
  });
}

/** Checks each policy alone and all of them together, in the order in which they are evaluated. Pure: `countersign policy lint` and the loader read the files. */
export function lintPolicies(files: readonly PolicyFile[], context: LintContext = {}): LintResult {
  const findings: Finding[] = [];
  const placed: Placed[] = [];
  for (const { file, text } of [...files].sort((a, b) => comparePolicyFiles(basename(a.file), basename(b.file)))) {
    const parsed = parsePolicySource(text, file);
    if (!parsed.ok) {
      findings.push(...parsed.findings);
      continue;
    }
    findings.push(...parsed.warnings);
    placed.push({ file, name: parsed.policy.name, digest: parsed.digest, document: parsed.policy, text, source: parsed.source });
  }
  const { directory, defaultReviewers } = context;
  for (const { document, source, file } of placed) {
    if (directory) findings.push(...placeProblems(checkReferences(document, directory), source, file));
    if (defaultReviewers) findings.push(...placeProblems(checkDefaults(document, defaultReviewers), source, file));
  }
  findings.push(...checkAcross(placed));
  const faulty = new Set(findings.filter((finding) => finding.severity === 'error').map((finding) => finding.file));
  return { policies: placed.filter(({ file }) => !faulty.has(file)).map(({ source: _source, ...policy }) => policy), findings };
}
