import { sql, type RawBuilder } from 'kysely';
import type { AuditHit } from '../contracts/audit-search.js';
import type { Json } from '../contracts/json.js';
import type { DbOrTx } from './ledger.js';

/** Where an entry stands in the order of all entries. */
export interface AuditKey {
  at: Date;
  requestId: string;
  seq: number;
}

/** Null and empty: anything. */
export interface AuditQuery {
  kinds: readonly string[];
  actor: string | null;
  requestId: string | null;
  /** `*` stands for any run of characters. */
  type: string | null;
  /** Anywhere in the entry or in the request's title, in any case. */
  text: string | null;
  /** Belongs to it. */
  from: Date | null;
  /** Does not belong to it. */
  to: Date | null;
  order: 'newest' | 'oldest';
  after: AuditKey | null;
  limit: number;
}

/**
 * How many entries one statement looks at, so that a search for something rare among millions answers in time: it goes on from where it came
 * to.
 */
const LOOKED_AT_ONCE = 20_000;

interface Row {
  request_id: string;
  seq: number;
  at: Date;
  kind: string;
  body: Json;
  previous: string;
  hash: string;
  actor: string | null;
  type: string | null;
  title: string | null;
}

/** `next` is where to go on, null at the end; a page may hold fewer than `limit` and not be the last. */
export async function searchAudit(
  db: DbOrTx,
  query: AuditQuery,
  lookedAtOnce = LOOKED_AT_ONCE,
): Promise<{ items: AuditHit[]; next: AuditKey | null }> {
  const { rows } = await sql<Row>`
    select found.*, ${actorOf} as actor, r.type, r.title
    from (select * from audit where ${scanOf(query)} ${orderOf(query)} limit ${lookedAtOnce}) found
    left join requests r on r.id = found.request_id
    where ${filterOf(query)} ${orderOf(query, sql`found.`)} limit ${query.limit}`.execute(db);
  const last = rows.at(-1);
  const next = rows.length === query.limit && last ? keyOf(last) : await cameTo(db, query, lookedAtOnce);
  return { items: rows.map(toHit), next };
}

/** Where the look at `lookedAtOnce` entries ended; null where there are no more. */
async function cameTo(db: DbOrTx, query: AuditQuery, lookedAtOnce: number): Promise<AuditKey | null> {
  const { rows } = await sql<Pick<Row, 'at' | 'request_id' | 'seq'>>`
    select at, request_id, seq from audit where ${scanOf(query)} ${orderOf(query)} offset ${lookedAtOnce - 1} limit 1`.execute(db);
  return rows[0] ? keyOf(rows[0]) : null;
}

function keyOf({ at, request_id: requestId, seq }: Pick<Row, 'at' | 'request_id' | 'seq'>): AuditKey {
  return { at, requestId, seq };
}

/** Who did it: a resolution names by what it came, and beside that who. */
const actorOf = sql`case found.kind when 'request.resolved' then found.body->>'who' else coalesce(found.body->>'by', found.body->>'author') end`;

const all = (conditions: readonly RawBuilder<unknown>[]) => (conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` and `));

/** What an index answers. */
function scanOf({ requestId, from, to, after, order }: AuditQuery): RawBuilder<unknown> {
  const further = order === 'newest' ? sql`<` : sql`>`;
  return all([
    ...(requestId === null ? [] : [sql`request_id = ${requestId}`]),
    ...(from === null ? [] : [sql`at >= ${from}`]),
    ...(to === null ? [] : [sql`at < ${to}`]),
    ...(after === null ? [] : [sql`(at, request_id, seq) ${further} (${after.at}, ${after.requestId}, ${after.seq})`]),
  ]);
}

function filterOf({ kinds, actor, type, text }: AuditQuery): RawBuilder<unknown> {
  const like = (wanted: string) => `%${escaped(wanted)}%`;
  return all([
    ...(kinds.length === 0 ? [] : [sql`found.kind = any(${[...kinds]})`]),
    ...(actor === null ? [] : [sql`${actorOf} = ${actor}`]),
    ...(type === null ? [] : [sql`r.type like ${escaped(type).replaceAll('*', '%')}`]),
    ...(text === null ? [] : [sql`(found.body::text ilike ${like(text)} or r.title ilike ${like(text)})`]),
  ]);
}

const escaped = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&');

function orderOf({ order }: AuditQuery, table = sql``): RawBuilder<unknown> {
  return order === 'newest'
    ? sql`order by ${table}at desc, ${table}request_id desc, ${table}seq desc`
    : sql`order by ${table}at, ${table}request_id, ${table}seq`;
}

function toHit(row: Row): AuditHit {
  const { request_id: requestId, seq, at, kind, body, previous, hash, actor, type, title } = row;
  return { requestId, seq, at: at.toISOString(), kind, body, previous, hash, actor, type, title };
}
