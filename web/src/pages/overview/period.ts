const DAY_MS = 86_400_000;
/** As many as the API takes. */
const MAX_DAYS = 400;
const PRESETS = [7, 30, 90] as const;
type Preset = (typeof PRESETS)[number];

/** What the address says: the last so many days, today included, or local dates, both included. */
export type Period = { kind: 'last'; days: Preset } | { kind: 'between'; from: string; to: string };
export interface Filter {
  type: string | null;
  agent: string | null;
}

const DATE = /^\d{4}-\d\d-\d\d$/;

/** Local midnight of a date such as `2026-11-05`; null for what is none. */
function midnight(date: string, plusDays = 0): Date | null {
  if (!DATE.test(date)) return null;
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const found = new Date(year, month - 1, day + plusDays);
  return Number.isNaN(found.getTime()) || (plusDays === 0 && dateOf(found) !== date) ? null : found;
}

/** The local date, as date fields and addresses write it. */
export function dateOf(moment: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** Reads `?days=7` or `?from=2026-11-01&to=2026-11-15`; what means nothing is the last thirty days. */
export function periodOf(search: string): Period {
  const params = new URLSearchParams(search);
  const [from, to] = [params.get('from'), params.get('to')];
  if (from !== null && to !== null && problemWith(from, to, null) === null) return { kind: 'between', from, to };
  return { kind: 'last', days: PRESETS.find((days) => String(days) === params.get('days')) ?? 30 };
}

export function filterOf(search: string): Filter {
  const params = new URLSearchParams(search);
  return { type: params.get('type'), agent: params.get('agent') };
}

/** The page's address for a period and a filter. */
export function hrefOf(period: Period, filter: Filter): string {
  const params = new URLSearchParams();
  if (period.kind === 'between') {
    params.set('from', period.from);
    params.set('to', period.to);
  } else if (period.days !== 30) params.set('days', String(period.days));
  for (const [name, value] of Object.entries(filter) as [string, string | null][]) if (value !== null) params.set(name, value);
  const query = params.toString();
  return query === '' ? '/overview' : `/overview?${query}`;
}

/** Why these dates are no period; null where they are one. */
export function problemWith(from: string, to: string, now: Date | null): string | null {
  const [first, last] = [midnight(from), midnight(to)];
  if (!first || !last) return 'Choose both dates.';
  if (last < first) return 'The first day comes after the last.';
  if (now !== null && first > now) return 'The first day is in the future.';
  if ((last.getTime() - first.getTime()) / DAY_MS >= MAX_DAYS - 1) return `The period may be ${MAX_DAYS} days long at most.`;
  return null;
}

/** What the API is asked for: from local midnight, in the reader's own days. */
export function apiPath(period: Period, filter: Filter, now: Date, timeZone: string): string {
  const params = new URLSearchParams({ timeZone });
  if (period.kind === 'last') {
    params.set('from', new Date(now.getFullYear(), now.getMonth(), now.getDate() - period.days + 1).toISOString());
  } else {
    params.set('from', midnight(period.from)?.toISOString() ?? '');
    params.set('to', midnight(period.to, 1)?.toISOString() ?? '');
  }
  for (const [name, value] of Object.entries(filter) as [string, string | null][]) if (value !== null) params.set(name, value);
  return `/v1/stats?${params.toString()}`;
}
