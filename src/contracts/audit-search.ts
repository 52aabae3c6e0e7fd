import { z } from 'zod';
import { spanSchema } from './review.js';
import { auditEntrySchema } from './view.js';

/** One entry of the record, found among those of all requests. */
export const auditHitSchema = auditEntrySchema.extend({
  actor: z.string().nullable().describe('Whose doing it was, by id: a person, an agent, a key. Null where nobody’s.'),
  type: z.string().nullable().describe('Type of the action that the request is about.'),
  title: z.string().nullable().describe('Its title, as it is now.'),
});
export type AuditHit = z.infer<typeof auditHitSchema>;

/** A page may hold fewer than were asked for and still not be the last: a search looks at so many entries at a time. */
export const auditPageSchema = z.strictObject({
  items: z.array(auditHitSchema.extend({ said: z.array(spanSchema).describe('The same as a sentence.') })),
  nextCursor: z.string().nullable(),
});
export type AuditPage = z.infer<typeof auditPageSchema>;
