import { z } from 'zod';

export const STATUSES = [
  'proposing',
  'pending',
  'revising',
  'approved',
  'executing',
  'executed',
  'failed',
  'unknown',
  'rejected',
  'expired',
  'cancelled',
  'answered',
] as const;
export const statusSchema = z.enum(STATUSES);
export type Status = z.infer<typeof statusSchema>;

const TERMINAL: ReadonlySet<Status> = new Set(['executed', 'failed', 'unknown', 'rejected', 'expired', 'cancelled', 'answered']);

/** No event but the settling of an `unknown` moves a request out of a terminal status. */
export function isTerminal(status: Status): boolean {
  return TERMINAL.has(status);
}

/** Approved, or further: what a caller that asked for permission waits for. */
export function isResolved(status: Status): boolean {
  return status === 'approved' || status === 'executing' || isTerminal(status);
}

/** Withdrawal and override still count here; afterwards the effect has been claimed or the request is over. */
export function isBeforeClaim(status: Status): boolean {
  return status === 'proposing' || status === 'pending' || status === 'revising' || status === 'approved';
}

export const resolutionSchema = z.strictObject({
  outcome: z.enum(['approved', 'rejected', 'expired', 'cancelled', 'answered']),
  by: z.enum(['people', 'policy', 'fallback', 'override', 'requester', 'agent', 'operator']),
  /** Ids of the people whose decisions made it, in the order they counted. */
  people: z.array(z.string()),
  reason: z.string(),
  revision: z.number().int().min(0),
  digest: z.string().nullable(),
  at: z.string(),
  /** Only for `answered`. */
  answer: z.string().nullable(),
});
export type Resolution = z.infer<typeof resolutionSchema>;
