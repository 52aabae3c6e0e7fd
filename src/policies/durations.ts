import { parseDuration } from '../contracts/duration.js';

/** Milliseconds of a duration that passed its schema; `otherwise` where the field was left out. */
export function durationMs(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = parseDuration(text);
  if (value === undefined) throw new Error(`stored policy holds a duration that never passed its schema: ${text}`);
  return value;
}
