import { sql } from 'kysely';
import type { JsonObject } from '../contracts/json.js';
import { json } from './json-column.js';
import type { DbOrTx } from './ledger.js';

/** Promises a wake-up to the run of each approved request that the pause covers; as far as `limit`. Returns how many. */
export async function wakeInScope(db: DbOrTx, pauseId: string, signal: object, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into outbox (request_id, kind, payload)
    select r.id, 'signal', ${payloadOf(signal)}::jsonb from requests r join pauses p on p.id = ${pauseId}
    where r.status = 'approved' and r.execute <> 'none' and pause_covers(p, r.agent, r.type)
    order by r.id limit ${limit}`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

/** The same for the requests that are noted as held by it. */
export async function wakeHeldBy(db: DbOrTx, pauseId: string, signal: object, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into outbox (request_id, kind, payload)
    select r.id, 'signal', ${payloadOf(signal)}::jsonb from requests r
    where r.held_by = ${pauseId} and r.status in ('approved', 'executing')
    order by r.id limit ${limit}`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

/** The same for whatever is still noted as held by a pause that was lifted, and has no message on its way: those that were too many at once. */
export async function wakeReleased(db: DbOrTx, signal: object, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into outbox (request_id, kind, payload)
    select r.id, 'signal', ${payloadOf(signal)}::jsonb from requests r join pauses p on p.id = r.held_by
    where p.lifted_at is not null and r.status in ('approved', 'executing')
      and not exists (select 1 from outbox o where o.request_id = r.id and o.done_at is null)
    -- At random: runs that do not answer must not keep the others from their turn.
    order by random() limit ${limit}`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

function payloadOf(signal: object): string {
  return json(signal as JsonObject);
}
