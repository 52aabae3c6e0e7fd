import type { Scope, Sort } from '../../../../src/contracts/inbox.js';
import type { Risk } from '../../../../src/contracts/risk.js';

/** Oldest first in the lists below, so that a menu reads from near to far. */
export const AGES = [
  ['1h', 'Last hour', 3_600_000],
  ['1d', 'Last 24 hours', 86_400_000],
  ['7d', 'Last 7 days', 7 * 86_400_000],
  ['30d', 'Last 30 days', 30 * 86_400_000],
] as const;
export const OLDER = [['old', 'Older than a day', 86_400_000]] as const;
export const DUES = [
  ['now', 'Overdue', 0],
  ['1h', 'Due within 1 hour', 3_600_000],
  ['4h', 'Due within 4 hours', 4 * 3_600_000],
  ['1d', 'Due within 24 hours', 86_400_000],
] as const;
export const STATES = [
  ['open', 'Open'],
  ['closed', 'Closed'],
  ['unknown', 'Outcome unknown'],
] as const;
export const RISK_CHOICES: readonly Risk[] = ['critical', 'high', 'medium', 'low'];
export const SORTS: readonly (readonly [Sort, string])[] = [
  ['newest', 'Newest first'],
  ['oldest', 'Oldest first'],
  ['deadline', 'Due first'],
  ['risk', 'Highest risk first'],
];

export type Age = (typeof AGES)[number][0] | (typeof OLDER)[number][0];
export type Due = (typeof DUES)[number][0];
export type State = (typeof STATES)[number][0];

/** What the address says about the list; an address that says nothing is what waits for me, newest first. */
export interface InboxQuery {
  scope: Scope;
  sort: Sort;
  type: readonly string[];
  risk: readonly Risk[];
  agent: readonly string[];
  policy: readonly string[];
  age: Age | null;
  due: Due | null;
  state: State | null;
  q: string;
}

export const PLAIN: InboxQuery = {
  ...{ scope: 'waiting', sort: 'newest', q: '' },
  ...{ type: [], risk: [], agent: [], policy: [] },
  ...{ age: null, due: null, state: null },
};

const oneOf = <T extends string>(all: readonly T[], value: string | null): T | null => all.find((each) => each === value) ?? null;
const listIn = (value: string | null): string[] => [...new Set((value ?? '').split(',').filter((each) => each !== ''))];
const keys = <T extends string>(table: readonly (readonly [T, ...unknown[]])[]): T[] => table.map(([key]) => key);

/** Reads `?scope=decided&risk=high,critical`. What means nothing is left out, so that an old link shows more and never nothing. */
export function queryOf(search: string): InboxQuery {
  const params = new URLSearchParams(search);
  return {
    scope: oneOf(['waiting', 'all', 'decided'], params.get('scope')) ?? PLAIN.scope,
    sort: oneOf(keys(SORTS), params.get('sort')) ?? PLAIN.sort,
    type: listIn(params.get('type')),
    risk: RISK_CHOICES.filter((risk) => listIn(params.get('risk')).includes(risk)),
    agent: listIn(params.get('agent')),
    policy: listIn(params.get('policy')),
    age: oneOf([...keys(AGES), ...keys(OLDER)], params.get('age')),
    due: oneOf(keys(DUES), params.get('due')),
    state: oneOf(keys(STATES), params.get('state')),
    q: params.get('q')?.trim().slice(0, 200) ?? '',
  };
}

/** The address of a list: the same question always has the same address. */
export function addressOf(query: InboxQuery): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query) as [keyof InboxQuery, InboxQuery[keyof InboxQuery]][]) {
    const text = typeof value === 'string' ? value : (value?.join(',') ?? '');
    if (text !== '' && text !== PLAIN[name]) params.set(name, text);
  }
  // Commas need no escape in a query, and read better without.
  const search = params.toString().replaceAll('%2C', ',');
  return search === '' ? '/' : `/?${search}`;
}

export interface Chip {
  key: string;
  text: string;
  /** The list without it. */
  without: InboxQuery;
}

const textOf = (table: readonly (readonly [string, string, ...unknown[]])[], key: string): string =>
  table.find(([each]) => each === key)?.[1] ?? key;

/** What narrows the list, each with the way to take it off. */
export function chipsOf(query: InboxQuery): Chip[] {
  const many = (name: 'type' | 'risk' | 'agent' | 'policy', say: (value: string) => string): Chip[] =>
    query[name].map((value: string) => ({
      key: `${name}-${value}`,
      text: say(value),
      without: { ...query, [name]: query[name].filter((each) => each !== value) },
    }));
  return [
    ...(query.q === '' ? [] : [{ key: 'q', text: `“${query.q}”`, without: { ...query, q: '' } }]),
    ...many('risk', (value) => `${value} risk`),
    ...many('type', (value) => value),
    ...many('agent', (value) => `by ${value}`),
    ...many('policy', (value) => `policy ${value}`),
    ...(query.age === null ? [] : [{ key: 'age', text: textOf([...AGES, ...OLDER], query.age), without: { ...query, age: null } }]),
    ...(query.due === null ? [] : [{ key: 'due', text: textOf(DUES, query.due), without: { ...query, due: null } }]),
    ...(query.state === null ? [] : [{ key: 'state', text: textOf(STATES, query.state), without: { ...query, state: null } }]),
  ];
}

/** The same tab and order with nothing that narrows it. */
export function cleared({ scope, sort }: InboxQuery): InboxQuery {
  return { ...PLAIN, scope, sort };
}

const spanOf = (table: readonly (readonly [string, string, number])[], key: string | null): number | null =>
  table.find(([each]) => each === key)?.[2] ?? null;

/** What the API is asked for; ages and deadlines count from this moment. */
export function apiPath(query: InboxQuery, { limit, cursor, nowMs }: { limit: number; cursor: string | null; nowMs: number }): string {
  const params = new URLSearchParams({ scope: query.scope, sort: query.sort, limit: String(limit) });
  const put = (name: string, value: string | null) => value !== null && value !== '' && params.set(name, value);
  const moment = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  for (const name of ['type', 'risk', 'agent', 'policy'] as const) put(name, query[name].join(','));
  const age = spanOf(AGES, query.age);
  const older = spanOf(OLDER, query.age);
  const due = spanOf(DUES, query.due);
  put('openedAfter', moment(age === null ? null : nowMs - age));
  put('openedBefore', moment(older === null ? null : nowMs - older));
  put('deadlineBefore', moment(due === null ? null : nowMs + due));
  put('status', query.state);
  put('q', query.q);
  put('cursor', cursor);
  return `/v1/requests?${params.toString()}`;
}
