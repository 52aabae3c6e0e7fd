import { z } from 'zod';
import { nameSchema } from './ids.js';

// Apart from the schemas, so that browsers get the words without what parses them.
export { pauseActorText, pauseScopeText } from './pause-text.js';

/** What a pause holds: every effect, those of one agent, or those of action types that fit a glob such as `payments.*`. */
export const pauseScopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('agent'), value: nameSchema }),
  z.strictObject({
    kind: z.literal('type'),
    value: z.string().regex(/^[a-z0-9_*.-]{1,128}$/, 'an action type or glob such as "payments.*"'),
  }),
]);
export type PauseScope = z.infer<typeof pauseScopeSchema>;

/** Who paused or lifted. `countersign` pauses by itself where the ledger is older than Temporal; it never lifts. */
export const pauseActorSchema = z.strictObject({ kind: z.enum(['person', 'key', 'countersign']), id: z.string() });
export type PauseActor = z.infer<typeof pauseActorSchema>;

export const pauseReasonSchema = z.string().trim().min(1).max(1000);

export const newPauseSchema = z.strictObject({ scope: pauseScopeSchema, reason: pauseReasonSchema });
export type NewPause = z.infer<typeof newPauseSchema>;

export const pauseSchema = z.strictObject({
  id: z.string(),
  scope: pauseScopeSchema,
  reason: z.string(),
  by: pauseActorSchema,
  at: z.string(),
  /** Null while it holds. */
  lifted: z.strictObject({ by: pauseActorSchema, at: z.string(), reason: z.string().nullable() }).nullable(),
});
export type Pause = z.infer<typeof pauseSchema>;

/** What holds the effect of an approved request, as the request shows it. */
export const pausedSchema = z.strictObject({ id: z.string(), reason: z.string(), by: pauseActorSchema, since: z.string() });
export type Paused = z.infer<typeof pausedSchema>;

export function pausedOf({ id, reason, by, at }: Pause): Paused {
  return { id, reason, by, since: at };
}
