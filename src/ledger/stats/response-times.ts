import { sql } from 'kysely';
import type { ChannelName } from '../../contracts/decision.js';
import type { Spread } from '../../contracts/stats.js';
import type { Tx } from '../ledger.js';
import { BY_PEOPLE, dayOf, resolvedIn, type StatsScope } from './scope.js';

export interface ResponseTimes {
  toFirstDecision: Spread;
  toResolution: Spread;
}

export interface ResponseTimesBy {
  all: ResponseTimes;
  byType: ReadonlyMap<string | null, ResponseTimes>;
  byAgent: ReadonlyMap<string | null, ResponseTimes>;
  byChannel: ReadonlyMap<ChannelName, ResponseTimes & { decided: number }>;
  byDay: ReadonlyMap<number, ResponseTimes>;
}

export const NO_SPREAD: Spread = { count: 0, p50Ms: null, p90Ms: null };
export const NO_TIMES: ResponseTimes = { toFirstDecision: NO_SPREAD, toResolution: NO_SPREAD };

type Percentiles = [p50: number, p90: number] | null;
interface Row {
  over: number;
  type: string | null;
  agent: string | null;
  channel: ChannelName | null;
  day: number;
  n: number;
  firsts: number;
  first: Percentiles;
  tooks: number;
  took: Percentiles;
}

/** How long people took over what they decided: in all, and by type, agent, channel of the deciding vote, and day. */
export async function responseTimes(tx: Tx, scope: StatsScope): Promise<ResponseTimesBy> {
  // Sorted by bytes: by a language's order it takes several times as long, and nobody sees this order.
  const { rows } = await sql<Row>`
    with decided as materialized (
      select type collate "C" as type, agent collate "C" as agent, channel collate "C" as channel, ${dayOf(sql<Date>`resolved_at`, scope)} as day, first_ms::float8 as first_ms, took_ms::float8 as took_ms
      from resolutions where ${resolvedIn(scope)} and ${BY_PEOPLE})
    select grouping(type, agent, channel, day) as over, type, agent, channel, day, count(*)::int as n,
      count(first_ms)::int as firsts, percentile_disc(array[0.5, 0.9]) within group (order by first_ms) as first,
      count(took_ms)::int as tooks, percentile_disc(array[0.5, 0.9]) within group (order by took_ms) as took
    from decided group by grouping sets ((), (type), (agent), (channel), (day))`.execute(tx);
  const of = (over: number) => rows.filter((row) => row.over === over);
  return {
    all: of(0b1111).map(timesOf)[0] ?? NO_TIMES,
    byType: new Map(of(0b0111).map((row) => [row.type, timesOf(row)])),
    byAgent: new Map(of(0b1011).map((row) => [row.agent, timesOf(row)])),
    byChannel: new Map(of(0b1101).flatMap((row) => (row.channel === null ? [] : [[row.channel, { decided: row.n, ...timesOf(row) }]]))),
    byDay: new Map(of(0b1110).map((row) => [row.day, timesOf(row)])),
  };
}

function timesOf({ firsts, first, tooks, took }: Row): ResponseTimes {
  return { toFirstDecision: spreadOf(firsts, first), toResolution: spreadOf(tooks, took) };
}

/** As SQL gives it: an array of nulls, or null, where there is nothing to measure. */
export function spreadOf(count: number, percentiles: Percentiles): Spread {
  return count === 0 || percentiles === null ? NO_SPREAD : { count, p50Ms: percentiles[0], p90Ms: percentiles[1] };
}
