import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { decisionIdSchema, digestSchema, requestIdSchema } from '../../contracts/ids.js';

export const MODALS = [
  'reject',
  'approve',
  'edit',
  'answer',
  'ask',
  'choices',
  'delegate',
  'reassign',
  'extend',
  'snooze',
  'deny',
  'settle',
  'override',
  'reply',
] as const;

const sealedSchema = z.strictObject({
  modal: z.enum(MODALS),
  requestId: requestIdSchema,
  revision: z.number().int().min(1),
  digest: digestSchema,
  /** Where the card is: for what is said privately afterwards, and for a question in its thread. */
  channel: z.string().max(40),
  ts: z.string().max(40),
  /** The question that a `reply` answers; null for all others. */
  question: decisionIdSchema.nullable().default(null),
  /** Who opened it, in which team: nobody else may submit it. */
  user: z.string().max(40),
  team: z.string().max(40),
  /** Milliseconds since 1970. */
  until: z.number().int(),
});
export type Sealed = z.infer<typeof sealedSchema>;
export type ModalName = Sealed['modal'];

// Longer than a person leaves a dialog open, shorter than a leaked one is worth keeping.
const VALID_MS = 24 * 3_600_000;

export interface Seal {
  close(content: Omit<Sealed, 'until'>): string;
  /** Undefined for what we did not write for exactly this user, team and modal: a view that was never opened here, or altered. */
  open(metadata: string, expected: { modal: string; user: string; team: string }): Sealed | undefined;
}

/**
 * The `private_metadata` of our modals: ids, with a keyed hash over them. Slack's signature says that Slack sent a submission, this one
 * that we opened the view for that person.
 */
export function createSeal(secret: string, clock: () => number): Seal {
  const key = createHmac('sha256', secret).update('countersign modal v1').digest();
  const mac = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  return {
    close: (content) => {
      const text = JSON.stringify({ ...content, until: clock() + VALID_MS });
      return `${mac(text)}.${text}`;
    },
    open: (metadata, expected) => {
      const dot = metadata.indexOf('.');
      if (dot < 0) return undefined;
      const [given, text] = [metadata.slice(0, dot), metadata.slice(dot + 1)];
      const wanted = mac(text);
      if (given.length !== wanted.length || !timingSafeEqual(Buffer.from(given), Buffer.from(wanted))) return undefined;
      const sealed = sealedSchema.parse(JSON.parse(text));
      const fits = sealed.modal === expected.modal && sealed.user === expected.user && sealed.team === expected.team;
      return fits && sealed.until > clock() ? sealed : undefined;
    },
  };
}
