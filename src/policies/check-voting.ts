import type { ReviewerRef, Rule } from '../contracts/plan.js';
import type { PolicyRule, PolicyStage } from '../contracts/policy-rule.js';
import type { Policy } from '../contracts/policy.js';
import { leavesOf, MAX_WAYS, waysOf } from '../domain/ways.js';
import { error, inCondition, warning, type PolicyProblem } from './check-problem.js';
import type { FieldPath } from './finding.js';
import { ladderOf } from './ladder.js';
import { countWays, fillable, MAX_LISTS } from './rules.js';
import { ruleOf, seatsOf, writtenStages } from './stages.js';
import { votesCountProblem } from './votes-count.js';

/** People asked one after the other tire, and each stage adds its own wait. */
const MANY_STAGES = 3;

const isPerson = (ref: ReviewerRef): boolean => ref.startsWith('person:');

export function checkDuplicates(refs: readonly ReviewerRef[], at: FieldPath): PolicyProblem[] {
  return refs.flatMap((ref, index) =>
    refs.indexOf(ref) === index
      ? []
      : [error([...at, index], 'duplicate_reviewer', `${ref} is listed twice; one listing is one entry to fill`)],
  );
}

function checkList(reviewers: readonly ReviewerRef[], need: PolicyRule['need'], at: FieldPath): PolicyProblem[] {
  const problems = checkDuplicates(reviewers, [...at, 'reviewers']);
  const { count } = seatsOf(reviewers, need);
  if (count > reviewers.length) {
    const message = `needs ${count} entries filled but lists only ${reviewers.length}; a group is one entry, whoever of it answers`;
    problems.push(error([...at, 'need', 'atLeast'], 'unsatisfiable', message));
  }
  const person = need === 'onePerGroup' ? reviewers.findIndex(isPerson) : -1;
  if (person >= 0)
    problems.push(
      error([...at, 'reviewers', person], 'contradiction', '`onePerGroup` is for groups; with people among them use `need: all`'),
    );
  return problems;
}

/** A rule on its own; `isTop` where the default reviewers stand in for a missing list. */
function checkRule(rule: PolicyRule, at: FieldPath, isTop: boolean): PolicyProblem[] {
  const given = (['reviewers', 'allOf', 'anyOf'] as const).filter((field) => rule[field] !== undefined);
  const [first, second] = given;
  if (second !== undefined) return [error([...at, second], 'contradiction', `give either \`${first}\` or \`${second}\`, not both`)];
  if (first === undefined && !isTop)
    return [error([...at, 'reviewers'], 'missing_field', '`reviewers` is missing; add `reviewers: [group:…]`')];
  if (rule.reviewers) return checkList(rule.reviewers, rule.need, at);
  const branches = rule.allOf ?? rule.anyOf ?? [];
  const problems = branches.flatMap((branch, index) => checkRule(branch, [...at, first ?? 'allOf', index], false));
  if (first !== undefined && rule.need !== undefined)
    problems.push(
      error([...at, 'need'], 'contradiction', `\`need\` goes with \`reviewers\`; \`${first}\` says itself how many of its branches count`),
    );
  return problems;
}

/** What can only be said of a rule whose parts are in order. */
function checkWays(rule: Rule, at: FieldPath): PolicyProblem[] {
  const lists = leavesOf(rule).length;
  if (lists > MAX_LISTS) return [error(at, 'too_many_ways', `${lists} lists of reviewers in one stage; at most ${MAX_LISTS}`)];
  const ways = countWays(rule);
  if (ways > MAX_WAYS) return [error(at, 'too_many_ways', `can be satisfied in ${ways} ways; at most ${MAX_WAYS} are followed`)];
  if (waysOf(rule).some(fillable)) return [];
  return [error(at, 'unsatisfiable', 'needs the same person in two places, and one person fills one')];
}

function checkDenials(stage: PolicyStage, asked: readonly ReviewerRef[], at: FieldPath): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  if (stage.deny !== undefined && stage.deny > asked.length && asked.every(isPerson)) {
    const message = `${stage.deny} denials can never come from ${asked.length} people; give at most ${asked.length}`;
    problems.push(error([...at, 'deny'], 'unsatisfiable', message));
  }
  (stage.veto ?? []).forEach((ref, index) => {
    if (asked.includes(ref)) return;
    problems.push(
      error([...at, 'veto', index], 'veto_not_asked', `${ref} is never asked in this stage; list it among its reviewers or its ladder`),
    );
  });
  return problems;
}

function checkStage(policy: Policy, stage: PolicyStage, at: FieldPath, isTop: boolean): PolicyProblem[] {
  const problems = checkRule(stage, at, isTop);
  const rule = ruleOf(stage, []);
  if (problems.length > 0 || rule === null) return problems;
  const asked = [...new Set([...leavesOf(rule).flatMap((list) => list.entries), ...ladderOf(policy, stage).flatMap((step) => step.to)])];
  const branches = stage.allOf ? 'allOf' : stage.anyOf ? 'anyOf' : 'reviewers';
  return [...checkWays(rule, [...at, branches]), ...checkDenials(stage, asked, at)];
}

function checkVotesCount(policy: Policy): PolicyProblem[] {
  const check = (expression: string | undefined, path: FieldPath): PolicyProblem[] => {
    const problem = expression === undefined ? null : votesCountProblem(expression);
    return problem === null ? [] : [inCondition(path, problem)];
  };
  return [
    ...check(policy.votesCount, ['votesCount']),
    ...(policy.stages ?? []).flatMap((stage, index) => check(stage.votesCount, ['stages', index, 'votesCount'])),
  ];
}

/** Whether different people can satisfy all stages: a person counts in one. Null where that is too much to try; opening a request finds out. */
function stagesFillable(rules: readonly Rule[]): boolean | null {
  if (rules.map(countWays).reduce((product, ways) => product * ways, 1) > MAX_WAYS) return null;
  return waysOf({ kind: 'allOf', of: rules }).some(fillable);
}

/** Everything about who must say yes, and who can say no. */
export function checkVoting(policy: Policy): PolicyProblem[] {
  const conditions = checkVotesCount(policy);
  const { stages } = policy;
  if (stages === undefined) {
    const [stage] = writtenStages(policy);
    return [...conditions, ...(stage ? checkStage(policy, stage, [], true) : [])];
  }
  const beside = (['reviewers', 'allOf', 'anyOf'] as const).find((field) => policy[field] !== undefined);
  if (beside) return [...conditions, error(['stages'], 'contradiction', `give either \`${beside}\` or \`stages\`, not both`)];
  const inside = (['need', 'deny', 'veto'] as const).find((field) => policy[field] !== undefined);
  if (inside) return [...conditions, error(['stages'], 'contradiction', 'with `stages`, `need`, `deny` and `veto` belong inside a stage')];
  const problems = stages.flatMap((stage, index) => checkStage(policy, stage, ['stages', index], false));
  const rules = stages.flatMap((stage) => ruleOf(stage, []) ?? []);
  if (problems.length === 0 && stagesFillable(rules) === false)
    problems.push(error(['stages'], 'unsatisfiable', 'need the same person in two stages, and a person counts in one'));
  const names = stages.map((stage) => stage.name);
  names.forEach((name, index) => {
    if (name !== undefined && names.indexOf(name) !== index)
      problems.push(error(['stages', index, 'name'], 'duplicate_stage', `a second stage named ${name}; give each its own name`));
  });
  if (stages.length > MANY_STAGES)
    problems.push(
      warning(['stages'], 'many_steps', `${stages.length} stages one after the other; more than ${MANY_STAGES} slow people down`),
    );
  return [...conditions, ...problems];
}
