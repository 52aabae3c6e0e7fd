import { QUESTION_TYPE } from '../contracts/action.js';
import { formatDuration } from '../contracts/duration.js';
import type { Json, JsonObject } from '../contracts/json.js';
import type { Plan, Reason, ReviewerRef, Stage } from '../contracts/plan.js';
import type { StoredPolicy } from '../contracts/policy.js';
import { higherRisk, isHighRisk, RISKS, type Risk } from '../contracts/risk.js';
import { leavesOf, MAX_WAYS } from '../domain/ways.js';
import { DEFAULT_POLICY } from './defaults.js';
import { matchPolicies } from './match-policies.js';
import { policyDigest, policySetDigest } from './policy-digest.js';
import { withCallerStage, type CallerStage } from './caller-stage.js';
import type { ConditionScope } from './cel.js';
import { asksSomebody } from './ladder.js';
import { planOfPolicy, type PolicyPlanInput, type PolicyRole } from './policy-plan.js';
import { policyRisk } from './route.js';
import { countWays } from './rules.js';
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
  /** How many of them must answer; any one unless said otherwise. */
  callerNeed?: CallerStage['need'];
  /** Whom else their stage asks after a while. */
  callerEscalate?: CallerStage['escalate'];
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
    scope: scopeAt(input, claimedRisk),
    risk: applicable.reduce((risk, { policy }) => higherRisk(risk, policyRisk(policy.document, input.action.type)), claimedRisk),
    isQuestion,
    callerRequiresReview: input.callerRequiresReview,
    defaultReviewers: input.defaultReviewers,
    nowMs: input.nowMs,
    policySet: policySetDigest(input.policies),
  };
  const plan = applicable.map(({ policy, role }) => planOfPolicy(policy, role, policyInput)).reduce((a, b) => tighten(a, b));
  const { callerReviewers, callerNeed, callerEscalate } = input;
  const caller = callerReviewers ? { reviewers: callerReviewers, need: callerNeed, escalate: callerEscalate } : null;
  return refuseUnsatisfiable(finish(withCallerStage(plan, caller, input.defaultReviewers), input));
}

function isBlank(text: string | null): boolean {
  return text === null || !/[^\s\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}

interface Applicable {
  policy: StoredPolicy;
  role: PolicyRole;
}

function scopeAt({ requester, action, nowMs, facts }: PlanInput, risk: Risk): ConditionScope {
  const { id, kind, groups, ...attributes } = requester;
  return { action: { ...action, risk }, requester: { id, kind, groups, attributes }, nowMs, facts };
}

/** What matches at one risk, in the order of evaluation; never empty. */
function applicableAt(input: PlanInput, risk: Risk): Applicable[] {
  const { matched, unsure } = matchPolicies(input.policies, scopeAt(input, risk));
  const last: Applicable = matched ? { policy: matched, role: { kind: 'matched' } } : { policy: DEFAULT, role: { kind: 'default' } };
  return [...unsure.map(({ policy, error }): Applicable => ({ policy, role: { kind: 'unsure', error } })), last];
}

/** From the floor up to below the claim. */
function risksBetween(floor: Risk, claimed: Risk): readonly Risk[] {
  return RISKS.slice(RISKS.indexOf(floor), RISKS.indexOf(claimed));
}

/** Every policy that has a say, the one that names the plan first. */
function applicablePolicies(input: PlanInput, named: StoredPolicy | null, risk: Risk): Applicable[] {
  const applicable = applicableAt(input, risk);
  const add = (more: Applicable): void => {
    // An unsure policy is reviewed whatever its route, so it says something that the same policy in a sure role does not.
    const isUnsure = (role: PolicyRole): boolean => role.kind === 'unsure';
    if (!applicable.some(({ policy, role }) => policy === more.policy && isUnsure(role) === isUnsure(more.role))) applicable.push(more);
  };
  // A claimed risk must not lead past a policy that is written for lower risk; what was claimed may be what a policy raised it to before.
  for (const lower of risksBetween(input.definition.riskFloor, risk)) {
    for (const { policy, role } of applicableAt(input, lower))
      add({ policy, role: role.kind === 'matched' ? { kind: 'unclaimed' } : role });
  }
  if (named) add({ policy: named, role: { kind: 'named' } });
  return applicable;
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
  const ladderEmpty = !plan.stages.some(({ ladder }) => ladder.some(asksSomebody));
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
  const stages = plan.stages.map((stage) => withoutLateReminders(stage, deadlineMs));
  return { ...plan, stages, deadlineMs, onTimeout, onMaxRevisions, snoozeMaxMs: Math.min(plan.snoozeMaxMs, deadlineMs), reasons };
}

/** A reminder at the deadline reminds of nothing. Steps that ask people stay: the deadline, and people who cannot be found, bring them forward. */
function withoutLateReminders(stage: Stage, deadlineMs: number): Stage {
  return { ...stage, ladder: stage.ladder.filter((step) => step.afterMs < deadlineMs || asksSomebody(step)) };
}

function refuseUnsatisfiable(plan: Plan): PlanResult {
  if (plan.route !== 'review') return { kind: 'planned', plan };
  const refused = (message: string): PlanResult => ({ kind: 'refused', code: 'unsatisfiable_reviewers', message });
  if (plan.stages.length === 0) return refused('Nobody is named to review this: neither the policy nor the defaults name reviewers.');
  for (const stage of plan.stages) {
    const short = leavesOf(stage.rule).find(({ count, entries }) => count > entries.length);
    if (short) return refused(`Stage ${stage.name} needs ${short.count} of only ${short.entries.length} reviewers.`);
    const ways = countWays(stage.rule);
    if (ways > MAX_WAYS) return refused(`Stage ${stage.name} can be satisfied in ${ways} ways; more than ${MAX_WAYS} are too many.`);
  }
  return { kind: 'planned', plan };
}
