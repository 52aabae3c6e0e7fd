import { z } from 'zod';
import { statusSchema } from './status.js';

/** Of a person: what they may still decide, or what they have decided on. */
export const scopeSchema = z.enum(['waiting', 'decided', 'all']);
export type Scope = z.infer<typeof scopeSchema>;

/** By opening, by what is due first, or by the highest risk. */
export const sortSchema = z.enum(['newest', 'oldest', 'deadline', 'risk']);
export type Sort = z.infer<typeof sortSchema>;

export const FIGURES = ['waiting', 'open', 'decided', 'unknown', 'total'] as const;
const figure = z.number().int().min(0);

export const countsSchema = z.strictObject({
  waiting: figure.describe('What the person may still decide; 0 for keys that are nobody’s.'),
  open: figure.describe('What is not over.'),
  decided: figure.describe('What the person has decided on; 0 for keys that are nobody’s.'),
  unknown: figure.describe('What ran with an outcome that nobody knows: it waits for somebody to settle it.'),
  total: figure,
  capped: z.array(z.enum(FIGURES)).describe('Figures that are at least this much: counting stops at 10,000.'),
});
export type Counts = z.infer<typeof countsSchema>;

/** Events of `GET /v1/events`, each the JSON of its `data`, by the name of the event. */
export const feedEventSchemas = {
  /** The stream stands: whatever moves from now on is told. */
  hello: z.strictObject({ now: z.string(), version: z.string() }),
  /** A request has moved; `move` counts up, and several moves may be told as the last one. `at`: when. */
  moved: z.strictObject({ id: z.string(), move: z.number().int(), status: statusSchema, type: z.string().nullable(), at: z.string() }),
  /** More happened than is told one by one: load anew what is shown. */
  reset: z.strictObject({}),
} as const;
type Moved = z.infer<typeof feedEventSchemas.moved>;
export type FeedEvent =
  | { event: 'hello'; data: z.infer<typeof feedEventSchemas.hello> }
  | { event: 'moved'; data: Moved }
  | { event: 'reset'; data: z.infer<typeof feedEventSchemas.reset> };
