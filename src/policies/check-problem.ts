import type { FieldPath, Finding, FindingCode } from './finding.js';

/** A finding before it has a place in a text; `offset` counts characters within the text value at `path`. */
export interface PolicyProblem extends Pick<Finding, 'severity' | 'code' | 'message'> {
  path: FieldPath;
  offset?: number;
}

export const error = (path: FieldPath, code: FindingCode, message: string): PolicyProblem => ({ path, severity: 'error', code, message });
export const warning = (path: FieldPath, code: FindingCode, message: string): PolicyProblem => ({
  path,
  severity: 'warning',
  code,
  message,
});

/** One that points into the text of a condition. */
export function inCondition(path: FieldPath, problem: { code: FindingCode; message: string; start: number }): PolicyProblem {
  return { path, severity: 'error', code: problem.code, message: problem.message, offset: problem.start };
}
