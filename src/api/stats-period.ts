import { parseDuration } from '../contracts/duration.js';
import type { StatsPeriod } from '../ledger/stats/load-stats.js';
import { firstInstant, isTimeZone, localDay } from '../policies/time-zone.js';
import { ProblemError } from './problem.js';

const DAY_MS = 86_400_000;
const DEFAULT_MS = 30 * DAY_MS;
const MAX_DAYS = 400;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i;

function wrong(field: string, detail: string): ProblemError {
  return new ProblemError('invalid_query', detail, { field });
}

/** A moment, or a duration back from `anchorMs`. */
function momentOf(field: string, text: string, anchorMs: number): number {
  if (RFC_3339.test(text)) {
    const ms = Date.parse(text);
    if (!Number.isNaN(ms)) return ms;
  }
  const back = parseDuration(text);
  if (back !== undefined) return anchorMs - back;
  throw wrong(field, `${field} must be a time such as "2026-11-01T00:00:00Z" (a plus sign as %2B), or how long ago, such as "7d".`);
}

/** The period that a query asks for, and its local days. Throws `invalid_query` for one that is empty, too long or in no time zone. */
export function statsPeriod(
  query: { from?: string | undefined; to?: string | undefined; timeZone: string; type?: string | undefined; agent?: string | undefined },
  nowMs: number,
): StatsPeriod {
  const { timeZone, type = null, agent = null } = query;
  if (!isTimeZone(timeZone)) throw wrong('timeZone', 'timeZone must be a name of the IANA database, such as "Europe/Berlin".');
  // Clocks of callers run ahead of ours; nothing has been resolved in the future.
  const toMs = Math.min(query.to === undefined ? nowMs : momentOf('to', query.to, nowMs), nowMs);
  const fromMs = query.from === undefined ? toMs - DEFAULT_MS : momentOf('from', query.from, toMs);
  if (fromMs >= toMs) throw wrong('from', 'from must be earlier than to, and not in the future.');
  const [firstDay, lastDay] = [localDay(timeZone, fromMs), localDay(timeZone, toMs - 1)];
  if (lastDay - firstDay > MAX_DAYS) throw wrong('from', `The period may be ${MAX_DAYS} days long at most.`);
  const days = Array.from({ length: lastDay - firstDay + 1 }, (_, index) => {
    const localMs = (firstDay + index) * DAY_MS;
    return { date: new Date(localMs).toISOString().slice(0, 10), from: new Date(firstInstant(timeZone, localMs)) };
  });
  return { from: new Date(fromMs), to: new Date(toMs), timeZone, type, agent, days };
}
