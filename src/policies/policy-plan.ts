import { assertNever } from '../contracts/assert-never.js';
import { RULES_VERSION, type Clock, type Plan, type Reason, type ReviewerRef } from '../contracts/plan.js';
import type { Policy, StoredPolicy } from '../contracts/policy.js';
import { isHighRisk, type Risk } from '../contracts/risk.js';
import { frozenIntervals, openIntervals } from './calendar.js';
import { FREEZE_MARGIN_MS, POLICY_DEFAULTS } from './defaults.js';
import { durationMs } from './durations.js';
import { silenceOf } from './ladder.js';
import { routeOf, type RouteInput } from './route.js';
import { stagesOf } from './stages.js';

/**
 * Why a policy is looked at: it matched, nothing did, the caller named it, its condition could not be evaluated, or it would have matched
 * had the agent claimed no risk of its own.
 */
export type PolicyRole =
  { kind: 'matched' } | { kind: 'default' } | { kind: 'named' } | { kind: 'unclaimed' } | { kind: 'unsure'; error: string };

export interface PolicyPlanInput extends RouteInput {
  /** The final risk: floor, claim and every policy that has a say. */
  risk: Risk;
  defaultReviewers: readonly ReviewerRef[];
  nowMs: number;
  /** Digest over the policies in force. */
  policySet: string;
}

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

/** Open time that a request may need of its working hours: the deadline, twice where it escalates, and what people and pauses may add. */
export function openTimeMs({ clock, extend, ...silence }: Policy): number {
  const { deadlineMs, onTimeout } = silenceOf({ ...silence });
  const pauses = (clock?.pausedWhile ?? []).length > 0 ? pauseBudgetMs(clock) : 0;
  return deadlineMs * (onTimeout === 'escalate' ? 2 : 1) + durationMs(extend?.upTo, 0) + pauses;
}

/** Of how long it may stand still in all; what is not said is one longest pause. */
export function pauseBudgetMs(clock: Policy['clock']): number {
  return durationMs(clock?.pauseBudget, durationMs(clock?.maxPause, POLICY_DEFAULTS.maxPauseMs));
}

function clockOf(policy: Policy, nowMs: number): Clock {
  const { per, pausedWhile, maxPause, hours } = policy.clock ?? {};
  return {
    per: per ?? 'revision',
    pausedWhile: [...new Set(pausedWhile ?? [])],
    maxPauseMs: durationMs(maxPause, POLICY_DEFAULTS.maxPauseMs),
    pauseBudgetMs: pauseBudgetMs(policy.clock),
    openHours: hours ? openIntervals(hours, nowMs, openTimeMs(policy)) : null,
  };
}

/** `*` alone is everything, which a pointer says with no text. */
function materialPathsOf({ keepVotes }: Policy): string[] | null {
  return keepVotes ? [...new Set(keepVotes.unless.map((pointer) => (pointer === '*' ? '' : pointer)))] : null;
}

/** The plan that one policy alone gives for the action. */
export function planOfPolicy(policy: StoredPolicy, role: PolicyRole, input: PolicyPlanInput): Plan {
  const { document } = policy;
  const { route, reasons } = routeOf(policy, role.kind, input);
  const { deadlineMs, onTimeout } = silenceOf(document);
  const asks = route === 'review';
  const usableForMs = durationMs(document.usableFor, POLICY_DEFAULTS.usableForMs);
  // Also where it passes: reviewers that the caller names may ask people all the same.
  const clock = clockOf(document, input.nowMs);
  const answeredByMs = Math.max(input.nowMs + deadlineMs, clock.openHours?.at(-1)?.[1] ?? 0);
  const extend = document.extend;
  return {
    rulesVersion: RULES_VERSION,
    route,
    reasons: [roleReason(policy, role), ...reasons],
    policy: { name: policy.name, version: policy.version, digest: policy.digest },
    risk: input.risk,
    stages: asks ? stagesOf(document, input.defaultReviewers) : [],
    deadlineMs,
    onTimeout,
    lastResort: asks && onTimeout === 'escalate' ? [...input.defaultReviewers] : [],
    settlers: asks ? [] : [...input.defaultReviewers],
    fallback: [...(document.fallback ?? [])],
    clock,
    extend: extend ? { maxMs: durationMs(extend.upTo, 0), times: extend.times ?? 1 } : { maxMs: 0, times: 0 },
    snoozeMaxMs: durationMs(document.snooze?.upTo, deadlineMs),
    claimForMs: durationMs(document.claimFor, POLICY_DEFAULTS.claimForMs),
    maxRevisions: document.maxRevisions ?? POLICY_DEFAULTS.maxRevisions,
    onMaxRevisions: document.onMaxRevisions ?? POLICY_DEFAULTS.onMaxRevisions,
    maxEdits: document.maxEdits ?? POLICY_DEFAULTS.maxEdits,
    requireComment: [...new Set([...POLICY_DEFAULTS.requireComment, ...(document.require?.comment ?? [])])],
    editorVotes: (document.editorVotes ?? POLICY_DEFAULTS.editorVotes) && !isHighRisk(input.risk),
    usableForMs,
    materialPaths: materialPathsOf(document),
    vetoWindowMs: durationMs(document.vetoWindow, 0),
    frozen:
      document.freeze && route !== 'deny'
        ? frozenIntervals(document.freeze, input.nowMs, answeredByMs + usableForMs + FREEZE_MARGIN_MS)
        : [],
    overridePeople: document.override?.people ?? 1,
    policySet: input.policySet,
  };
}
