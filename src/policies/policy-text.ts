import { stringify } from 'yaml';
import type { Policy } from '../contracts/policy.js';

/** A policy as YAML, for one whose own text was not kept. */
export function policyText(document: Policy): string {
  return stringify(document, { lineWidth: 0 });
}
