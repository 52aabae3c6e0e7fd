import { createHash } from 'node:crypto';
import { canonicalJson } from '../contracts/canonical-json.js';
import type { Json } from '../contracts/json.js';
import type { Policy } from '../contracts/policy.js';

/** `sha256:` + hex over the canonical JSON (RFC 8785) of the document, so that comments, layout and YAML or JSON make no new version. */
export function policyDigest(document: Policy): string {
  // Through JSON once, because a parsed document may hold `undefined` where a field was left out, which has no canonical form.
  const json = JSON.parse(JSON.stringify(document)) as Json;
  return `sha256:${createHash('sha256').update(canonicalJson(json)).digest('hex')}`;
}
