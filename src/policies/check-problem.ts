import type { FieldPath, Finding } from './finding.js';

/** A finding before it has a place in a text; `offset` counts characters within the text value at `path`. */
export interface PolicyProblem extends Pick<Finding, 'severity' | 'code' | 'message'> {
  path: FieldPath;
  offset?: number;
}

export const error = (path: FieldPath, code: string, message: string): PolicyProblem => ({ path, severity: 'error', code, message });
export const warning = (path: FieldPath, code: string, message: string): PolicyProblem => ({ path, severity: 'warning', code, message });

/** One that points into the text of a condition. */
export function inCondition(path: FieldPath, problem: { code: string; message: string; start: number }): PolicyProblem {
  return { path, severity: 'error', code: problem.code, message: problem.message, offset: problem.start };
}
