import type { Action } from '../contracts/action.js';
import type { JsonObject } from '../contracts/json.js';
import { createVoterEnvironment } from './cel-environment.js';
import { createCompiler } from './cel.js';
import type { ConditionProblem } from './cel-inspect.js';
import { toCelMap, type CelValue } from './cel-values.js';

/** A person as `votesCount` sees one; `groups` hold those of nested groups too. */
export interface Reviewer {
  id: string;
  groups: readonly string[];
  attributes: JsonObject;
}

interface VoteScope {
  reviewer: Reviewer;
  action: CelValue;
}

/**
 * For everybody together, milliseconds: people are judged while a request is locked, and neither a condition nor the arguments that an agent
 * chose may keep it so. A thousand people and an ordinary condition take a tenth of it.
 */
const TOGETHER_MS = 1_000;

const compiler = createCompiler<VoteScope>(createVoterEnvironment(), ({ reviewer, action }) => ({
  reviewer: toCelMap({ id: reviewer.id, groups: [...reviewer.groups], attributes: reviewer.attributes }),
  action,
}));

/** What is wrong with a `votesCount`; null where it compiles. */
export function votesCountProblem(expression: string): ConditionProblem | null {
  const compiled = compiler(expression);
  return compiled.ok ? null : compiled.problem;
}

/**
 * Judges the voters of one action: whether a person's vote counts in a stage with this `counts`. What cannot be evaluated (a missing attribute, too
 * slow) does not count; nor does whoever comes after all of the time is used.
 */
export function createQualifier(
  action: Action,
  elapsedMs: () => number = () => performance.now(),
): (expression: string, reviewer: Reviewer) => boolean {
  // Read once: it can be large, and is the same for everybody.
  const seen = toCelMap({ ...action });
  let spentMs = 0;
  return (expression, reviewer) => {
    const compiled = compiler(expression);
    if (!compiled.ok || spentMs >= TOGETHER_MS) return false;
    const fromMs = elapsedMs();
    const result = compiled.condition({ reviewer, action: seen });
    spentMs += elapsedMs() - fromMs;
    return 'value' in result && result.value;
  };
}

/** The same for one person. */
export function qualifies(expression: string, reviewer: Reviewer, action: Action): boolean {
  return createQualifier(action)(expression, reviewer);
}
