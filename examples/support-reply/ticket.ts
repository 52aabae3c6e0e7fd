import { z } from 'zod';

export const ticketSchema = z.strictObject({
  id: z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits and . _ -'),
  from: z.email().max(254),
  subject: z.string().min(1).max(300),
  body: z.string().min(1).max(20_000),
});
export type Ticket = z.infer<typeof ticketSchema>;
export const supportInputSchema = z.strictObject({ ticket: ticketSchema });

const TOPICS = ['account', 'billing', 'refund', 'shipping', 'technical', 'other'] as const;

/** What the model answers; it is the shape that is sent to the model as JSON Schema. */
export const draftSchema = z.strictObject({
  reply: z.string().describe('The whole reply, plain text, ready to send.'),
  confidence: z.number().min(0).max(1).describe('How likely a careful colleague would send this reply unchanged, 0 to 1.'),
  topic: z.enum(TOPICS).describe('What the ticket is about; billing and refund go first where several fit.'),
});
export type Draft = z.infer<typeof draftSchema>;

export const MAX_REPLY = 10_000;

const MONEY = /\b(billing|billed|invoice[sd]?|charged?|refund(?:s|ed)?|chargeback|money back)\b/gi;

/** Money words that stand in the ticket itself, whatever the model makes of it. */
export function moneyWords(ticket: Ticket): string[] {
  const text = `${ticket.subject}\n${ticket.body}`.normalize('NFKC').replaceAll(/\p{Cf}/gu, '');
  return [...new Set([...text.matchAll(MONEY)].map(([word]) => word.toLowerCase()))];
}
