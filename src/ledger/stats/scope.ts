import { sql, type RawBuilder } from 'kysely';
import type { OutcomeKind } from '../../contracts/stats.js';

/** Which requests are counted. `days`: the first instants of the local days that the period touches, in order. */
export interface StatsScope {
  from: Date;
  to: Date;
  type: string | null;
  agent: string | null;
  days: readonly Date[];
}

/** Of `resolutions`, or of `requests`: those of the type and agent asked for. */
export function ofScope({ type, agent }: StatsScope): RawBuilder<boolean> {
  return sql<boolean>`(${type}::text is null or type = ${type}) and (${agent}::text is null or agent = ${agent})`;
}

/** Of `resolutions`: those of the period. */
export function resolvedIn(scope: StatsScope): RawBuilder<boolean> {
  return sql<boolean>`resolved_at >= ${scope.from} and resolved_at < ${scope.to} and ${ofScope(scope)}`;
}

/** Number of the local day, from 0. */
export function dayOf(column: RawBuilder<Date>, { days }: StatsScope): RawBuilder<number> {
  return sql<number>`width_bucket(${column}, ${[...days]}::timestamptz[]) - 1`;
}

/** People decided, and not by an override: what response times and the approval rate are about. */
export const BY_PEOPLE = sql<boolean>`resolved_by = 'people'`;

/** How a row of `resolutions` ended. */
export const KIND = sql<OutcomeKind>`case
  when resolved_by = 'override' then 'overridden'
  when outcome = 'answered' then 'answered'
  when outcome = 'cancelled' then 'withdrawn'
  when outcome = 'expired' then case when unused then 'unused' else 'timedOut' end
  when outcome = 'approved' then case
    when resolved_by = 'policy' then 'approvedAutomatically'
    when resolved_by = 'fallback' then 'approvedBySilence'
    when edited then 'approvedEdited'
    when revision > 1 then 'approvedRevised'
    else 'approvedUnchanged' end
  when resolved_by = 'agent' then 'gaveUp'
  when resolved_by = 'people' then case when verb = 'deny' then 'denied' else 'rejected' end
  else 'refusedByPolicy' end`;
