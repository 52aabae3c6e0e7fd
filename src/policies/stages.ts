import { assertNever } from '../contracts/assert-never.js';
import type { Need, ReviewerRef, Stage } from '../contracts/plan.js';
import type { Policy } from '../contracts/policy.js';

type NeedText = NonNullable<Policy['need']>;

export function needOf(text: NeedText | undefined): Need {
  if (text === undefined) return { rule: 'any' };
  if (typeof text === 'string') return { rule: text };
  return { rule: 'atLeast', count: text.atLeast };
}

/** How many entries of a stage must be filled: any 1, all n, majority more than half, atLeast what it says. */
export function countOf(need: Need, entries: number): number {
  switch (need.rule) {
    case 'any':
      return 1;
    case 'all':
      return entries;
    case 'majority':
      return Math.floor(entries / 2) + 1;
    case 'atLeast':
      return need.count;
    default:
      return assertNever(need);
  }
}

/** The stages a policy asks, in order; the default reviewers where it names none. Empty where nobody at all is named. */
export function stagesOf(policy: Policy, defaultReviewers: readonly ReviewerRef[]): Stage[] {
  const written = policy.stages ?? [
    { name: 'review', reviewers: policy.reviewers ?? [...defaultReviewers], need: policy.need, deny: policy.deny },
  ];
  return written
    .filter((stage) => stage.reviewers.length > 0)
    .map((stage, index) => {
      const need = needOf(stage.need);
      return {
        name: stage.name ?? `stage-${index + 1}`,
        entries: [...stage.reviewers],
        need,
        count: countOf(need, stage.reviewers.length),
        deny: stage.deny ?? 1,
      };
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
