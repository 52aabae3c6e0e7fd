import { z } from 'zod';
import { durationSchema } from './duration.js';

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const TIME = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d$/;
const DATES = /^(\d{4}-\d{2}-\d{2})(?:\/(\d{4}-\d{2}-\d{2}))?$/;

function isDate(text: string | undefined): boolean {
  if (text === undefined) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** `2026-12-24`, or several days `2026-12-24/2027-01-02`, both included. */
const datesSchema = z.string().refine(
  (text) => {
    const [, first, last] = DATES.exec(text) ?? [];
    return isDate(first) && (last === undefined || (isDate(last) && last >= (first ?? '')));
  },
  { message: 'a date such as "2026-12-24", or from one to another such as "2026-12-24/2027-01-02"' },
);
const timeSchema = z.string().regex(TIME, 'a time of day such as "18:00"');
const whenSchema = z.string().refine((text) => TIME.test(text) || (MOMENT.test(text) && isDate(MOMENT.exec(text)?.[1])), {
  message: 'a time of day such as "18:00", or a date and time such as "2026-12-20T00:00"',
});

const zoneSchema = z.string().min(1).max(64).describe('A named time zone, such as `Europe/Berlin` or `UTC`.');
const daysSchema = z.array(z.enum(WEEKDAYS)).min(1).max(7);
const dateListSchema = z.array(datesSchema).min(1).max(400);
const exceptSchema = dateListSchema.optional().describe('Not on these dates.');

/** Recurring times of the week, single dates, or one stretch between two moments; always as clocks in the zone show them. */
export const policyWindowSchema = z.strictObject({
  zone: zoneSchema,
  days: daysSchema.optional().describe('Days of the week. Default: every day, unless `dates` are given.'),
  dates: dateListSchema.optional().describe('`2026-12-24`, or a stretch with both its ends, `2026-12-24/2027-01-02`; beside `days`.'),
  except: exceptSchema,
  from: whenSchema
    .optional()
    .describe('`18:00`: from this time of each such day. Or from one moment, `2026-12-20T00:00`. With `to`. Default: the whole day.'),
  to: whenSchema.optional().describe('Up to this time, of the next day where it is earlier than `from`; or up to one moment.'),
});
export type PolicyWindow = z.infer<typeof policyWindowSchema>;

export const policyHoursSchema = z.strictObject({
  zone: zoneSchema,
  days: daysSchema.optional().describe('Days of the week. Default: every day.'),
  from: timeSchema.optional().describe('`09:00`: from this time of each such day. With `to`. Default: the whole day.'),
  to: timeSchema.optional().describe('Up to this time, of the next day where it is earlier than `from`.'),
  except: exceptSchema,
});
export type PolicyHours = z.infer<typeof policyHoursSchema>;

export const policyClockSchema = z.strictObject({
  per: z
    .enum(['revision', 'request'])
    .optional()
    .describe('Whether each revision gets the whole deadline, or all of them together. Default: revision.'),
  pausedWhile: z
    .array(z.enum(['revising', 'question']))
    .max(2)
    .optional()
    .describe('The clock stands while the agent revises, or while a question has no answer. Default: [].'),
  maxPause: durationSchema.optional().describe('A pause ends by itself after this long. Default: 24h.'),
  pauseBudget: durationSchema
    .optional()
    .describe('How long the clock may stand still in all: on each revision, or over all of them with `per: request`. Default: `maxPause`.'),
  hours: policyHoursSchema.optional().describe('The clock runs in these hours only. Default: always.'),
});
