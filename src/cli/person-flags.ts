import { attributesSchema, hoursSchema, type Attributes, type Hours } from '../contracts/people.js';
import { WEEKDAYS } from '../contracts/policy-calendar.js';
import { badInput } from './failure.js';

/** `country=DE`, `level=3`, `languages=["de","en"]`: JSON where it is JSON, else text. A name without a value takes it out (null). */
export function parseAttributes(texts: readonly string[]): Record<string, Attributes[string] | null> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw badInput(`--attribute: ${JSON.stringify(text)} is not written name=value`);
      const name = text.slice(0, at);
      const value = text.slice(at + 1);
      return [name, value === '' ? null : valueOf(name, value)];
    }),
  );
}

function valueOf(name: string, text: string): Attributes[string] {
  const parsed = attributesSchema.safeParse({ [name]: jsonOr(text) });
  const value = parsed.success ? parsed.data[name] : undefined;
  if (value === undefined)
    throw badInput(`--attribute: ${name} takes a text, a number, true or false, or a list of texts; its name letters, digits and _`);
  return value;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** What there was, with these changes. */
export function withAttributes(before: Attributes, changes: Record<string, Attributes[string] | null>): Attributes {
  return Object.fromEntries(
    Object.entries({ ...before, ...changes }).filter((entry): entry is [string, Attributes[string]] => entry[1] !== null),
  );
}

const HOURS = /^(\S+)\s+(\d\d:\d\d)-(\d\d:\d\d)$/;
/** A week as people say it. */
const WEEK = [...WEEKDAYS.slice(1), ...WEEKDAYS.slice(0, 1)];

/** `mon-fri 09:00-17:00` or `mon,wed,fri 08:00-14:00`; `none` for no hours. */
export function parseHours(text: string): Hours | null {
  if (text === 'none') return null;
  const [, days = '', from, to] = HOURS.exec(text) ?? [];
  const parsed = hoursSchema.safeParse({ days: days.split(',').flatMap(daysOf), from, to });
  if (!parsed.success)
    throw badInput(`--hours: ${JSON.stringify(text)} are no hours`, 'Write "mon-fri 09:00-17:00" or "mon,wed 08:00-14:00", or "none".');
  return parsed.data;
}

function daysOf(part: string): string[] {
  const [first = '', last] = part.split('-');
  if (last === undefined) return [first];
  const [from, to] = [WEEK.indexOf(first as (typeof WEEK)[number]), WEEK.indexOf(last as (typeof WEEK)[number])];
  return from >= 0 && to >= from ? WEEK.slice(from, to + 1) : [part];
}

export function hoursText({ days, from, to }: Hours): string {
  return `${days.join(',')} ${from}-${to}`;
}
