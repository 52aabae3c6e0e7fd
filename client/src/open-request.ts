import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { SubmitAction } from '../../src/contracts/submit.js';
import { CountersignError, KeyConflict } from './errors.js';
import type { Requests } from './requests.js';

/**
 * Opens the request, or finds the one that this key opened before. The words around an action (rationale, confidence, context) may come out
 * different after a restart; the arguments may not.
 */
export async function openRequest(
  requests: Requests,
  body: SubmitAction,
  key: string | undefined,
  signal: AbortSignal | undefined,
): Promise<string> {
  try {
    const created = await requests.create(body, { idempotencyKey: key === undefined ? undefined : headerOf(key), signal });
    return created.id;
  } catch (error) {
    if (key === undefined || !(error instanceof CountersignError) || error.status !== 409) throw error;
    const existing = requestIdIn(error);
    if (existing === null) throw new KeyConflict(key, null, error);
    const view = await requests.get(existing, { signal });
    const first = view.revisions.find((revision) => revision.revision === 1)?.action;
    const same = first?.type === body.action.type && isDeepStrictEqual(first.args, body.action.args);
    if (!same) throw new KeyConflict(key, existing, error);
    return existing;
  }
}

/** The header takes 255 visible ASCII characters; a key of other characters goes there as its hash. */
function headerOf(key: string): string {
  return /^[\x21-\x7e]{1,200}$/.test(key) ? key : `sha256-${createHash('sha256').update(key).digest('hex')}`;
}

function requestIdIn({ details }: CountersignError): string | null {
  const id = details['requestId'];
  return typeof id === 'string' ? id : null;
}
