import type { Plan, ReviewerRef, Step } from '../contracts/plan.js';
import type { Policy } from '../contracts/policy.js';
import type { PolicyStage, PolicyStep } from '../contracts/policy-rule.js';
import { POLICY_DEFAULTS } from './defaults.js';
import { durationMs } from './durations.js';

/** `escalate` takes one step or a list. */
export function escalationsOf({ escalate }: Policy): { after: string; to: ReviewerRef[] }[] {
  return escalate === undefined ? [] : Array.isArray(escalate) ? escalate : [escalate];
}

function stepOf(step: PolicyStep): Step[] {
  const afterMs = durationMs(step.after, 0);
  const repeat = step.repeat ? { everyMs: durationMs(step.repeat.every, 0), times: step.repeat.times } : null;
  if (step.remind) return [{ afterMs, do: 'remind', to: [], repeat }];
  if (step.add) return [{ afterMs, do: 'add', to: [...step.add], repeat }];
  if (step.replace) return [{ afterMs, do: 'replace', to: [...step.replace], repeat }];
  if (step.page) return [{ afterMs, do: 'page', to: [...step.page], repeat }];
  // `end` is the deadline.
  return [];
}

export function byTime(steps: readonly Step[]): Step[] {
  return [...steps].sort((a, b) => a.afterMs - b.afterMs);
}

/** The ladder of a stage: its own, else the policy's with the short forms, sorted by time. */
export function ladderOf(policy: Policy, stage: PolicyStage): Step[] {
  if (stage.ladder) return byTime(stage.ladder.flatMap(stepOf));
  const { remindAfter } = policy;
  return byTime([
    ...(remindAfter === undefined ? [] : [{ afterMs: durationMs(remindAfter, 0), do: 'remind' as const, to: [], repeat: null }]),
    ...escalationsOf(policy).map(({ after, to }) => ({ afterMs: durationMs(after, 0), do: 'add' as const, to: [...to], repeat: null })),
    ...(policy.ladder ?? []).flatMap(stepOf),
  ]);
}

/** A step after which further people may answer. */
export function asksSomebody(step: Step): boolean {
  return step.do !== 'remind';
}

/** When silence ends the request, and how: `deadline` and `onTimeout`, or the `end` of the ladder. */
export function silenceOf(policy: Policy): Pick<Plan, 'deadlineMs' | 'onTimeout'> {
  const last = (policy.ladder ?? []).find((step) => step.end !== undefined);
  return {
    deadlineMs: durationMs(policy.deadline ?? last?.after, POLICY_DEFAULTS.deadlineMs),
    // A document without either never passes its schema; ending it is the safe reading.
    onTimeout: policy.onTimeout ?? last?.end ?? 'reject',
  };
}
