import { createHash } from 'node:crypto';
import { canonicalJson } from '../contracts/canonical-json.js';
import type { JsonObject } from '../contracts/json.js';

export { canonicalJson };

export function sha256Hex(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The digest that binds a decision to the exact bytes shown (promise 2). */
export function actionDigest(subject: { args: JsonObject; requestId: string; revision: number; type: string; version: string }): string {
  const { args, requestId, revision, type, version } = subject;
  return `sha256:${sha256Hex(canonicalJson({ args, requestId, revision, type, version }))}`;
}
