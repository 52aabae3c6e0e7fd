import { sql, type RawBuilder } from 'kysely';
import type { Principal } from '../contracts/principal.js';
import { BRIEF_CHARACTERS, type RequestSummary } from '../contracts/view.js';
import type { RequestRow } from '../ledger/requests.js';
import { summaryOf } from '../moves/request-view.js';
import { refuse } from './access.js';
import type { IntakeDeps } from './deps.js';
import type { Answer, ListQuery, Refusal } from './intake.js';
import { filtersOf, isSearchable, type Filters } from './list-filters.js';
import { after, cursorOf, keyOf, orderBy, orderByKey, orderOf, placeOf, type Order, type Place } from './list-order.js';

/** Rows looked at in the order of the list before it is given up that those that fit are near its start. */
const WALK = 3_000;

type Found = RequestRow & { page_key: unknown; short: Parameters<typeof summaryOf>[2] };

/** The present revision's arguments, whole or not at all, and the beginning of its rationale. */
const SHORT = sql`case when length(v.action ->> 'args') <= ${sql.lit(BRIEF_CHARACTERS)} then
  jsonb_build_object('args', v.action -> 'args', 'rationale', left(v.action ->> 'rationale', 400)) end`;

/** One page of the queue. A cursor names the place where a page ended, so that rows that move or go meanwhile shift no others. */
export async function list(
  deps: IntakeDeps,
  by: Principal,
  query: ListQuery,
): Promise<Answer<{ items: RequestSummary[]; nextCursor: string | null }>> {
  const refused = refuseQuery(by, query);
  if (refused) return refused;
  const { sort = 'newest', limit } = query;
  const place = query.cursor === undefined ? null : placeOf(sort, query.cursor);
  if (place === undefined) return refuse(400, 'invalid_cursor', 'This cursor came from no list of requests in this order.', 'cursor');
  const filters = await filtersOf(deps.moves.db, by, query, deps.clock());
  const order = orderOf(sort);
  const found = await pageOf(filters, order, place, limit + 1, async (page) => {
    const ids = sql<Found>`select r.*, page.key as page_key, ${SHORT} as short from (${page}) page
      join requests r on r.id = page.id left join revisions v on v.request_id = r.id and v.revision = r.revision ${orderByKey(order, 'page')}`;
    return (await ids.execute(deps.moves.db)).rows;
  });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    kind: 'ok',
    value: {
      items: page.map((row) => summaryOf(row, deps.links, row.short)),
      nextCursor: found.length > limit && last !== undefined ? cursorOf(sort, last.page_key, last.id) : null,
    },
  };
}

function refuseQuery(by: Principal, { scope, q }: ListQuery): Refusal | null {
  if (by.kind !== 'person' && scope !== undefined && scope !== 'all')
    return refuse(400, 'invalid_query', 'Things wait for people only: use the key of a person, or "all".', 'scope');
  if (q !== undefined && !isSearchable(q)) return refuse(400, 'invalid_query', 'Give at least a letter or a digit to look for.', 'q');
  return null;
}

/**
 * What fits often is found by walking the list in its order; what fits rarely by collecting all of it, from whichever index is best, and sorting
 * that. Which of the two holds is not left to statistics, which know nothing of how filters go together: the walk is short, and then given up.
 */
async function pageOf(
  filters: Filters,
  order: Order,
  place: Place | null,
  n: number,
  read: (page: RawBuilder<unknown>) => Promise<Found[]>,
): Promise<Found[]> {
  const { elsewhere, rare } = filters;
  // Only an index on ids is entered by ids; in another order it would be read to its end for rows that are not there.
  const entered = order.key === null ? filters.range : order.key.type === 'int' ? filters.riskRange : [];
  const conditions = order.key === null ? filters.conditions : [...filters.range, ...filters.conditions];
  const range = [...entered, ...(place === null ? [] : [after(order, place)])];
  const rows = sql`select r.*, ${keyOf(order)} as key from requests r where ${all(range)} ${orderBy(order)}`;
  if (conditions.length + elsewhere.length === 0) return read(sql`select r.id, r.key from (${rows} limit ${n}) r`);
  if (!rare) {
    const ofEach = all([...conditions, ...elsewhere.map((each) => each.ofEach)]);
    const near = await read(sql`select r.id, r.key from (${rows} limit ${WALK}) r where ${ofEach} ${orderByKey(order, 'r')} limit ${n}`);
    if (near.length >= n) return near;
  }
  const asSet = all([...range, ...conditions, ...elsewhere.map((each) => each.asSet)]);
  // Materialised: otherwise the order would tempt the planner into the walk that has just been given up.
  return read(sql`with fit as materialized (select r.id, ${keyOf(order)} as key from requests r where ${asSet})
    select fit.id, fit.key from fit ${orderByKey(order, 'fit')} limit ${n}`);
}

function all(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}
