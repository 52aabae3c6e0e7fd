import type { PolicyWindow } from '../contracts/policy-calendar.js';
import type { StoredPolicy } from '../contracts/policy.js';
import { isInside } from './calendar.js';
import { compileCondition, type ConditionResult, type ConditionScope } from './cel.js';
import { matchesAnyGlob } from './globs.js';

export interface PolicyMatch {
  /** The first policy whose types and times fit and whose condition, if any, is true. */
  matched: StoredPolicy | null;
  /** Policies before it whose condition could not be evaluated: they might have matched. */
  unsure: { policy: StoredPolicy; error: string }[];
}

/** `during` and `outside` take one window or a list. */
export function windowsOf(windows: PolicyWindow | PolicyWindow[] | undefined): PolicyWindow[] {
  return windows === undefined ? [] : Array.isArray(windows) ? windows : [windows];
}

function timeFits({ document }: StoredPolicy, nowMs: number): ConditionResult {
  const { during, outside } = document.match ?? {};
  try {
    return { value: (during === undefined || isInside(windowsOf(during), nowMs)) && !isInside(windowsOf(outside), nowMs) };
  } catch {
    // A zone that was known where the policy was loaded, and is not to the time zones that this process was built with.
    return { error: 'its time zone is not known here' };
  }
}

function conditionOf(policy: StoredPolicy, scope: ConditionScope): ConditionResult {
  const time = timeFits(policy, scope.nowMs);
  if ('error' in time || !time.value) return time;
  const when = policy.document.match?.when;
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
