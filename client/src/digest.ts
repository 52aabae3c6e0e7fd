import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/contracts/canonical-json.js';
import type { JsonObject } from '../../src/contracts/json.js';

/** The digest that people approved, computed again from what is about to run: `sha256:` + hex over the canonical JSON (RFC 8785). */
export function actionDigest(subject: { args: JsonObject; requestId: string; revision: number; type: string; version: string }): string {
  const { args, requestId, revision, type, version } = subject;
  const bytes = canonicalJson({ args, requestId, revision, type, version });
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
