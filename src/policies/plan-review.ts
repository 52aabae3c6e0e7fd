import { QUESTION_TYPE } from '../contracts/action.js';
import { formatDuration } from '../contracts/duration.js';
import type { Json, JsonObject } from '../contracts/json.js';
import type { Plan, Reason, ReviewerRef } from '../contracts/plan.js';
import type { StoredPolicy } from '../contracts/policy.js';
import { higherRisk, isHighRisk, type Risk } from '../contracts/risk.js';
import { DEFAULT_POLICY } from './defaults.js';
import { matchPolicies } from './match-policies.js';
import { policyDigest } from './policy-digest.js';
import { planOfPolicy, type PolicyPlanInput, type PolicyRole } from './policy-plan.js';
import { withUniqueNames } from './stages.js';
import { tighten } from './tighten.js';

export interface PlanInput {
  /** In the order of evaluation: the first match wins. */
  policies: readonly StoredPolicy[];
  /** The policy that the caller named; it can only tighten. */
  namedPolicy: string | null;
  action: {
    type: string;
    version: string;
    args: JsonObject;
    title: string;
    rationale: string | null;
    confidence: number | null;
    /** What the agent claims; can only raise. */
    risk: Risk | null;
    context: JsonObject;
  };
  definition: { registered: boolean; riskFloor: Risk };
  /** Whoever asks, and for whom. Further keys reach conditions as `requester.attributes`. */
  requester: { id: string; kind: string; groups: string[]; [key: string]: Json };
  nowMs: number;
  facts: JsonObject;
  /** Milliseconds that the caller gives people; only ever shortens. */
  claimedDeadlineMs: number | null;
  defaultReviewers: readonly ReviewerRef[];
  /** The caller asks for a review even where the policy would let the action pass. */
  callerRequiresReview: boolean;
  /** Reviewers that the caller names in code: one more stage, never instead of the policy's. */
  callerReviewers?: readonly ReviewerRef[];
}

export type PlanRefusalCode = 'rationale_required' | 'unknown_policy' | 'unsatisfiable_reviewers';
export type PlanResult = { kind: 'planned'; plan: Plan } | { kind: 'refused'; code: PlanRefusalCode; message: string };

const DEFAULT: StoredPolicy = { name: DEFAULT_POLICY.name, version: 0, digest: policyDigest(DEFAULT_POLICY), document: DEFAULT_POLICY };

/**
 * Which people must countersign the action, and under which rules: a pure function of its input, frozen into the request.
 * The plan is the stricter combination (`tighten`) of the first policy that matches (else review by the default reviewers), of the policies
 * before it whose condition could not be evaluated, of the policy that the caller named, and of what the caller claims.
 */
export function planReview(input: PlanInput): PlanResult {
  const named = input.policies.find((policy) => policy.name === input.namedPolicy);
  if (input.namedPolicy !== null && named === undefined) {
    return { kind: 'refused', code: 'unknown_policy', message: `There is no policy named ${input.namedPolicy}.` };
  }
  const claimedRisk = higherRisk(input.definition.riskFloor, input.action.risk ?? 'low');
  const applicable = applicablePolicies(input, named ?? null, claimedRisk);
  const unjustified = applicable.find(({ policy }) => policy.document.require?.rationale === true);
  const isQuestion = input.action.type === QUESTION_TYPE;
  // A question is its own rationale.
  if (unjustified && !isQuestion && isBlank(input.action.rationale)) {
    return { kind: 'refused', code: 'rationale_required', message: `Policy ${unjustified.policy.name} asks for a rationale.` };
  }
  const policyInput: PolicyPlanInput = {
    action: input.action,
    risk: applicable.reduce((risk, { policy }) => higherRisk(risk, policy.document.risk ?? 'low'), claimedRisk),
    isQuestion,
    callerRequiresReview: input.callerRequiresReview,
    defaultReviewers: input.defaultReviewers,
  };
  const plan = applicable.map(({ policy, role }) => planOfPolicy(policy, role, policyInput)).reduce(tighten);
  return refuseUnsatisfiable(finish(withCallerReviewers(plan, input.callerReviewers ?? []), input));
}

function isBlank(text: string | null): boolean {
  return text === null || !/[^\s\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}

interface Applicable {
  policy: StoredPolicy;
  role: PolicyRole;
}

/** What matches at one risk, in the order of evaluation; never empty. */
function applicableAt(input: PlanInput, risk: Risk): Applicable[] {
  const { id, kind, groups, ...attributes } = input.requester;
  const scope = { action: { ...input.action, risk }, requester: { id, kind, groups, attributes }, nowMs: input.nowMs, facts: input.facts };
  const { matched, unsure } = matchPolicies(input.policies, scope);
  const last: Applicable = matched ? { policy: matched, role: { kind: 'matched' } } : { policy: DEFAULT, role: { kind: 'default' } };
  return [...unsure.map(({ policy, error }): Applicable => ({ policy, role: { kind: 'unsure', error } })), last];
}

/** Every policy that has a say, the one that names the plan first. */
function applicablePolicies(input: PlanInput, named: StoredPolicy | null, risk: Risk): Applicable[] {
  const applicable = applicableAt(input, risk);
  const add = (more: Applicable): void => {
    // An unsure policy is reviewed whatever its route, so it says something that the same policy in a sure role does not.
    const isUnsure = (role: PolicyRole): boolean => role.kind === 'unsure';
    if (!applicable.some(({ policy, role }) => policy === more.policy && isUnsure(role) === isUnsure(more.role))) applicable.push(more);
  };
  // A claimed risk must not lead past a policy that is written for lower risk.
  if (risk !== input.definition.riskFloor) {
    for (const { policy, role } of applicableAt(input, input.definition.riskFloor))
      add({ policy, role: role.kind === 'matched' ? { kind: 'unclaimed' } : role });
  }
  if (named) add({ policy: named, role: { kind: 'named' } });
  return applicable;
}

function withCallerReviewers(plan: Plan, reviewers: readonly ReviewerRef[]): Plan {
  if (reviewers.length === 0 || plan.route === 'deny') return plan;
  const entries = [...new Set(reviewers)];
  const stage = { name: 'caller', entries, need: { rule: 'any' as const }, count: 1, deny: 1 };
  const reason: Reason = { code: 'caller_reviewers', text: `The caller also asks ${entries.join(', ')}.` };
  return { ...plan, route: 'review', stages: withUniqueNames([...plan.stages, stage]), reasons: [...plan.reasons, reason] };
}

/** What the caller's deadline and the final risk change, whatever the policies say. */
function finish(plan: Plan, input: PlanInput): Plan {
  const reasons: Reason[] = [...plan.reasons];
  let { onTimeout, onMaxRevisions } = plan;
  const claimed = input.claimedDeadlineMs;
  const shortened = claimed !== null && claimed < plan.deadlineMs;
  const deadlineMs = shortened ? claimed : plan.deadlineMs;
  if (!input.definition.registered && input.action.type !== QUESTION_TYPE) {
    reasons.push({ code: 'action_not_registered', text: 'No worker registered this action: its arguments are checked against no schema.' });
  }
  if (plan.route !== 'review') return { ...plan, deadlineMs, reasons };

  if (shortened) {
    reasons.push({
      code: 'deadline_shortened',
      text: `The caller waits ${formatDuration(claimed)}, less than the policy's ${formatDuration(plan.deadlineMs)}; then the request expires.`,
    });
    // The caller's clock must not bring forward an approval by silence, nor the people that only a full wait would bring in.
    onTimeout = 'reject';
  }
  if (onTimeout === 'approve' && isHighRisk(plan.risk)) {
    reasons.push({
      code: 'approve_on_timeout_refused',
      text: `Silence never approves ${plan.risk} risk: at the deadline the request expires.`,
    });
    onTimeout = 'reject';
  }
  const ladderEmpty = plan.escalation.length === 0;
  if (ladderEmpty && plan.lastResort.length === 0 && onTimeout === 'escalate') {
    reasons.push({ code: 'nobody_to_escalate_to', text: 'The deadline finds nobody further to ask, so it ends the request.' });
    onTimeout = 'reject';
  }
  // The last resort is for silence; too many revisions take the next step of the ladder.
  if (ladderEmpty && onMaxRevisions === 'escalate') {
    reasons.push({
      code: 'nobody_to_escalate_to',
      text: `After ${plan.maxRevisions} revisions there is nobody further to ask, so it is rejected.`,
    });
    onMaxRevisions = 'reject';
  }
  const remindAfterMs = plan.remindAfterMs !== null && plan.remindAfterMs < deadlineMs ? plan.remindAfterMs : null;
  return { ...plan, deadlineMs, onTimeout, onMaxRevisions, remindAfterMs, reasons };
}

function refuseUnsatisfiable(plan: Plan): PlanResult {
  if (plan.route !== 'review') return { kind: 'planned', plan };
  const refused = (message: string): PlanResult => ({ kind: 'refused', code: 'unsatisfiable_reviewers', message });
  if (plan.stages.length === 0) return refused('Nobody is named to review this: neither the policy nor the defaults name reviewers.');
  const short = plan.stages.find((stage) => stage.count > stage.entries.length);
  if (short) return refused(`Stage ${short.name} needs ${short.count} of only ${short.entries.length} reviewers.`);
  return { kind: 'planned', plan };
}
