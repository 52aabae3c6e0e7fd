import type { Policy } from '../contracts/policy.js';
import { compileCondition } from './cel.js';
import { checkClock } from './check-clock.js';
import { checkLadder } from './check-ladder.js';
import { error, inCondition, warning, type PolicyProblem } from './check-problem.js';
import { checkVoting } from './check-voting.js';
import type { FieldPath } from './finding.js';
import { neverMatches } from './globs.js';
import { alwaysAsks } from './route.js';

/** A condition alone, so that its faults show together with those that the schema finds. */
export function checkCondition(when: string, path: FieldPath = ['match', 'when']): PolicyProblem[] {
  const compiled = compileCondition(when);
  return compiled.ok ? [] : [inCondition(path, compiled.problem)];
}

function checkGlobs(globs: readonly string[] | undefined, path: FieldPath): PolicyProblem[] {
  return (globs ?? []).flatMap((glob, index) => {
    const message = `no action type can look like "${glob}"; types are dotted, such as payments.refund`;
    return neverMatches(glob) ? [error([...path, index], 'never_matches', message)] : [];
  });
}

function checkMatch({ match, highRisk, alwaysReview, reviewWhen }: Policy): PolicyProblem[] {
  return [
    ...checkGlobs(match?.types, ['match', 'types']),
    ...checkGlobs(highRisk, ['highRisk']),
    ...checkGlobs(alwaysReview, ['alwaysReview']),
    ...(match?.when === undefined ? [] : checkCondition(match.when)),
    ...(reviewWhen ?? []).flatMap((rule, index) => checkCondition(rule, ['reviewWhen', index])),
  ];
}

const GATES = ['confidence', 'sensitive', 'reviewFrom', 'alwaysReview', 'reviewWhen'] as const;

function checkRoute(policy: Policy): PolicyProblem[] {
  const { route } = policy;
  const given = <Field extends keyof Policy>(fields: readonly Field[]): Field[] => fields.filter((field) => policy[field] !== undefined);
  if (route === 'deny') {
    return given([...GATES, 'reviewers', 'allOf', 'anyOf', 'stages']).map((field) =>
      warning([field], 'no_effect', `\`${field}\` has no effect with \`route: deny\`, which refuses without asking`),
    );
  }
  if (!alwaysAsks(policy)) return [];
  const why =
    route === 'review' ? 'with `route: review`, which always asks' : 'while the policy always asks; add `route: auto` or `confidence`';
  return given(GATES).map((field) => warning([field], 'no_effect', `\`${field}\` has no effect ${why}`));
}

/** Everything about one policy that its schema cannot say. */
export function checkPolicy(policy: Policy): PolicyProblem[] {
  return [...checkMatch(policy), ...checkRoute(policy), ...checkVoting(policy), ...checkLadder(policy), ...checkClock(policy)];
}
