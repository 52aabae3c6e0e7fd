export type Due = { tone: 'late' | 'soon' | 'plain'; text: string };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `45 s`, `12 min`, `3 h`, `2 days`: one unit, because a queue is looked over and not read. */
export function roughly(ms: number): string {
  const left = Math.max(0, ms);
  if (left < MINUTE_MS) return `${Math.floor(left / 1_000)} s`;
  if (left < HOUR_MS) return `${Math.floor(left / MINUTE_MS)} min`;
  if (left < DAY_MS) return `${Math.round(left / HOUR_MS)} h`;
  const days = Math.round(left / DAY_MS);
  return days === 1 ? '1 day' : `${days} days`;
}

/** Less than an hour, or than a fifth of all the time that there was. */
function isSoon(leftMs: number, wholeMs: number): boolean {
  return leftMs < Math.min(HOUR_MS, Math.max(5 * MINUTE_MS, wholeMs / 2)) || leftMs < wholeMs / 5;
}

/** How a deadline stands, in words that need no colour. */
export function dueOf({ deadlineAt, createdAt }: { deadlineAt: string; createdAt: string }, nowMs: number): Due {
  const deadlineMs = Date.parse(deadlineAt);
  const left = deadlineMs - nowMs;
  if (left <= 0) return { tone: 'late', text: left > -MINUTE_MS ? 'Overdue' : `Overdue by ${roughly(-left)}` };
  if (isSoon(left, deadlineMs - Date.parse(createdAt))) return { tone: 'soon', text: `Due soon, in ${roughly(left)}` };
  return { tone: 'plain', text: `Due in ${roughly(left)}` };
}
