import type { StoredPolicy } from '../contracts/policy.js';
import { compileCondition, type ConditionResult, type ConditionScope } from './cel.js';
import { matchesAnyGlob } from './globs.js';

export interface PolicyMatch {
  /** The first policy whose types fit and whose condition, if any, is true. */
  matched: StoredPolicy | null;
  /** Policies before it whose condition could not be evaluated: they might have matched. */
  unsure: { policy: StoredPolicy; error: string }[];
}

function conditionOf({ document }: StoredPolicy, scope: ConditionScope): ConditionResult {
  const when = document.match?.when;
  if (when === undefined) return { value: true };
  const compiled = compileCondition(when);
  return compiled.ok ? compiled.condition(scope) : { error: compiled.problem.message };
}

/** First match wins, in the given order. */
export function matchPolicies(policies: readonly StoredPolicy[], scope: ConditionScope): PolicyMatch {
  const unsure: PolicyMatch['unsure'] = [];
  for (const policy of policies) {
    if (!matchesAnyGlob(policy.document.match?.types, scope.action.type)) continue;
    const result = conditionOf(policy, scope);
    if ('error' in result) unsure.push({ policy, error: result.error });
    else if (result.value) return { matched: policy, unsure };
  }
  return { matched: null, unsure };
}
