import { z } from 'zod';
import { digestSchema, requestIdSchema } from '../../contracts/ids.js';

/** What a button, once clicked, says it is about. It is only a claim: the door checks the message that it came from, intake the digest. */
export interface ButtonRef {
  requestId: string;
  revision: number;
  digest: string;
}

export const BUTTONS = [
  'approve',
  'reject',
  'edit',
  'answer',
  'claim',
  'delegate',
  'ask',
  'choices',
  'deny',
  'retract',
  'settle',
  'reply',
  'page',
  // On cards that an earlier version posted.
  'escalate',
] as const;
export type ButtonName = (typeof BUTTONS)[number] | `option${string}`;

const valueSchema = z.tuple([
  z.union([z.enum(BUTTONS), z.templateLiteral(['option', z.string().regex(/^\d{1,2}$/)])]),
  requestIdSchema,
  z.string().regex(/^[1-9]\d{0,5}$/),
  digestSchema,
]);

/** `approve req_… 3 sha256:…`: under the 150 characters that an overflow option may hold. */
export function buttonValue(name: ButtonName, { requestId, revision, digest }: ButtonRef): string {
  return `${name} ${requestId} ${revision} ${digest}`;
}

export function parseButtonValue(value: string): { name: ButtonName; ref: ButtonRef } | undefined {
  const parsed = valueSchema.safeParse(value.split(' '));
  if (!parsed.success) return undefined;
  const [name, requestId, revision, digest] = parsed.data;
  return { name, ref: { requestId, revision: Number(revision), digest } };
}
