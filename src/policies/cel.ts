import { EvaluationError, ParseError, TypeError as CelTypeError, type Environment } from '@marcbachmann/cel-js';
import type { JsonObject } from '../contracts/json.js';
import type { Risk } from '../contracts/risk.js';
import { visibleLine } from '../contracts/visible-text.js';
import { createCelEnvironment } from './cel-environment.js';
import { boundExpression, isQuick, type ConditionProblem } from './cel-inspect.js';
import { toCelMap, type CelValue } from './cel-values.js';
import { withinTime } from './watchdog.js';

/** What a condition may look at. `action.risk` is the higher of the definition's floor and the agent's claim, before any policy. */
export interface ConditionScope {
  action: {
    type: string;
    version: string;
    args: JsonObject;
    title: string;
    rationale: string | null;
    confidence: number | null;
    risk: Risk;
    context: JsonObject;
  };
  requester: { id: string; kind: string; groups: string[]; attributes: JsonObject };
  nowMs: number;
  facts: JsonObject;
}

export type ConditionResult = { value: boolean } | { error: string };
export type Condition = (scope: ConditionScope) => ConditionResult;
export type CompiledCondition = { ok: true; condition: Condition } | { ok: false; problem: ConditionProblem };
type Compiled<Scope> = { ok: true; condition: (scope: Scope) => ConditionResult } | { ok: false; problem: ConditionProblem };
type Variables = Record<string, CelValue>;

/** Real conditions take microseconds; this leaves room for a busy machine and still keeps a door from hanging. */
const EVALUATION_LIMIT_MS = 250;
const MAX_ERROR_CHARACTERS = 300;
/** Conditions come from policies, of which a deployment has dozens; the bound only guards against a caller that compiles without end. */
const MAX_CACHED = 500;

/** Compiles each text once against what an environment declares. Problems carry offsets into the text; never throws. */
export function createCompiler<Scope>(
  environment: Environment,
  variablesOf: (scope: Scope) => Variables,
): (source: string) => Compiled<Scope> {
  const known = new Map<string, Compiled<Scope>>();
  return (source) => {
    const before = known.get(source);
    if (before) return before;
    if (known.size >= MAX_CACHED) known.clear();
    const result = compile(environment, source, variablesOf);
    known.set(source, result);
    return result;
  };
}

const compiler = createCompiler<ConditionScope>(createCelEnvironment(), (scope) => ({
  action: toCelMap({ ...scope.action }),
  requester: toCelMap({ ...scope.requester }),
  now: new Date(scope.nowMs),
  facts: toCelMap(scope.facts),
}));

/** Compiles and type-checks a condition (CEL, https://cel.dev). Problems carry offsets into `source`; never throws. */
export function compileCondition(source: string): CompiledCondition {
  return compiler(source);
}

function compile<Scope>(environment: Environment, source: string, variablesOf: (scope: Scope) => Variables): Compiled<Scope> {
  try {
    const expression = environment.parse(source);
    const problem = boundExpression(expression.ast);
    if (problem) return { ok: false, problem };
    const checked = expression.check();
    if (!checked.valid) return { ok: false, problem: problemOf(checked.error, source) };
    if (checked.type !== 'bool' && checked.type !== 'dyn') {
      const message = `a condition must be true or false, this is ${checked.type ?? 'something else'}`;
      return { ok: false, problem: { code: 'condition_type', message, start: 0, end: source.length } };
    }
    const limitMs = isQuick(expression.ast) ? null : EVALUATION_LIMIT_MS;
    return { ok: true, condition: (scope) => evaluate(expression, variablesOf(scope), limitMs) };
  } catch (error) {
    return { ok: false, problem: problemOf(error, source) };
  }
}

function evaluate(expression: (variables: Variables) => unknown, variables: Variables, limitMs: number | null): ConditionResult {
  try {
    const run =
      limitMs === null ? { finished: true as const, value: expression(variables) } : withinTime(() => expression(variables), limitMs);
    if (!run.finished) return { error: `stopped after ${limitMs} ms` };
    if (typeof run.value === 'boolean') return { value: run.value };
    return { error: 'gave a value that is neither true nor false' };
  } catch (error) {
    // It can quote the agent's own text, and people read it as a reason.
    return { error: visibleLine(summaryOf(error).slice(0, MAX_ERROR_CHARACTERS)) };
  }
}

function summaryOf(error: unknown): string {
  const text =
    error instanceof EvaluationError || error instanceof ParseError || error instanceof CelTypeError
      ? error.summary
      : error instanceof Error
        ? error.message
        : String(error);
  // The library's inner names: dyn<string> is a string found at run time, $action the declared shape of action.
  return text
    .replaceAll(/dyn<(\w+)>/g, '$1')
    .replaceAll(/\$(action|requester|reviewer)\b/g, '$1')
    .replaceAll('matchesRe2', 'matches')
    .replace('Unexpected token: EOF', 'the expression ends too early');
}

function problemOf(error: unknown, source: string): ConditionProblem {
  const isType = error instanceof CelTypeError;
  const range = isType || error instanceof ParseError ? error.range : undefined;
  const code = error instanceof ParseError ? (error.code === 'limit_exceeded' ? 'condition_limit' : 'condition_syntax') : 'condition_type';
  return { code, message: summaryOf(error), start: range?.start ?? 0, end: range?.end ?? source.length };
}
