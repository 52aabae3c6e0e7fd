import { createHash } from 'node:crypto';
import { canonicalJson } from '../contracts/canonical-json.js';
import type { Json } from '../contracts/json.js';
import type { Policy, StoredPolicy } from '../contracts/policy.js';

const digestOf = (json: Json): string => `sha256:${createHash('sha256').update(canonicalJson(json)).digest('hex')}`;

/** `sha256:` + hex over the canonical JSON (RFC 8785) of the document, so that comments, layout and YAML or JSON make no new version. */
export function policyDigest(document: Policy): string {
  // Through JSON once, because a parsed document may hold `undefined` where a field was left out, which has no canonical form.
  return digestOf(JSON.parse(JSON.stringify(document)) as Json);
}

/** One digest over the policies in force, in the order of evaluation: another one means that a plan might come out otherwise now. */
export function policySetDigest(policies: readonly Pick<StoredPolicy, 'name' | 'digest'>[]): string {
  return digestOf(policies.map(({ name, digest }) => `${name}@${digest}`));
}
