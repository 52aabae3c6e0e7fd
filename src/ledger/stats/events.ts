import { sql } from 'kysely';
import type { Stats } from '../../contracts/stats.js';
import type { Status } from '../../contracts/status.js';
import type { Tx } from '../ledger.js';
import { ofScope, resolvedIn, type StatsScope } from './scope.js';

/** How the requests that were approved in the period stand now. */
export async function effectsOf(tx: Tx, scope: StatsScope): Promise<Stats['effects']> {
  const { rows } = await sql<{ status: Status; n: number }>`
    select requests.status, count(*)::int as n
    from (select request_id from resolutions where ${resolvedIn(scope)} and outcome = 'approved') approved
    join requests on requests.id = approved.request_id group by 1`.execute(tx);
  const of = (status: Status) => rows.find((row) => row.status === status)?.n ?? 0;
  return { executed: of('executed'), failed: of('failed'), unknown: of('unknown'), running: of('executing'), waiting: of('approved') };
}

/** Further people asked in the period, whenever the request is resolved. */
export async function escalationsIn(tx: Tx, scope: StatsScope): Promise<Stats['escalations'] & { atDeadline: number }> {
  const { rows } = await sql<{ requests: number; steps: number; at_deadline: number }>`
    select count(distinct step.request_id)::int as requests, count(*)::int as steps,
      (count(*) filter (where step.why = 'the deadline passed'))::int as at_deadline
    from (select request_id, body ->> 'why' as why from audit where kind = 'request.escalated' and at >= ${scope.from} and at < ${scope.to}) step
    join requests on requests.id = step.request_id where ${ofScope(scope)}`.execute(tx);
  const { requests = 0, steps = 0, at_deadline: atDeadline = 0 } = rows[0] ?? {};
  return { requests, steps, atDeadline };
}
