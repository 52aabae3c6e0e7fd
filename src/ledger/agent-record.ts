import { sql } from 'kysely';
import type { DbOrTx } from './ledger.js';

/** What became of an agent's requests of one type: counts. */
export interface RecordOfAgent {
  /** More requests of the type than were looked at. */
  capped: boolean;
  decided: number;
  unchanged: number;
  edited: number;
  revised: number;
  rejected: number;
  failed: number;
  unknown: number;
}

/** Requests of the type looked at, so that a busy one costs a reader no more than a quiet one. */
const MOST = 2_000;

/** Of requests opened since then, this one left out. "Decided" is what people decided, an override included. */
export async function recordOfAgent(
  db: DbOrTx,
  { agent, type, since, without }: { agent: string; type: string; since: Date; without: string },
): Promise<RecordOfAgent> {
  const { rows } = await sql<RecordOfAgent>`
    with latest as (
      select id, agent, status, revision, resolution ->> 'outcome' as outcome, resolution ->> 'by' in ('people','override') as decided from requests
      where type = ${type} and created_at >= ${since} and id <> ${without} order by id desc limit ${MOST}),
    own as (
      select status, revision, outcome, decided,
        outcome = 'approved' and revision > 1 and exists (select 1 from revisions r where r.request_id = latest.id and r.author_kind = 'person') as edited
      from latest where agent = ${agent})
    select (select count(*) = ${MOST} from latest) as capped,
      count(*) filter (where decided)::int as decided,
      count(*) filter (where decided and outcome = 'approved' and revision = 1)::int as unchanged,
      count(*) filter (where decided and edited)::int as edited,
      count(*) filter (where decided and outcome = 'approved' and revision > 1 and not edited)::int as revised,
      count(*) filter (where decided and outcome = 'rejected')::int as rejected,
      count(*) filter (where status = 'failed')::int as failed,
      count(*) filter (where status = 'unknown')::int as unknown
    from own`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('a count without a row');
  return row;
}
