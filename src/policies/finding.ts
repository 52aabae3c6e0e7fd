import { visibleLine } from '../contracts/visible-text.js';

/** Something that a policy's author should look at; `error` keeps the policy from loading. */
export interface Finding {
  file: string;
  /** From 1; both point at the value or key at fault. */
  line: number;
  column: number;
  /** The field, such as `stages[0].need`; empty for the document as a whole. */
  path: string;
  severity: 'error' | 'warning';
  /** Stable, for tools: `unknown_field`, `condition_type`, … (docs/policies.md lists them). */
  code: string;
  /** What is wrong and how to put it right. */
  message: string;
}

/** Enough to work with; a hostile text can have a hundred thousand faults. */
export const MAX_FINDINGS_PER_FILE = 50;

export type FieldPath = readonly (string | number)[];

export function pathText(path: FieldPath): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

/** `policies/deploy.yaml:7:12 error unknown_field match.wen: …`, the form that editors and CI turn into links. */
export function formatFinding({ file, line, column, path, severity, code, message }: Finding): string {
  // A policy may come from anywhere, and this goes to terminals.
  return visibleLine(`${file}:${line}:${column} ${severity} ${code}${path === '' ? '' : ` ${path}`}: ${message}`);
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}
