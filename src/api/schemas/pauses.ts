import { z } from 'zod';
import { newPauseSchema, pauseReasonSchema, pauseSchema } from '../../contracts/pause.js';
import { pageOf, pageQuery } from './common.js';
import { named } from './named.js';

export const newPause = named(
  'NewPause',
  newPauseSchema,
  'What to hold: every effect, those of one agent, or those of action types that fit a glob such as `payments.*`.',
);
export const pause = named('Pause', pauseSchema, '`lifted` is null while it holds.');
export const pausePage = named('PausePage', pageOf(pause));
export const pauseAnswer = named(
  'PauseAnswer',
  pauseSchema.extend({
    /** False: one claim that began before hangs, and its effect may still start. */
    settled: z.boolean(),
    waiting: z.number().int(),
    running: z.number().int(),
  }),
  '`waiting`: approved requests whose effect is held now. `running`: effects that had begun, and go on. `settled` is false where a claim that began before does not come to an end: that one effect may still start.',
);
export const pauseParams = z.strictObject({ id: z.string().regex(/^pau_[0-9a-z]{26}$/) });
export const pauseListQuery = z.strictObject({
  /** `true`: those that hold, `false`: those that were lifted; default: all. */
  active: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  ...pageQuery,
});
export const liftBody = named('LiftPause', z.strictObject({ reason: pauseReasonSchema.optional() }));
