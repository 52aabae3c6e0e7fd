import type { ReviewerRef, Rule, Seats } from '../contracts/plan.js';
import type { Policy } from '../contracts/policy.js';
import type { PolicyStep } from '../contracts/policy-rule.js';
import { isHighRisk } from '../contracts/risk.js';
import { leavesOf, MAX_WAYS, waysOf } from '../domain/ways.js';
import { error, warning, type PolicyProblem } from './check-problem.js';
import { checkDuplicates } from './check-voting.js';
import { durationMs } from './durations.js';
import type { FieldPath } from './finding.js';
import { asksSomebody, escalationsOf, ladderOf, silenceOf } from './ladder.js';
import { countWays, fillable } from './rules.js';
import { ruleOf, writtenStages } from './stages.js';

const MANY_STEPS = 4;
const KINDS = ['remind', 'add', 'replace', 'page', 'end'] as const;

interface Silence {
  deadlineMs: number;
  onTimeout: 'reject' | 'approve' | 'escalate';
  /** The deadline as it stands in the policy. */
  text: string;
}

function silence(policy: Policy): Silence {
  const end = policy.ladder?.find((step) => step.end !== undefined)?.after;
  return { ...silenceOf(policy), text: policy.deadline ?? end ?? 'default of 24h' };
}

/** With `onTimeout: escalate` the deadline brings in the next step, so that a late one is odd but not dead. */
function checkLate(after: string, { deadlineMs, onTimeout, text }: Silence, asks: boolean, path: FieldPath): PolicyProblem[] {
  if (durationMs(after, 0) < deadlineMs) return [];
  return onTimeout === 'escalate' && asks
    ? [warning(path, 'after_deadline', `${after} is not before the deadline (${text}); the deadline escalates first`)]
    : [error(path, 'after_deadline', `${after} is not before the deadline (${text}), so it is never reached`)];
}

function checkOrder(times: readonly string[], pathOf: (index: number) => FieldPath): PolicyProblem[] {
  return times.flatMap((time, index) => {
    const before = times[index - 1];
    return before !== undefined && durationMs(time, 0) <= durationMs(before, 0)
      ? [warning(pathOf(index), 'out_of_order', 'not later than the step before it; times count from the start of the review')]
      : [];
  });
}

function checkShortForms(policy: Policy): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const when = silence(policy);
  const { remindAfter } = policy;
  if (remindAfter !== undefined && durationMs(remindAfter, 0) >= when.deadlineMs) {
    const message = `${remindAfter} is not before the deadline (${when.text}), so nobody is ever reminded`;
    problems.push(error(['remindAfter'], 'after_deadline', message));
  }
  const steps = escalationsOf(policy);
  const at = (index: number): FieldPath => ['escalate', ...(Array.isArray(policy.escalate) ? [index] : []), 'after'];
  steps.forEach((step, index) => problems.push(...checkLate(step.after, when, true, at(index))));
  return [
    ...problems,
    ...checkOrder(
      steps.map((step) => step.after),
      at,
    ),
  ];
}

/** `replace` swaps every list of the stage, and the counts stay. */
function checkReplace(to: readonly ReviewerRef[], rules: readonly Rule[], path: FieldPath): PolicyProblem[] {
  const problems = checkDuplicates(to, path);
  for (const rule of rules) {
    const most = Math.max(...leavesOf(rule).map(({ count }) => count));
    if (most > to.length) {
      const message = `lists ${to.length}, and ${most} must still approve; \`replace\` never lowers how many`;
      return [...problems, error(path, 'unsatisfiable', message)];
    }
    const swapped = (lists: readonly Seats[]): Seats[] => lists.map((list) => ({ ...list, entries: [...to] }));
    if (countWays(rule) <= MAX_WAYS && !waysOf(rule).some((way) => fillable(swapped(way))))
      return [...problems, error(path, 'unsatisfiable', 'needs the same person in two places, and one person fills one')];
  }
  return problems;
}

function checkRepeat(step: PolicyStep, { deadlineMs, text }: Silence, at: FieldPath): PolicyProblem[] {
  const { repeat } = step;
  if (!repeat) return [];
  if (!step.remind && !step.page) return [error([...at, 'repeat'], 'contradiction', '`repeat` goes with `remind` or `page`')];
  const left = deadlineMs - durationMs(step.after, 0);
  const come = Math.max(0, Math.ceil(left / durationMs(repeat.every, 1)) - 1);
  if (left <= 0 || come >= repeat.times) return [];
  const message = `only ${come} of ${repeat.times} repetitions come before the deadline (${text})`;
  return [warning([...at, 'repeat', 'times'], 'after_deadline', message)];
}

function checkSteps(steps: readonly PolicyStep[], policy: Policy, rules: readonly Rule[], at: FieldPath): PolicyProblem[] {
  const when = silence(policy);
  const problems = steps.flatMap((step, index): PolicyProblem[] => {
    const path = [...at, index];
    const kinds = KINDS.filter((kind) => step[kind] !== undefined);
    if (kinds.length !== 1) {
      const message = `says ${kinds.length === 0 ? 'nothing to do' : kinds.map((kind) => `\`${kind}\``).join(' and ')}; give exactly one of ${KINDS.join(', ')}`;
      return [error(path, 'contradiction', message)];
    }
    return [
      ...(step.end ? [] : checkLate(step.after, when, !step.remind, [...path, 'after'])),
      ...(step.replace ? checkReplace(step.replace, rules, [...path, 'replace']) : []),
      ...checkRepeat(step, when, path),
    ];
  });
  return [
    ...problems,
    ...checkOrder(
      steps.map((step) => step.after),
      (index) => [...at, index, 'after'],
    ),
  ];
}

function checkEnd(policy: Policy): PolicyProblem[] {
  const ends = (policy.ladder ?? []).flatMap((step, index) => (step.end === undefined ? [] : [{ step, index }]));
  const [first, second] = ends;
  const inStages = (policy.stages ?? []).flatMap((stage, index) =>
    (stage.ladder ?? []).flatMap((step, at) =>
      step.end === undefined
        ? []
        : [
            error(
              ['stages', index, 'ladder', at, 'end'],
              'contradiction',
              '`end` ends the request, not a stage; it belongs in the ladder of the policy',
            ),
          ],
    ),
  );
  if (!first) return inStages;
  const problems = [...inStages];
  if (second) problems.push(error(['ladder', second.index, 'end'], 'contradiction', 'a second `end`; a request ends once'));
  const { after, end } = first.step;
  if (policy.deadline !== undefined && durationMs(policy.deadline, 0) !== durationMs(after, 0))
    problems.push(error(['deadline'], 'contradiction', `the ladder ends after ${after}; give one of the two`));
  if (policy.onTimeout !== undefined && policy.onTimeout !== end)
    problems.push(error(['onTimeout'], 'contradiction', `the ladder ends with ${end}; give one of the two`));
  return problems;
}

function checkLadders(policy: Policy): PolicyProblem[] {
  const stages = writtenStages(policy);
  const rulesOf = (wanted: typeof stages): Rule[] => wanted.flatMap((stage) => ruleOf(stage, []) ?? []);
  const shared = rulesOf(stages.filter((stage) => stage.ladder === undefined));
  const own = (policy.stages ?? []).flatMap((stage, index) =>
    checkSteps(stage.ladder ?? [], policy, rulesOf([stage]), ['stages', index, 'ladder']),
  );
  const many = stages.map((stage) => ladderOf(policy, stage).filter(asksSomebody).length);
  const most = Math.max(0, ...many);
  const at = many.indexOf(most);
  const path = policy.stages?.[at]?.ladder ? ['stages', at, 'ladder'] : policy.ladder ? ['ladder'] : ['escalate'];
  return [
    ...checkSteps(policy.ladder ?? [], policy, shared, ['ladder']),
    ...own,
    ...(most > MANY_STEPS
      ? [warning(path, 'many_steps', `${most} escalation steps; more than ${MANY_STEPS} wake people who cannot help`)]
      : []),
  ];
}

function checkFallback(policy: Policy): PolicyProblem[] {
  const asks = writtenStages(policy).some((stage) => ladderOf(policy, stage).some(asksSomebody));
  if (policy.onMaxRevisions === 'escalate' && !asks) {
    const message =
      '`onMaxRevisions: escalate` takes the next step of `escalate`, and there is none; add `escalate: [{ after: 30m, to: [group:…] }]`';
    return [error(['onMaxRevisions'], 'nobody_to_escalate_to', message)];
  }
  if (silenceOf(policy).onTimeout !== 'approve') return [];
  const end = (policy.ladder ?? []).findIndex((step) => step.end !== undefined);
  const path = policy.onTimeout === undefined ? ['ladder', end, 'end'] : ['onTimeout'];
  const risk = policy.risk;
  if (risk !== undefined && isHighRisk(risk))
    return [error(path, 'approve_on_timeout', `silence never approves ${risk} risk; use reject or escalate, or lower \`risk\``)];
  return [warning(path, 'approve_on_timeout', 'silence approves; a request whose risk turns out high or critical expires instead')];
}

/** What happens when, and what silence does. */
export function checkLadder(policy: Policy): PolicyProblem[] {
  return [...checkShortForms(policy), ...checkLadders(policy), ...checkEnd(policy), ...checkFallback(policy)];
}
