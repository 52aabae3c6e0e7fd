import { sql, type RawBuilder } from 'kysely';
import type { Principal } from '../contracts/principal.js';
import { RISKS } from '../contracts/risk.js';
import type { Status } from '../contracts/status.js';
import type { Db } from '../ledger/ledger.js';
import { idBound } from '../ledger/new-id.js';
import { wordsOf } from '../ledger/words.js';
import type { ListQuery } from './intake.js';
import { RISK_RANK } from './list-order.js';
import { askedAny, waitingFor } from './waiting-for.js';

type Condition = RawBuilder<boolean>;

/** The same twice: asked of one row after another, or as a set that rows are found by. Left to itself, the planner takes the set for a few rows too. */
interface Elsewhere {
  ofEach: Condition;
  asSet: Condition;
}

function elsewhere(rows: RawBuilder<unknown>): Elsewhere {
  return { ofEach: sql<boolean>`(select true ${rows} limit 1)`, asSet: sql<boolean>`exists (select ${rows})` };
}

export interface Filters {
  /** The part of the ids that a list is in: what an index is entered by. */
  range: readonly Condition[];
  /** The part of the order of risks that a list is in. */
  riskRange: readonly Condition[];
  /** What has to hold beside it. */
  conditions: readonly Condition[];
  /** What also has to hold, and is told by another table. */
  elsewhere: readonly Elsewhere[];
  /** Whether so few fit that an index of their own gives them all at once. */
  rare: boolean;
}

/** Written as the partial index has it: what says what should become of a request. */
const DECIDES = sql.raw(`('approve','reject','deny','edit','answer','abstain','settle','override')`);

/** What a person has decided on: their word was counted, or is recorded and not counted yet. */
function decidedBy(personId: string): Elsewhere {
  return elsewhere(
    sql`from decisions d where d.person_id = ${personId} and d.request_id = r.id and d.counted is not false and d.verb in ${DECIDES}`,
  );
}

/** Ids of what a person has decided on, each once, at most that many. */
export function decidedIds(personId: string, most: number): RawBuilder<unknown> {
  return sql`select distinct d.request_id from decisions d where d.person_id = ${personId} and d.counted is not false and d.verb in ${DECIDES} limit ${most}`;
}

/** Agents see their own requests only. */
export function visibleTo(by: Principal): Condition[] {
  return by.kind === 'agent' ? [sql<boolean>`r.requested_by_kind = 'agent' and r.requested_by_id = ${by.agent}`] : [];
}

/** Clocks of callers that choose the id themselves (a workflow's) may differ from the one that dates the row. */
const CLOCKS_DIFFER_MS = 86_400_000;

export async function filtersOf(db: Db, by: Principal, query: ListQuery, nowMs: number): Promise<Filters> {
  const { openedAfter, openedBefore, deadlineBefore } = query;
  // Written out: it lets the partial indexes on what is pending serve.
  const pendingOnly =
    query.scope === 'waiting' || query.reviewer !== undefined || query.claimed !== undefined || query.unreachable === true;
  const personId = by.kind === 'person' ? by.personId : null;
  const conditions = [
    ...visibleTo(by),
    ...(pendingOnly || deadlineBefore !== undefined ? [sql<boolean>`r.status = 'pending'`] : []),
    ...(query.status === undefined || query.status.length === 0 ? [] : [statusIn(query.status)]),
    ...(query.scope === 'waiting' && personId !== null ? [await waitingFor(db, personId, nowMs)] : []),
    ...oneOf('type', query.type),
    ...oneOf('agent', query.agent),
    ...oneOf('policy', query.policy),
    ...(query.risk === undefined
      ? []
      : [sql<boolean>`${RISK_RANK} in (${sql.join(query.risk.map((risk) => sql.lit(RISKS.indexOf(risk))))})`]),
    ...(query.reviewer === undefined
      ? []
      : [query.reviewer.includes(':') ? askedAny([query.reviewer]) : await waitingFor(db, query.reviewer, nowMs)]),
    ...(query.claimed === undefined ? [] : [claimed(query.claimed, nowMs)]),
    ...(query.unreachable ? [sql<boolean>`r.unreachable`] : []),
    ...(openedAfter === undefined ? [] : [sql<boolean>`r.created_at >= ${openedAfter}`]),
    ...(openedBefore === undefined ? [] : [sql<boolean>`r.created_at < ${openedBefore}`]),
    ...(deadlineBefore === undefined ? [] : [sql<boolean>`coalesce(r.deadline_at, 'infinity') < ${deadlineBefore}`]),
  ];
  const range = [
    ...(openedAfter === undefined ? [] : [sql<boolean>`r.id >= ${idBound('req', openedAfter.getTime() - CLOCKS_DIFFER_MS)}`]),
    ...(openedBefore === undefined ? [] : [sql<boolean>`r.id < ${idBound('req', openedBefore.getTime() + CLOCKS_DIFFER_MS)}`]),
    ...(query.q !== undefined && isId(query.q) ? [startsWith(query.q)] : []),
  ];
  return {
    range,
    riskRange:
      query.risk === undefined
        ? []
        : [sql<boolean>`${RISK_RANK} <= ${sql.lit(Math.max(...query.risk.map((risk) => RISKS.indexOf(risk))))}`],
    conditions,
    elsewhere: [
      ...(query.scope === 'decided' && personId !== null ? [decidedBy(personId)] : []),
      ...(query.q === undefined || isId(query.q) ? [] : [said(query.q)]),
    ],
    rare: query.unreachable === true || (query.claimed !== undefined && query.claimed !== 'none'),
  };
}

function statusIn(statuses: readonly Status[]): Condition {
  return sql<boolean>`r.status in (${sql.join(statuses.map((status) => sql.lit(status)))})`;
}

function oneOf(column: 'type' | 'agent' | 'policy', values: readonly string[] | undefined): Condition[] {
  if (values === undefined) return [];
  const of = sql.raw(`r.${column}`);
  const each = values.map((value) =>
    column === 'type' && value.includes('*')
      ? sql`${of} like ${value.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%')}`
      : sql`${of} = ${value}`,
  );
  return [sql<boolean>`(${sql.join(each, sql` or `)})`];
}

/** A claim that is over counts no more, also before its run has noticed. */
function claimed(who: NonNullable<ListQuery['claimed']>, nowMs: number): Condition {
  const now = new Date(nowMs);
  if (who === 'none') return sql<boolean>`(r.claimed_until is null or r.claimed_until <= ${now})`;
  const any = sql<boolean>`r.claimed_until > ${now}`;
  if (who === 'any') return any;
  return sql<boolean>`(${any} and exists (select 1 from jsonb_array_elements(r.state #> '{round,claims}') claim
    where (claim ->> 'untilMs')::numeric > ${nowMs} and claim ->> 'personId' = ${who.by}))`;
}

/** Copied from an address or a card: nobody remembers an id by a word of it. */
function isId(q: string): boolean {
  return /^req_[0-9a-z]{0,26}$/i.test(q.trim());
}

function startsWith(q: string): Condition {
  const start = q.trim().toLowerCase();
  return sql<boolean>`r.id between ${start.padEnd(30, '0')} and ${start.padEnd(30, 'z')}`;
}

/** Every word has to be there, each as the beginning of one. */
function said(q: string): Elsewhere {
  const all = wordsOf(q)
    .map((word) => `'${word}':*`)
    .join(' & ');
  return elsewhere(sql`from request_words w where w.request_id = r.id and w.words @@ ${all}::tsquery`);
}

/** Whether a search holds anything to look for. */
export function isSearchable(q: string): boolean {
  return isId(q) || wordsOf(q).length > 0;
}
