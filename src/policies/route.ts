import type { Plan, Reason } from '../contracts/plan.js';
import type { Policy, StoredPolicy } from '../contracts/policy.js';
import { RISKS, type Risk } from '../contracts/risk.js';
import { compileCondition, type ConditionScope } from './cel.js';
import { POLICY_DEFAULTS } from './defaults.js';
import { matchesAnyGlob } from './globs.js';
import { findSensitive } from './sensitive.js';

export interface RouteInput {
  /** What conditions look at; its risk is before any policy. */
  scope: ConditionScope;
  risk: Risk;
  isQuestion: boolean;
  callerRequiresReview: boolean;
}

const atLeastRisk = (risk: Risk, from: Risk): boolean => RISKS.indexOf(risk) >= RISKS.indexOf(from);

/** Whether a policy asks people of itself, whatever its gates say. */
export function alwaysAsks({ route, confidence }: Policy): boolean {
  return (route ?? (confidence ? 'auto' : 'review')) === 'review';
}

function confidenceReasons({ confidence }: Policy, given: number | null): Reason[] {
  const below = confidence?.below;
  if (below === undefined) return [];
  if (given === null) return [{ code: 'confidence_missing', text: `The agent gave no confidence, which counts as below ${below}.` }];
  return given < below ? [{ code: 'confidence_below_threshold', text: `Confidence ${given} is below ${below}.` }] : [];
}

function sensitiveReasons({ sensitive }: Policy, action: ConditionScope['action']): Reason[] {
  const words = findSensitive(sensitive ?? [], action);
  return words.length === 0 ? [] : [{ code: 'sensitive_words', text: `It speaks of ${words.map((word) => `"${word}"`).join(', ')}.` }];
}

function riskReasons({ reviewFrom }: Policy, risk: Risk): Reason[] {
  const from = reviewFrom ?? POLICY_DEFAULTS.reviewFrom;
  return atLeastRisk(risk, from) ? [{ code: 'risk_requires_review', text: `The risk is ${risk}; people are asked from ${from} up.` }] : [];
}

function typeReasons(policy: Policy, type: string, isDefault: boolean): Reason[] {
  if (policy.alwaysReview !== undefined && matchesAnyGlob(policy.alwaysReview, type))
    return [{ code: 'always_review', text: `Policy ${policy.name} always asks people about ${type}.` }];
  return alwaysAsks(policy) && !isDefault ? [{ code: 'always_review', text: `Policy ${policy.name} always asks people.` }] : [];
}

/** A rule that cannot be evaluated might have been true. */
function ruleReasons({ name, reviewWhen }: Policy, scope: ConditionScope): Reason[] {
  return (reviewWhen ?? []).flatMap((rule): Reason[] => {
    const compiled = compileCondition(rule);
    const result = compiled.ok ? compiled.condition(scope) : { error: compiled.problem.message };
    if ('error' in result)
      return [{ code: 'condition_error', text: `A rule of policy ${name} could not be evaluated, so people are asked: ${result.error}` }];
    return result.value
      ? [{ code: 'rule_requires_review', text: `Policy ${name} asks people where ${rule.trim().replaceAll(/\s+/g, ' ')}.` }]
      : [];
  });
}

/**
 * Everything that sends the action to people under this policy; empty where it may pass. The order is that of the pattern chapter:
 * confidence, sensitive words, high risk, types that are always reviewed, rules; whoever takes the first takes the most telling.
 */
function reviewReasons(policy: Policy, isDefault: boolean, input: RouteInput): Reason[] {
  const { scope, risk } = input;
  const { action } = scope;
  return [
    ...(input.isQuestion ? [{ code: 'question' as const, text: 'A question is always answered by a person.' }] : []),
    ...confidenceReasons(policy, action.confidence),
    ...sensitiveReasons(policy, action),
    ...riskReasons(policy, risk),
    ...(input.isQuestion ? [] : typeReasons(policy, action.type, isDefault)),
    ...ruleReasons(policy, scope),
    ...(input.callerRequiresReview ? [{ code: 'caller_requires_review' as const, text: 'The caller asks for a review.' }] : []),
  ];
}

function passReason({ name, confidence }: Policy, given: number | null): Reason {
  return confidence
    ? { code: 'confidence_sufficient', text: `Confidence ${given} is not below ${confidence.below}.` }
    : { code: 'policy_auto', text: `Policy ${name} lets it pass without asking.` };
}

/** Where one policy alone sends the action, and why. An unsure policy reviews whatever its route: it might not even apply. */
export function routeOf(
  { document }: StoredPolicy,
  role: 'matched' | 'default' | 'named' | 'unclaimed' | 'unsure',
  input: RouteInput,
): { route: Plan['route']; reasons: Reason[] } {
  const { route, denyFrom, name } = document;
  if (role !== 'unsure') {
    if (route === 'deny') return { route: 'deny', reasons: [{ code: 'policy_denied', text: `Policy ${name} refuses it.` }] };
    if (denyFrom !== undefined && atLeastRisk(input.risk, denyFrom)) {
      const text = `Policy ${name} refuses risk ${denyFrom} and above; this is ${input.risk}.`;
      return { route: 'deny', reasons: [{ code: 'risk_denied', text }] };
    }
  }
  const reasons = reviewReasons(document, role === 'default', input);
  if (reasons.length > 0 || role === 'unsure' || role === 'default') return { route: 'review', reasons };
  return { route: 'auto', reasons: [passReason(document, input.scope.action.confidence)] };
}

/** The least risk that a policy gives an action of this type. */
export function policyRisk({ risk, highRisk }: Policy, type: string): Risk {
  const raised = highRisk !== undefined && matchesAnyGlob(highRisk, type);
  return raised && !(risk && atLeastRisk(risk, 'high')) ? 'high' : (risk ?? 'low');
}
