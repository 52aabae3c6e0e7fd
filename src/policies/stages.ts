import { assertNever } from '../contracts/assert-never.js';
import type { Need, ReviewerRef, Rule, Seats, Stage } from '../contracts/plan.js';
import type { Policy } from '../contracts/policy.js';
import type { NeedText, PolicyRule, PolicyStage } from '../contracts/policy-rule.js';
import { ladderOf } from './ladder.js';

/** How many of the entries must be filled; `majority` is more than half. */
function countOf(need: NeedText, entries: number): number {
  if (typeof need === 'object') return need.atLeast;
  switch (need) {
    case 'any':
      return 1;
    case 'all':
    case 'onePerGroup':
      return entries;
    case 'majority':
      return Math.floor(entries / 2) + 1;
    default:
      return assertNever(need);
  }
}

export function seatsOf(reviewers: readonly ReviewerRef[], need: NeedText = 'any'): Seats {
  const word: Need = typeof need === 'object' ? 'atLeast' : need;
  return { kind: 'entries', need: word, entries: [...reviewers], count: countOf(need, reviewers.length) };
}

/** A policy's rule with its counts; the default reviewers where it names nobody. Null where nobody at all is named. */
export function ruleOf({ reviewers, need, allOf, anyOf }: PolicyRule, defaultReviewers: readonly ReviewerRef[]): Rule | null {
  const branches = allOf ?? anyOf;
  if (branches === undefined) {
    const refs = reviewers ?? defaultReviewers;
    return refs.length === 0 ? null : seatsOf(refs, need);
  }
  const of = branches.flatMap((branch) => ruleOf(branch, defaultReviewers) ?? []);
  return of.length === 0 ? null : { kind: allOf ? 'allOf' : 'anyOf', of };
}

/** The stages of a policy as they are written; what stands at the top is one stage. */
export function writtenStages(policy: Policy): PolicyStage[] {
  const { reviewers, need, allOf, anyOf, deny, veto, votesCount } = policy;
  const stages = policy.stages ?? [{ name: 'review', reviewers, need, allOf, anyOf, deny, veto }];
  return stages.map((stage) => ({ ...stage, votesCount: stage.votesCount ?? votesCount }));
}

/** The stages a policy asks, in order. Empty where nobody at all is named. */
export function stagesOf(policy: Policy, defaultReviewers: readonly ReviewerRef[]): Stage[] {
  return writtenStages(policy).flatMap((stage, index): Stage[] => {
    const rule = ruleOf(stage, defaultReviewers);
    if (rule === null) return [];
    return [
      {
        name: stage.name ?? `stage-${index + 1}`,
        rule,
        deny: stage.deny ?? 1,
        vetoes: [...(stage.veto ?? [])],
        counts: stage.votesCount ?? null,
        ladder: ladderOf(policy, stage),
      },
    ];
  });
}

/** Several policies' stages may share names; a reader and a card need them apart. */
export function withUniqueNames(stages: readonly Stage[]): Stage[] {
  const taken = new Set<string>();
  return stages.map((stage) => {
    let name = stage.name;
    for (let n = 2; taken.has(name); n += 1) name = `${stage.name}-${n}`;
    taken.add(name);
    return { ...stage, name };
  });
}
