import type { z } from 'zod';
import type { ProblemCode } from '../contracts/problems.js';
import { ProblemError, type FieldProblem } from './problem.js';
import { pointerOf } from '../contracts/strict-json.js';

type Issue = z.core.$ZodIssue;

/** Of a union's branches, the one that the client most likely meant: the one with the fewest complaints. */
function closest(branches: readonly Issue[][]): Issue[] {
  return branches.reduce((best, branch) => (branch.length < best.length ? branch : best));
}

function problemsOf(issues: readonly Issue[], path: readonly PropertyKey[]): FieldProblem[] {
  return issues.flatMap((issue): FieldProblem[] => {
    const here = [...path, ...issue.path];
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({ field: pointerOf([...here, key]), message: 'is not a field that is known here; leave it out' }));
      case 'invalid_union':
        return issue.errors.length === 0
          ? [{ field: pointerOf(here), message: issue.message }]
          : problemsOf(closest(issue.errors as Issue[][]), here);
      case 'invalid_type':
        return [
          {
            field: pointerOf(here),
            message: issue.input === undefined ? `is required (${issue.expected})` : `must be of type ${issue.expected}`,
          },
        ];
      default:
        return [{ field: pointerOf(here), message: issue.message.replace(/^Invalid input: /, '') }];
    }
  });
}

/** Parses, or throws a problem that names each field (JSON pointer) and what would fit. The values themselves are never echoed. */
export function parseWith<T extends z.ZodType>(schema: T, value: unknown, code: ProblemCode): z.infer<T> {
  // `reportInput` only tells "missing" from "wrong type" below.
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error.issues, []).slice(0, 20);
  // A query has no depth: its parameters are named as they are.
  const errors = code === 'invalid_query' ? problems.map((each) => ({ ...each, field: each.field.split('/')[1] ?? '' })) : problems;
  const [first] = errors;
  const detail = errors.map(({ field, message }) => `${field === '' ? 'The whole' : field} ${message}`).join('; ');
  throw new ProblemError(code, `${detail}.`, { ...(first === undefined || first.field === '' ? {} : { field: first.field }), errors });
}
