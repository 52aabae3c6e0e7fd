import { sql } from 'kysely';
import type { OutcomeKind, Outcomes } from '../../contracts/stats.js';
import type { Tx } from '../ledger.js';
import { dayOf, KIND, ofScope, resolvedIn, type StatsScope } from './scope.js';

export interface OutcomeCounts {
  all: Outcomes;
  byType: ReadonlyMap<string | null, Outcomes>;
  byAgent: ReadonlyMap<string | null, Outcomes>;
  /** By the number of the day, from 0; days without any are missing. */
  byDay: ReadonlyMap<number, Outcomes>;
}

export const NO_OUTCOMES: Outcomes = {
  approvedUnchanged: 0,
  approvedEdited: 0,
  approvedRevised: 0,
  rejected: 0,
  denied: 0,
  answered: 0,
  approvedAutomatically: 0,
  refusedByPolicy: 0,
  approvedBySilence: 0,
  timedOut: 0,
  unused: 0,
  overridden: 0,
  withdrawn: 0,
  gaveUp: 0,
};

interface Row {
  /** Which of the grouping sets: one bit for each of type, agent and day that is summed over. */
  over: number;
  kind: OutcomeKind;
  type: string | null;
  agent: string | null;
  day: number;
  n: number;
}

/** How the requests of the scope ended: in all, and by type, agent and day. */
export async function countOutcomes(tx: Tx, scope: StatsScope): Promise<OutcomeCounts> {
  const { rows } = await sql<Row>`
    with ended as (
      select ${KIND} as kind, type, agent, ${dayOf(sql<Date>`resolved_at`, scope)} as day, count(*) as n from resolutions where ${resolvedIn(scope)}
      group by 1, 2, 3, 4)
    select grouping(type, agent, day) as over, kind, type, agent, day, sum(n)::int as n from ended
    group by grouping sets ((kind), (kind, type), (kind, agent), (kind, day))`.execute(tx);
  return {
    all: gather(rows, 0b111, () => null).get(null) ?? NO_OUTCOMES,
    byType: gather(rows, 0b011, ({ type }) => type),
    byAgent: gather(rows, 0b101, ({ agent }) => agent),
    byDay: gather(rows, 0b110, ({ day }) => day),
  };
}

function gather<K>(rows: readonly Row[], over: number, keyOf: (row: Row) => K): Map<K, Outcomes> {
  const found = new Map<K, Outcomes>();
  for (const row of rows) {
    if (row.over !== over) continue;
    const key = keyOf(row);
    found.set(key, { ...(found.get(key) ?? NO_OUTCOMES), [row.kind]: row.n });
  }
  return found;
}

/** Requests opened in the period, by the number of the day. Those not resolved yet have no row in `resolutions`. */
export async function countOpened(tx: Tx, scope: StatsScope): Promise<ReadonlyMap<number, number>> {
  const { from, to } = scope;
  const { rows } = await sql<{ day: number; n: number }>`
    with opened as (
      select opened_at as at from resolutions where resolved_at >= ${from} and opened_at >= ${from} and opened_at < ${to} and ${ofScope(scope)}
      union all
      select created_at from requests where status in ('proposing','pending','revising') and created_at >= ${from} and created_at < ${to} and ${ofScope(scope)})
    select ${dayOf(sql<Date>`at`, scope)} as day, count(*)::int as n from opened group by 1`.execute(tx);
  return new Map(rows.map(({ day, n }) => [day, n]));
}
