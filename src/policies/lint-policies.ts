import { basename } from 'node:path';
import type { ReviewerRef } from '../contracts/plan.js';
import type { Policy } from '../contracts/policy.js';
import { error, warning, type PolicyProblem } from './check-problem.js';
import { comparePolicyFiles } from './file-order.js';
import type { Finding } from './finding.js';
import { globCovers } from './globs.js';
import { asksSomebody, ladderOf, silenceOf } from './ladder.js';
import { checkMaterialPaths, type KnownAction } from './material-paths.js';
import { parsePolicySource, placeProblems } from './parse-policy.js';
import { checkReferences, type KnownReviewers } from './policy-references.js';
import { writtenStages } from './stages.js';
import type { YamlSource } from './yaml-source.js';

export interface PolicyFile {
  /** As findings show it; its last part decides the order. */
  file: string;
  text: string;
  /** Of a policy that gives itself no name; default: that of the file. */
  name?: string;
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
  /** Known people and groups; without it references are not checked. */
  directory?: KnownReviewers;
  /** Registered actions; without them pointers into arguments are not looked up. */
  actions?: readonly KnownAction[];
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

function checkDefaults(policy: Policy, defaultReviewers: readonly ReviewerRef[]): PolicyProblem[] {
  if (defaultReviewers.length > 0) return [];
  const problems: PolicyProblem[] = [];
  const stages = writtenStages(policy);
  if (silenceOf(policy).onTimeout === 'escalate' && !stages.some((stage) => ladderOf(policy, stage).some(asksSomebody))) {
    const message =
      '`onTimeout: escalate` with no `escalate` list and no default reviewers; add `escalate: [{ after: 30m, to: [group:…] }]`';
    problems.push(error(['onTimeout'], 'nobody_to_escalate_to', message));
  }
  const asksDefaults = stages.some(({ reviewers, allOf, anyOf }) => reviewers === undefined && allOf === undefined && anyOf === undefined);
  if (policy.route !== 'deny' && asksDefaults) {
    problems.push(error([], 'nobody_to_ask', 'names no reviewers, and there are no default reviewers; add `reviewers: [group:…]`'));
  }
  return problems;
}

/** The earlier policy that takes everything this one could match: at any time, no condition, and types that cover all of this one's. */
function shadowOf(policy: Policy, earlier: readonly Placed[]): Placed | undefined {
  const narrow = policy.match?.types ?? ['*'];
  const catchAll = earlier.filter(({ document: { match } }) => !match?.when && !match?.during && !match?.outside);
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
      return placeProblems([error(['name'], 'duplicate_name', message)], policy.source, policy.file);
    }
    const shadow = shadowOf(policy.document, earlier);
    if (!shadow) return [];
    const message = `never reached: ${shadow.name} (${shadow.file}) comes first and takes everything this matches; put it later, or give it a \`when\``;
    return placeProblems([warning(policy.document.match ? ['match'] : ['name'], 'unreachable', message)], policy.source, policy.file);
  });
}

/** Checks each policy alone and all of them together, in the order in which they are evaluated. Pure: `countersign policy lint` and the loader read the files. */
export function lintPolicies(files: readonly PolicyFile[], context: LintContext = {}): LintResult {
  const findings: Finding[] = [];
  const placed: Placed[] = [];
  for (const { file, text, name } of [...files].sort((a, b) => comparePolicyFiles(basename(a.file), basename(b.file)))) {
    const parsed = parsePolicySource(text, file, name);
    if (!parsed.ok) {
      findings.push(...parsed.findings);
      continue;
    }
    findings.push(...parsed.warnings);
    placed.push({ file, name: parsed.policy.name, digest: parsed.digest, document: parsed.policy, text, source: parsed.source });
  }
  const { directory, defaultReviewers, actions } = context;
  for (const { document, source, file } of placed) {
    const problems = [
      ...(directory ? checkReferences(document, directory) : []),
      ...(defaultReviewers ? checkDefaults(document, defaultReviewers) : []),
      ...(actions ? checkMaterialPaths(document, actions) : []),
    ];
    findings.push(...placeProblems(problems, source, file));
  }
  findings.push(...checkAcross(placed));
  const faulty = new Set(findings.filter((finding) => finding.severity === 'error').map((finding) => finding.file));
  return { policies: placed.filter(({ file }) => !faulty.has(file)).map(({ source: _source, ...policy }) => policy), findings };
}
