import { visibleLine } from '../contracts/visible-text.js';

/** What can be wrong with a policy; stable, for tools. docs/policies.md says what each is about. */
export const FINDING_CODES = [
  'yaml_syntax',
  'yaml_alias',
  'yaml_anchor',
  'yaml_tag',
  'yaml_key',
  'duplicate_field',
  'several_documents',
  'bad_character',
  'empty',
  'too_large',
  'too_deep',
  'unreadable',
  'missing_field',
  'unknown_field',
  'wrong_type',
  'unknown_value',
  'wrong_format',
  'out_of_range',
  'contradiction',
  'condition_syntax',
  'condition_type',
  'condition_limit',
  'condition_regex',
  'never_matches',
  'duplicate_reviewer',
  'duplicate_stage',
  'unsatisfiable',
  'too_many_ways',
  'veto_not_asked',
  'nobody_to_ask',
  'nobody_to_escalate_to',
  'after_deadline',
  'approve_on_timeout',
  'unknown_zone',
  'empty_window',
  'duplicate_name',
  'unreachable',
  'unknown_group',
  'unknown_person',
  'unknown_pointer',
  'no_effect',
  'out_of_order',
  'long_freeze',
  'many_steps',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

/** Something that a policy's author should look at; `error` keeps the policy from loading. */
export interface Finding {
  file: string;
  /** From 1; both point at the value or key at fault. */
  line: number;
  column: number;
  /** The field, such as `stages[0].need`; empty for the document as a whole. */
  path: string;
  severity: 'error' | 'warning';
  code: FindingCode;
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
