import { z } from 'zod';
import { MAX_REPLY } from './ticket.js';

/** No control characters: a line break in an address or a subject would start a header of its own. */
const oneLine = z.string().regex(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u, 'one line without control characters');

export const replyArgsSchema = z.strictObject({
  ticketId: z.string().regex(/^[\w.-]{1,64}$/),
  to: z.email().max(254),
  subject: oneLine.max(300),
  body: z.string().min(1).max(MAX_REPLY),
});
export type ReplyArgs = z.infer<typeof replyArgsSchema>;
