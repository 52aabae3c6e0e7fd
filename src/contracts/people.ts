import { z } from 'zod';
import { personIdSchema } from './ids.js';
import { WEEKDAYS } from './policy-calendar.js';

const attributeNameSchema = z.string().regex(/^[a-z_][a-z0-9_]{0,63}$/i, 'letters, digits and _, such as "costCentre"');
const attributeTextSchema = z.string().max(500);
const attributeSchema = z.union([attributeTextSchema, z.number(), z.boolean(), z.array(attributeTextSchema).max(50)]);

/** What policies may ask of whoever votes: `reviewer.attributes.country == "DE"`. Flat, so that conditions stay readable. */
export const attributesSchema = z
  .record(attributeNameSchema, attributeSchema)
  .refine((attributes) => Object.keys(attributes).length <= 50, 'at most 50 attributes');
export type Attributes = z.infer<typeof attributesSchema>;

/** A name of the IANA time zone database, such as `Europe/Berlin`; fixed offsets are none, because they know no daylight saving. */
export const timeZoneSchema = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_+/-]*$/, 'a time zone such as "Europe/Berlin"')
  .refine(isTimeZone, 'a time zone such as "Europe/Berlin"');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const clockTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as "09:00"');

/** When somebody works, in their own time zone: `from` belongs to it, `to` does not. */
export const hoursSchema = z
  .strictObject({
    days: z.array(z.enum(WEEKDAYS)).min(1).max(7),
    from: clockTimeSchema,
    to: z.union([clockTimeSchema, z.literal('24:00')]),
  })
  .refine(({ from, to }) => from < to, { message: 'must be later than `from`, on the same day', path: ['to'] });
export type Hours = z.infer<typeof hoursSchema>;

/** Longest absence, milliseconds. Whoever is away for longer has left. */
const MAX_ABSENCE_MS = 366 * 86_400_000;

/** An absence as it is entered: `from` belongs to it, `until` is the first moment back. Without a delegate nobody stands in. */
export const newAbsenceSchema = z
  .strictObject({
    from: z.iso.datetime({ offset: true }),
    until: z.iso.datetime({ offset: true }),
    delegateId: personIdSchema.nullable().optional(),
    note: z.string().max(500).nullable().optional(),
  })
  .refine(({ from, until }) => Date.parse(until) > Date.parse(from), { message: 'must be later than `from`', path: ['until'] })
  .refine(({ from, until }) => Date.parse(until) - Date.parse(from) <= MAX_ABSENCE_MS, {
    message: 'must be at most 366 days after `from`',
    path: ['until'],
  });
export type NewAbsence = z.infer<typeof newAbsenceSchema>;
