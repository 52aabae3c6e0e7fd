import { parseDuration } from '../contracts/duration.js';
import { badInput } from './failure.js';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * A moment as people write it, as RFC 3339: a date (its first moment on this machine's clock), a date and time (with or without an offset), or how
 * long from `fromMs`, such as `3d`.
 */
export function parseMoment(flag: string, text: string, fromMs: number): string {
  const span = parseDuration(text);
  if (span !== undefined) return new Date(fromMs + span).toISOString();
  const ms = /^\d{4}-/.test(text) ? Date.parse(DATE.test(text) ? `${text}T00:00` : text) : Number.NaN;
  if (Number.isNaN(ms))
    throw badInput(`${flag}: ${JSON.stringify(text)} is no moment`, 'Write 2026-12-24, 2026-12-24T17:00, 2026-12-24T17:00:00+01:00 or 3d.');
  return new Date(ms).toISOString();
}
