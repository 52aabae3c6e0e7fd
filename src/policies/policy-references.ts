import type { ReviewerRef } from '../contracts/plan.js';
import type { Policy } from '../contracts/policy.js';
import type { PolicyRule, PolicyStep } from '../contracts/policy-rule.js';
import { warning, type PolicyProblem } from './check-problem.js';
import type { FieldPath } from './finding.js';
import { escalationsOf } from './ladder.js';
import { nearest } from './nearest.js';

interface Reference {
  ref: ReviewerRef;
  path: FieldPath;
}

const list = (refs: readonly ReviewerRef[] | undefined, at: FieldPath): Reference[] =>
  (refs ?? []).map((ref, index) => ({ ref, path: [...at, index] }));

function ofRule({ reviewers, allOf, anyOf }: PolicyRule, at: FieldPath): Reference[] {
  return [
    ...list(reviewers, [...at, 'reviewers']),
    ...(allOf ?? []).flatMap((branch, index) => ofRule(branch, [...at, 'allOf', index])),
    ...(anyOf ?? []).flatMap((branch, index) => ofRule(branch, [...at, 'anyOf', index])),
  ];
}

function ofLadder(ladder: readonly PolicyStep[] | undefined, at: FieldPath): Reference[] {
  return (ladder ?? []).flatMap((step, index) =>
    (['add', 'replace', 'page'] as const).flatMap((kind) => list(step[kind], [...at, index, kind])),
  );
}

/** Every reviewer that a policy names, with its place. Vetoes name nobody new. */
function references(policy: Policy): Reference[] {
  const inList = Array.isArray(policy.escalate);
  return [
    ...ofRule(policy, []),
    ...(policy.stages ?? []).flatMap((stage, index) => [
      ...ofRule(stage, ['stages', index]),
      ...ofLadder(stage.ladder, ['stages', index, 'ladder']),
    ]),
    ...escalationsOf(policy).flatMap((step, index) => list(step.to, ['escalate', ...(inList ? [index] : []), 'to'])),
    ...ofLadder(policy.ladder, ['ladder']),
    ...list(policy.fallback, ['fallback']),
  ];
}

export interface KnownReviewers {
  groups: readonly string[];
  people: readonly string[];
}

/** Unknown ones are warnings: people may come later. */
export function checkReferences(policy: Policy, directory: KnownReviewers): PolicyProblem[] {
  return references(policy).flatMap(({ ref, path }): PolicyProblem[] => {
    const [kind, id] = [ref.slice(0, ref.indexOf(':')), ref.slice(ref.indexOf(':') + 1)];
    const known = kind === 'group' ? directory.groups : directory.people;
    if (known.includes(id)) return [];
    const guess = nearest(id, known);
    const message = `there is no ${kind} ${id} yet${guess ? `; did you mean ${kind}:${guess}?` : ''}; requests that need it are refused until there is`;
    return [warning(path, kind === 'group' ? 'unknown_group' : 'unknown_person', message)];
  });
}
