import { sql } from 'kysely';
import type { Stats } from '../../contracts/stats.js';
import type { Tx } from '../ledger.js';
import { ofScope, type StatsScope } from './scope.js';

const HOUR_MS = 3_600_000;
/** Where one bucket of ages ends and the next begins, milliseconds. */
const AGES_MS = [HOUR_MS, 4 * HOUR_MS, 24 * HOUR_MS, 72 * HOUR_MS, 168 * HOUR_MS];

/** What waits for a decision at this moment, by age. */
export async function undecidedNow(tx: Tx, scope: StatsScope, nowMs: number): Promise<Stats['undecided']> {
  const now = new Date(nowMs);
  const { rows } = await sql<{ bucket: number; n: number; oldest: Date }>`
    select width_bucket(extract(epoch from ${now}::timestamptz - created_at)::float8 * 1000, ${AGES_MS}::float8[]) as bucket,
      count(*)::int as n, min(created_at) as oldest
    from requests where status in ('proposing','pending','revising') and ${ofScope(scope)} group by 1`.execute(tx);
  const edges = [0, ...AGES_MS];
  return {
    total: rows.reduce((sum, { n }) => sum + n, 0),
    oldestAt: rows.length === 0 ? null : new Date(Math.min(...rows.map(({ oldest }) => oldest.getTime()))).toISOString(),
    byAge: edges.map((fromMs, bucket) => ({
      fromMs,
      toMs: edges[bucket + 1] ?? null,
      count: rows.find((row) => row.bucket === bucket)?.n ?? 0,
    })),
  };
}

export async function unknownNow(tx: Tx, scope: StatsScope): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from requests where status = 'unknown' and ${ofScope(scope)}`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}
