import type { Action } from '../contracts/action.js';
import type { JsonObject } from '../contracts/json.js';
import { createVoterEnvironment } from './cel-environment.js';
import { createCompiler } from './cel.js';
import type { ConditionProblem } from './cel-inspect.js';
import { toCelMap } from './cel-values.js';

/** A person as `votesCount` sees one; `groups` hold those of nested groups too. */
export interface Reviewer {
  id: string;
  groups: readonly string[];
  attributes: JsonObject;
}

interface VoteScope {
  reviewer: Reviewer;
  action: Action;
}

const compiler = createCompiler<VoteScope>(createVoterEnvironment(), ({ reviewer, action }) => ({
  reviewer: toCelMap({ id: reviewer.id, groups: [...reviewer.groups], attributes: reviewer.attributes }),
  action: toCelMap({ ...action }),
}));

/** What is wrong with a `votesCount`; null where it compiles. */
export function votesCountProblem(expression: string): ConditionProblem | null {
  const compiled = compiler(expression);
  return compiled.ok ? null : compiled.problem;
}

/** Whether this person's vote counts in a stage with this `counts`. What cannot be evaluated (a missing attribute, too slow) does not count. */
export function qualifies(expression: string, reviewer: Reviewer, action: Action): boolean {
  const compiled = compiler(expression);
  if (!compiled.ok) return false;
  const result = compiled.condition({ reviewer, action });
  return 'value' in result && result.value;
}
