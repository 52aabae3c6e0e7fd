import type { Action } from '../contracts/action.js';
import type { Plan } from '../contracts/plan.js';
import { createQualifier } from '../policies/votes-count.js';
import type { Qualify } from './directory.js';

/** Whose votes count at which stage of this plan, by the conditions that its stages carry. */
export function qualifyFor(plan: Plan | null, action: Action | null): Qualify {
  const conditions = (plan?.stages ?? []).flatMap(({ name, counts }) => (counts === null ? [] : [{ name, counts }]));
  if (conditions.length === 0 || action === null) return () => [];
  const qualifies = createQualifier(action);
  return (reviewer) =>
    conditions.filter(({ counts }) => qualifies(counts, { ...reviewer, attributes: { ...reviewer.attributes } })).map(({ name }) => name);
}
