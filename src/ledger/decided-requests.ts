import { sql } from 'kysely';
import type { JsonObject } from '../contracts/json.js';
import type { Resolution, Status } from '../contracts/status.js';
import type { DbOrTx } from './ledger.js';

/** A request that people have decided, with the arguments that it ended with. */
export interface DecidedRequest {
  id: string;
  title: string;
  status: Status;
  agent: string | null;
  resolution: Resolution;
  args: JsonObject;
}

/** Of this type and before that one, the latest first. */
export async function decidedBefore(
  db: DbOrTx,
  { type, id, limit }: { type: string; id: string; limit: number },
): Promise<DecidedRequest[]> {
  const { rows } = await sql<DecidedRequest>`
    select r.id, coalesce(r.title, r.type) as title, r.status, r.agent, r.resolution, v.action -> 'args' as args
    from requests r join revisions v on v.request_id = r.id and v.revision = r.revision
    where r.type = ${type} and r.id < ${id} and r.resolution ->> 'by' in ('people','override')
    order by r.id desc limit ${limit}`.execute(db);
  return rows;
}

/** What was said with the last decision of each that counted and had words. */
export async function lastWords(db: DbOrTx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; comment: string }>`
    select distinct on (request_id) request_id as id, comment from decisions
    where request_id = any(${[...ids]}::text[]) and counted and comment <> '' and verb in ('approve','reject','deny','edit','override')
    order by request_id, seq desc`.execute(db);
  return new Map(rows.map(({ id, comment }) => [id, comment]));
}
