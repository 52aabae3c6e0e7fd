import { z } from 'zod';

/** UUIDv7-like: sortable by time, opaque, safe in URLs, workflow ids and search attributes. */
export const requestIdSchema = z.string().regex(/^req_[0-9a-z]{26}$/, 'a request id such as "req_…"');
export const personIdSchema = z.string().regex(/^[a-z0-9][a-z0-9._@+-]{0,127}$/i, 'letters, digits and . _ @ + -');
export const nameSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i, 'letters, digits and . _ -, at most 64');
/** Chosen by the client so that a retry counts once. */
export const decisionIdSchema = z.string().regex(/^[\x21-\x7e]{1,200}$/, '1 to 200 visible ASCII characters');
export const digestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/, '"sha256:" and 64 hexadecimal digits');

export function workflowIdOf(requestId: string): string {
  return `approval/${requestId}`;
}

/** The request of a workflow id; null for one that is not ours. */
export function requestIdOf(workflowId: string): string | null {
  const id = workflowId.startsWith('approval/') ? workflowId.slice('approval/'.length) : '';
  return requestIdSchema.safeParse(id).success ? id : null;
}
