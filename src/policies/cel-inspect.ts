import type { ASTNode } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import { LINEAR_MATCHES } from './cel-environment.js';

/** Each loop runs over data that the agent chose: their number and nesting bound the work, and how often a list can double. */
const MAX_LOOPS = 8;
const MAX_NESTED_LOOPS = 2;
const LOOPS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter', 'bind']);

/** What is wrong with an expression, as offsets into its text. */
export interface ConditionProblem {
  code: 'condition_syntax' | 'condition_type' | 'condition_limit' | 'condition_regex';
  message: string;
  start: number;
  end: number;
}

/** The library types nodes as a union of tuples; all that matters here is which call a node is and where it stands. */
interface Node {
  op: string;
  args: unknown;
  range: { start: number; end: number };
}

function isNode(value: unknown): value is Node {
  return value !== null && typeof value === 'object' && 'op' in value && 'args' in value;
}

/** Bounds the loops of an expression and turns its regular expressions into ones that run in linear time. Changes the tree in place. */
export function boundExpression(ast: ASTNode): ConditionProblem | null {
  let loops = 0;

  function problem(code: ConditionProblem['code'], message: string, node: Node): ConditionProblem {
    return { code, message, start: node.range.start, end: node.range.end };
  }

  function visitMatches(node: Node, args: unknown[]): ConditionProblem | null {
    args[0] = LINEAR_MATCHES;
    const pattern: unknown = Array.isArray(args[2]) ? args[2][0] : undefined;
    if (!isNode(pattern) || pattern.op !== 'value' || typeof pattern.args !== 'string') return null;
    try {
      RE2JS.compile(pattern.args);
      return null;
    } catch (error) {
      const why = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
      return problem(
        'condition_regex',
        `regular expression not understood: ${why} (RE2 syntax: no look-around, no back-references)`,
        pattern,
      );
    }
  }

  function visit(value: unknown, nested: number): ConditionProblem | null {
    if (Array.isArray(value)) {
      for (const item of value) {
        const found = visit(item, nested);
        if (found) return found;
      }
      return null;
    }
    if (!isNode(value)) return null;
    let depth = nested;
    if (value.op === 'rcall' && Array.isArray(value.args)) {
      const name: unknown = value.args[0];
      if (name === 'matches') {
        const found = visitMatches(value, value.args);
        if (found) return found;
      } else if (typeof name === 'string' && LOOPS.has(name)) {
        loops += 1;
        depth += 1;
        if (loops > MAX_LOOPS)
          return problem('condition_limit', `more than ${MAX_LOOPS} of all, exists, exists_one, map, filter, bind`, value);
        if (depth > MAX_NESTED_LOOPS)
          return problem('condition_limit', `all, exists, map, filter nested more than ${MAX_NESTED_LOOPS} deep`, value);
      }
    }
    return visit(value.args, depth);
  }

  return visit(ast, 0);
}

/** What takes time in proportion to what it looks at, and makes nothing much larger than that. */
const QUICK_OPERATORS: ReadonlySet<string> = new Set(
  'value id . .? [] [?] ! !_ -_ && || ?: == != < <= > >= + - * / % in list map'.split(' '),
);
const QUICK_CALLS: ReadonlySet<string> = new Set(
  'has size int double timestamp startsWith endsWith getFullYear getMonth getDate getDayOfWeek getDayOfMonth getHours getMinutes'.split(
    ' ',
  ),
);

/**
 * Whether the expression is so plain that nothing an agent sends can make it slow: no loops, no regular expressions, no search in text. Then
 * the length of the expression and of the data bound its time, and it needs no watchdog.
 */
export function isQuick(ast: ASTNode): boolean {
  const quick = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.every(quick);
    if (!isNode(value)) return true;
    if (value.op === 'call' || value.op === 'rcall') {
      const [name, ...rest] = Array.isArray(value.args) ? (value.args as unknown[]) : [];
      return typeof name === 'string' && QUICK_CALLS.has(name) && rest.every(quick);
    }
    return QUICK_OPERATORS.has(value.op) && quick(value.args);
  };
  return quick(ast);
}
