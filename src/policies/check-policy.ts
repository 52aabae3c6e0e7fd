import { parseDuration } from '../contracts/duration.js';
import type { ReviewerRef } from '../contracts/plan.js';
import type { Policy } from '../contracts/policy.js';
import { isHighRisk } from '../contracts/risk.js';
import { compileCondition } from './cel.js';
import { POLICY_DEFAULTS } from './defaults.js';
import type { FieldPath, Finding } from './finding.js';
import { neverMatches } from './globs.js';
import { countOf, needOf } from './stages.js';

/** A finding before it has a place in a text; `offset` counts characters within the text value at `path`. */
export interface PolicyProblem extends Pick<Finding, 'severity' | 'code' | 'message'> {
  path: FieldPath;
  offset?: number;
}

const error = (path: FieldPath, code: string, message: string): PolicyProblem => ({ path, severity: 'error', code, message });
const warning = (path: FieldPath, code: string, message: string): PolicyProblem => ({ path, severity: 'warning', code, message });

/** People asked one after the other tire, and each stage adds its own wait. */
const MANY_STAGES = 3;
const MANY_STEPS = 4;

/** A condition alone, so that its faults show together with those that the schema finds. */
export function checkCondition(when: string): PolicyProblem[] {
  const compiled = compileCondition(when);
  if (compiled.ok) return [];
  const { code, message, start } = compiled.problem;
  return [{ path: ['match', 'when'], severity: 'error', code, message, offset: start }];
}

function checkMatch({ match }: Policy): PolicyProblem[] {
  const problems = (match?.types ?? []).flatMap((glob, index) =>
    neverMatches(glob)
      ? [
          error(
            ['match', 'types', index],
            'never_matches',
            `no action type can look like "${glob}"; types are dotted, such as payments.refund`,
          ),
        ]
      : [],
  );
  return match?.when === undefined ? problems : [...problems, ...checkCondition(match.when)];
}

function checkRoute(policy: Policy): PolicyProblem[] {
  const { route } = policy;
  if (route === 'deny') {
    const idle = (['confidence', 'sensitive', 'reviewFrom', 'reviewers', 'stages'] as const).filter((field) => policy[field] !== undefined);
    return idle.map((field) =>
      warning([field], 'no_effect', `\`${field}\` has no effect with \`route: deny\`, which refuses without asking`),
    );
  }
  const passes = route === 'auto' || (route === undefined && policy.confidence !== undefined);
  if (passes) return [];
  const why =
    route === 'review' ? 'with `route: review`, which always asks' : 'while the policy always asks; add `route: auto` or `confidence`';
  return (['confidence', 'sensitive', 'reviewFrom'] as const).flatMap((field) =>
    policy[field] === undefined ? [] : [warning([field], 'no_effect', `\`${field}\` has no effect ${why}`)],
  );
}

function checkStage(reviewers: readonly ReviewerRef[], need: Policy['need'], deny: number | undefined, at: FieldPath): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  reviewers.forEach((ref, index) => {
    if (reviewers.indexOf(ref) !== index)
      problems.push(error([...at, 'reviewers', index], 'duplicate_reviewer', `${ref} is listed twice; one listing is one entry to fill`));
  });
  const count = countOf(needOf(need), reviewers.length);
  if (count > reviewers.length) {
    problems.push(
      error(
        [...at, 'need', 'atLeast'],
        'unsatisfiable',
        `needs ${count} entries filled but lists only ${reviewers.length}; a group is one entry, whoever of it answers`,
      ),
    );
  }
  if (deny !== undefined && deny > reviewers.length && reviewers.every((ref) => ref.startsWith('person:'))) {
    problems.push(
      error(
        [...at, 'deny'],
        'unsatisfiable',
        `${deny} denials can never come from ${reviewers.length} people; give at most ${reviewers.length}`,
      ),
    );
  }
  return problems;
}

function checkStages(policy: Policy): PolicyProblem[] {
  if (policy.reviewers) return checkStage(policy.reviewers, policy.need, policy.deny, []);
  const stages = policy.stages ?? [];
  const names = stages.map((stage) => stage.name);
  const problems = stages.flatMap((stage, index) => checkStage(stage.reviewers, stage.need, stage.deny, ['stages', index]));
  names.forEach((name, index) => {
    if (name !== undefined && names.indexOf(name) !== index)
      problems.push(error(['stages', index, 'name'], 'duplicate_stage', `a second stage named ${name}; give each its own name`));
  });
  if (stages.length > MANY_STAGES)
    problems.push(
      warning(['stages'], 'many_steps', `${stages.length} stages one after the other; more than ${MANY_STAGES} slow people down`),
    );
  return problems;
}

function checkTimes(policy: Policy): PolicyProblem[] {
  const deadlineMs = policy.deadline === undefined ? POLICY_DEFAULTS.deadlineMs : (parseDuration(policy.deadline) ?? 0);
  const deadline = policy.deadline ?? 'default of 24h';
  const problems: PolicyProblem[] = [];
  const late = (text: string | undefined): boolean => text !== undefined && (parseDuration(text) ?? 0) >= deadlineMs;
  if (late(policy.remindAfter))
    problems.push(
      error(
        ['remindAfter'],
        'after_deadline',
        `${policy.remindAfter} is not before the deadline (${deadline}), so nobody is ever reminded`,
      ),
    );
  const steps = policy.escalate ?? [];
  steps.forEach((step, index) => {
    if (!late(step.after)) return;
    const path = ['escalate', index, 'after'];
    // With `onTimeout: escalate` the deadline brings in the next step, so that a late one is odd but not dead.
    if (policy.onTimeout === 'escalate')
      problems.push(
        warning(path, 'after_deadline', `${step.after} is not before the deadline (${deadline}); the deadline escalates first`),
      );
    else problems.push(error(path, 'after_deadline', `${step.after} is not before the deadline (${deadline}), so it is never reached`));
  });
  const times = steps.map((step) => parseDuration(step.after) ?? 0);
  times.forEach((time, index) => {
    if (index > 0 && time <= (times[index - 1] ?? 0))
      problems.push(
        warning(
          ['escalate', index, 'after'],
          'out_of_order',
          'not later than the step before it; times count from the start of the review',
        ),
      );
  });
  if (steps.length > MANY_STEPS)
    problems.push(
      warning(['escalate'], 'many_steps', `${steps.length} escalation steps; more than ${MANY_STEPS} wake people who cannot help`),
    );
  return problems;
}

function checkFallback(policy: Policy): PolicyProblem[] {
  if (policy.onMaxRevisions === 'escalate' && policy.escalate === undefined) {
    const message =
      '`onMaxRevisions: escalate` takes the next step of `escalate`, and there is none; add `escalate: [{ after: 30m, to: [group:…] }]`';
    return [error(['onMaxRevisions'], 'nobody_to_escalate_to', message)];
  }
  if (policy.onTimeout !== 'approve') return [];
  if (policy.risk !== undefined && isHighRisk(policy.risk)) {
    return [
      error(['onTimeout'], 'approve_on_timeout', `silence never approves ${policy.risk} risk; use reject or escalate, or lower \`risk\``),
    ];
  }
  return [
    warning(['onTimeout'], 'approve_on_timeout', 'silence approves; a request whose risk turns out high or critical expires instead'),
  ];
}

/** Everything about one policy that its schema cannot say. */
export function checkPolicy(policy: Policy): PolicyProblem[] {
  return [...checkMatch(policy), ...checkRoute(policy), ...checkStages(policy), ...checkTimes(policy), ...checkFallback(policy)];
}
