import { createHash } from 'node:crypto';
import type { Json } from '../contracts/json.js';
import type { Policy } from '../contracts/policy.js';

/** RFC 8785 for parsed policies, whose numbers are finite: sorted keys, no white space. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(',')}}`;
}

/** `sha256:` + hex over the canonical JSON of the document, so that comments, layout and YAML or JSON make no new version. */
export function policyDigest(document: Policy): string {
  const json = JSON.parse(JSON.stringify(document)) as Json;
  return `sha256:${createHash('sha256').update(canonical(json)).digest('hex')}`;
}
