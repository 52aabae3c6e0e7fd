import { sql, type RawBuilder } from 'kysely';
import type { Sort } from '../contracts/inbox.js';
import { RISKS } from '../contracts/risk.js';

/** Written as the index on it has it. */
export const RISK_RANK = sql`(case r.risk when 'critical' then 3 when 'high' then 2 when 'medium' then 1 when 'low' then 0 else -1 end)`;

/** Where a page ended: the sort's own value there (null: the id is all of it), and the id. */
export interface Place {
  key: string | null;
  id: string;
}

export interface Order {
  direction: 'asc' | 'desc';
  /** Sorted by before the id, and the type that reads it back. */
  key: { value: RawBuilder<unknown>; type: 'timestamptz' | 'int' } | null;
}

/** Ids sort by the time of opening. Only what is pending has a deadline: the rest comes after it, oldest first. Of one risk the newest comes first. */
export function orderOf(sort: Sort): Order {
  switch (sort) {
    case 'newest':
      return { direction: 'desc', key: null };
    case 'oldest':
      return { direction: 'asc', key: null };
    case 'deadline':
      return { direction: 'asc', key: { value: sql`coalesce(r.deadline_at, 'infinity')`, type: 'timestamptz' } };
    case 'risk':
      return { direction: 'desc', key: { value: RISK_RANK, type: 'int' } };
  }
}

/** The value that a row is sorted by, to be selected as `key`. */
export function keyOf({ key }: Order): RawBuilder<unknown> {
  return key === null ? sql`null::int` : key.value;
}

/** What comes after that place. */
export function after({ direction, key }: Order, place: Place): RawBuilder<boolean> {
  const beyond = sql.raw(direction === 'asc' ? '>' : '<');
  return key === null
    ? sql<boolean>`r.id ${beyond} ${place.id}`
    : sql<boolean>`(${key.value}, r.id) ${beyond} (${place.key}::${sql.raw(key.type)}, ${place.id})`;
}

/** For rows of `requests r`. */
export function orderBy({ direction, key }: Order): RawBuilder<unknown> {
  const way = sql.raw(direction);
  return key === null ? sql`order by r.id ${way}` : sql`order by ${key.value} ${way}, r.id ${way}`;
}

/** For rows that were selected with their `key`. */
export function orderByKey({ direction, key }: Order, table: string): RawBuilder<unknown> {
  const way = sql.raw(direction);
  const of = sql.raw(table);
  return key === null ? sql`order by ${of}.id ${way}` : sql`order by ${of}.key ${way}, ${of}.id ${way}`;
}

const SORTS: readonly Sort[] = ['newest', 'oldest', 'deadline', 'risk'];

/** Opaque to clients. A cursor belongs to one sort: places of another mean nothing there. `key` as the driver gave it. */
export function cursorOf(sort: Sort, key: unknown, id: string): string {
  const text = key instanceof Date ? key.toISOString() : sort === 'deadline' ? 'infinity' : sort === 'risk' ? String(key) : null;
  return Buffer.from(JSON.stringify([SORTS.indexOf(sort), text, id]), 'utf8').toString('base64url');
}

/** Undefined for what no list of this sort gave. */
export function placeOf(sort: Sort, cursor: string): Place | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const [of, key, id] = value as unknown[];
  if (of !== SORTS.indexOf(sort) || typeof id !== 'string' || !/^req_[0-9a-z]{26}$/.test(id)) return undefined;
  return isKey(sort, key) ? { key, id } : undefined;
}

function isKey(sort: Sort, key: unknown): key is string | null {
  switch (sort) {
    case 'newest':
    case 'oldest':
      return key === null;
    case 'deadline':
      return typeof key === 'string' && (key === 'infinity' || (/^\d{4}-/.test(key) && !Number.isNaN(Date.parse(key))));
    case 'risk':
      return typeof key === 'string' && /^(-1|\d)$/.test(key) && Number(key) < RISKS.length;
  }
}
