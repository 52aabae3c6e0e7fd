import { assertNever } from '../contracts/assert-never.js';
import { parseDuration } from '../contracts/duration.js';
import { RULES_VERSION, type Plan, type Reason, type ReviewerRef } from '../contracts/plan.js';
import type { StoredPolicy } from '../contracts/policy.js';
import { isHighRisk, RISKS, type Risk } from '../contracts/risk.js';
import { POLICY_DEFAULTS } from './defaults.js';
import { findSensitive } from './sensitive.js';
import { stagesOf } from './stages.js';
import type { JsonObject } from '../contracts/json.js';

/**
 * Why a policy is looked at: it matched, nothing did, the caller named it, its condition could not be evaluated, or it would have matched
 * had the agent claimed no risk of its own.
 */
export type PolicyRole =
  { kind: 'matched' } | { kind: 'default' } | { kind: 'named' } | { kind: 'unclaimed' } | { kind: 'unsure'; error: string };

export interface PolicyPlanInput {
  action: { type: string; args: JsonObject; title: string; rationale: string | null; confidence: number | null };
  /** The final risk: floor, claim and every policy that has a say. */
  risk: Risk;
  isQuestion: boolean;
  callerRequiresReview: boolean;
  defaultReviewers: readonly ReviewerRef[];
}

const atLeastRisk = (risk: Risk, from: Risk): boolean => RISKS.indexOf(risk) >= RISKS.indexOf(from);

function roleReason(policy: StoredPolicy, role: PolicyRole): Reason {
  const which = `policy ${policy.name} (version ${policy.version}, ${policy.digest.slice(0, 19)})`;
  switch (role.kind) {
    case 'matched':
      return { code: 'policy_matched', text: `The first match is ${which}.` };
    case 'default':
      return { code: 'no_policy_matched', text: 'No policy matches, so the default reviewers are asked.' };
    case 'named':
      return { code: 'named_policy', text: `The caller named ${which}; it holds on top of the others.` };
    case 'unclaimed':
      return { code: 'policy_matched', text: `Without the risk that the agent claims, ${which} would match; it holds too.` };
    case 'unsure':
      return { code: 'condition_error', text: `The condition of ${which} could not be evaluated, so it is taken to apply: ${role.error}` };
    default:
      return assertNever(role);
  }
}

/** Everything that sends the action to people under this policy; empty where it may pass. */
function reviewReasons({ document }: StoredPolicy, role: PolicyRole, input: PolicyPlanInput): Reason[] {
  const { action, risk } = input;
  const reasons: Reason[] = [];
  if (input.isQuestion) reasons.push({ code: 'question', text: 'A question is always answered by a person.' });
  else if ((document.route ?? (document.confidence ? 'auto' : 'review')) === 'review' && role.kind !== 'default') {
    reasons.push({ code: 'always_review', text: `Policy ${document.name} always asks people.` });
  }
  const below = document.confidence?.below;
  if (below !== undefined && action.confidence === null) {
    reasons.push({ code: 'confidence_missing', text: `The agent gave no confidence, which counts as below ${below}.` });
  } else if (below !== undefined && action.confidence !== null && action.confidence < below) {
    reasons.push({ code: 'confidence_below_threshold', text: `Confidence ${action.confidence} is below ${below}.` });
  }
  const reviewFrom = document.reviewFrom ?? POLICY_DEFAULTS.reviewFrom;
  if (atLeastRisk(risk, reviewFrom))
    reasons.push({ code: 'risk_requires_review', text: `The risk is ${risk}; people are asked from ${reviewFrom} up.` });
  const words = findSensitive(document.sensitive ?? [], action);
  if (words.length > 0) reasons.push({ code: 'sensitive_words', text: `It speaks of ${words.map((word) => `"${word}"`).join(', ')}.` });
  if (input.callerRequiresReview) reasons.push({ code: 'caller_requires_review', text: 'The caller asks for a review.' });
  return reasons;
}

function passReason({ document }: StoredPolicy, confidence: number | null): Reason {
  return document.confidence
    ? { code: 'confidence_sufficient', text: `Confidence ${confidence} is not below ${document.confidence.below}.` }
    : { code: 'policy_auto', text: `Policy ${document.name} lets it pass without asking.` };
}

function routeOf(policy: StoredPolicy, role: PolicyRole, input: PolicyPlanInput): { route: Plan['route']; reasons: Reason[] } {
  const { route, denyFrom, name } = policy.document;
  if (role.kind !== 'unsure') {
    if (route === 'deny') return { route: 'deny', reasons: [{ code: 'policy_denied', text: `Policy ${name} refuses it.` }] };
    if (denyFrom !== undefined && atLeastRisk(input.risk, denyFrom)) {
      return {
        route: 'deny',
        reasons: [{ code: 'risk_denied', text: `Policy ${name} refuses risk ${denyFrom} and above; this is ${input.risk}.` }],
      };
    }
  }
  const reasons = reviewReasons(policy, role, input);
  if (reasons.length > 0 || role.kind === 'unsure' || role.kind === 'default') return { route: 'review', reasons };
  return { route: 'auto', reasons: [passReason(policy, input.action.confidence)] };
}

function ms(text: string): number {
  const value = parseDuration(text);
  if (value === undefined) throw new Error(`stored policy holds a duration that never passed its schema: ${text}`);
  return value;
}

/** The plan that one policy alone gives for the action. */
export function planOfPolicy(policy: StoredPolicy, role: PolicyRole, input: PolicyPlanInput): Plan {
  const { document } = policy;
  const { route, reasons } = routeOf(policy, role, input);
  const asks = route === 'review';
  const escalation = (document.escalate ?? [])
    .map((step) => ({ afterMs: ms(step.after), to: [...step.to] }))
    .sort((a, b) => a.afterMs - b.afterMs);
  return {
    rulesVersion: RULES_VERSION,
    route,
    reasons: [roleReason(policy, role), ...reasons],
    policy: { name: policy.name, version: policy.version, digest: policy.digest },
    risk: input.risk,
    stages: asks ? stagesOf(document, input.defaultReviewers) : [],
    remindAfterMs: document.remindAfter === undefined ? null : ms(document.remindAfter),
    escalation: asks ? escalation : [],
    deadlineMs: document.deadline === undefined ? POLICY_DEFAULTS.deadlineMs : ms(document.deadline),
    onTimeout: document.onTimeout,
    lastResort: asks && document.onTimeout === 'escalate' ? [...input.defaultReviewers] : [],
    maxRevisions: document.maxRevisions ?? POLICY_DEFAULTS.maxRevisions,
    onMaxRevisions: document.onMaxRevisions ?? POLICY_DEFAULTS.onMaxRevisions,
    requireComment: [...new Set([...POLICY_DEFAULTS.requireComment, ...(document.require?.comment ?? [])])],
    editorVotes: (document.editorVotes ?? POLICY_DEFAULTS.editorVotes) && !isHighRisk(input.risk),
    usableForMs: document.usableFor === undefined ? POLICY_DEFAULTS.usableForMs : ms(document.usableFor),
  };
}
