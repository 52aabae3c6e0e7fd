import { z } from 'zod';
import { jsonSchema } from '../../contracts/json.js';
import { nameSchema, personIdSchema, requestIdSchema } from '../../contracts/ids.js';
import { named } from './named.js';

named('Json', jsonSchema, 'Any JSON value. Numbers are IEEE doubles; one that a double cannot hold exactly is refused.');

export const fieldProblemSchema = z.strictObject({
  field: z.string(),
  message: z.string(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
});
export const problemSchema = named(
  'Problem',
  z.strictObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    field: z.string().optional(),
    errors: z.array(fieldProblemSchema).optional(),
    details: z.record(z.string(), jsonSchema).optional(),
  }),
  'RFC 9457 problem details. Branch on `code`.',
);

/** Times on the wire: RFC 3339, UTC. */
export const timeSchema = z.iso.datetime();

export const requestParams = z.strictObject({ id: requestIdSchema });
export const personParams = z.strictObject({ id: personIdSchema });
export const nameParams = z.strictObject({ name: nameSchema });

const MAX_PAGE = 200;
const wholeNumber = (fallback: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,4}$/, `must be a whole number from 1 to ${max}`)
    .transform(Number)
    .pipe(z.number().int().min(1).max(max))
    .default(fallback);

/** `limit` and `cursor`, as every list takes them. */
export const pageQuery = { cursor: z.string().min(1).max(400).optional(), limit: wholeNumber(50, MAX_PAGE) };

/** A page of a list: `nextCursor` is null on the last one. */
export function pageOf<T extends z.ZodType>(items: T) {
  return z.strictObject({ items: z.array(items), nextCursor: z.string().nullable() });
}
