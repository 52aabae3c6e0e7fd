import { sql, type Selectable } from 'kysely';
import type { NewPause, Pause, PauseActor, PauseScope } from '../contracts/pause.js';
import type { Db, DbOrTx, Tx } from './ledger.js';
import { newId } from './new-id.js';
import type { PausesTable } from './schema/effects.js';

type PauseRow = Selectable<PausesTable>;

/** Held, shared, by every claim from its look at the pauses to its commit; `pause_in_force` takes it by this number. */
const CLAIM_LOCK = 0x70617573;
/** Held by whoever pauses: of two that do the same at once, the second finds the first's. */
const WRITER_LOCK = 0x70617574;
/** Claims commit within milliseconds; one that takes longer hangs, and an emergency does not wait for it. */
const CLAIMS_MAY_TAKE_MS = 3_000;

/**
 * Pauses, in a transaction of its own: when this returns, every claim that starts sees it. The same actor pausing the same for the same reason
 * again finds the pause that holds; so does Countersign itself, whose reasons name what it saw. Further pauses of the same scope stand beside
 * each other, so that lifting one never lifts what somebody else paused for another reason.
 */
export async function insertPause(db: Db, pause: NewPause & { by: PauseActor; at: Date }): Promise<{ pause: Pause; created: boolean }> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${WRITER_LOCK})`.execute(tx);
    const same = await findSame(tx, pause);
    if (same) return { pause: same, created: false };
    const { scope, reason, by, at } = pause;
    const value = scope.kind === 'all' ? null : scope.value;
    const row = await tx
      .insertInto('pauses')
      .values({ id: newId('pau', at.getTime()), scope: scope.kind, value, reason, by_kind: by.kind, by_id: by.id, created_at: at })
      .returningAll()
      .executeTakeFirstOrThrow();
    return { pause: toPause(row), created: true };
  });
}

async function findSame(tx: Tx, { scope, reason, by }: NewPause & { by: PauseActor }): Promise<Pause | null> {
  let query = tx
    .selectFrom('pauses')
    .selectAll()
    .where('lifted_at', 'is', null)
    .where('scope', '=', scope.kind)
    .where('by_kind', '=', by.kind)
    .where('by_id', '=', by.id);
  if (scope.kind !== 'all') query = query.where('value', '=', scope.value);
  if (by.kind !== 'countersign') query = query.where('reason', '=', reason);
  const row = await query.orderBy('id').executeTakeFirst();
  return row ? toPause(row) : null;
}

/**
 * Waits until no claim is left that had looked at the pauses before: call it after `insertPause`. False where one of them hangs; then that one
 * effect may still start.
 */
export async function claimsHaveSeen(db: Db): Promise<boolean> {
  return db
    .transaction()
    .execute(async (tx) => {
      await sql`select set_config('lock_timeout', ${String(CLAIMS_MAY_TAKE_MS)}, true)`.execute(tx);
      await sql`select pg_advisory_xact_lock(${CLAIM_LOCK})`.execute(tx);
      return true;
    })
    .catch((error: unknown) => {
      if ((error as { code?: unknown }).code === LOCK_NOT_AVAILABLE) return false;
      throw error;
    });
}

/** SQLSTATE of a lock that did not come in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/** Lifts it, once: a pause that was lifted before keeps its first lifting. Null if there is no such pause. */
export async function liftPause(
  tx: Tx,
  id: string,
  by: LiftActor,
  reason: string | null,
  at: Date,
): Promise<{ pause: Pause; lifted: boolean } | null> {
  const row = await tx
    .updateTable('pauses')
    .set({ lifted_at: at, lifted_by_kind: by.kind, lifted_by_id: by.id, lift_reason: reason })
    .where('id', '=', id)
    .where('lifted_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  if (row) return { pause: toPause(row), lifted: true };
  const before = await tx.selectFrom('pauses').selectAll().where('id', '=', id).executeTakeFirst();
  return before ? { pause: toPause(before), lifted: false } : null;
}

/** A person or a key: Countersign never lifts anything by itself. */
export type LiftActor = PauseActor & { kind: 'person' | 'key' };

/** What holds an effect that would start now, the oldest such pause. Takes the claims' lock until the transaction ends: a claim that finds nothing here may go on. */
export async function pauseInForce(tx: Tx, of: { agent: string | null; type: string | null }): Promise<Pause | null> {
  const { rows } = await sql<PauseRow>`select * from pause_in_force(${of.agent}, ${of.type})`.execute(tx);
  return rows[0] ? toPause(rows[0]) : null;
}

/** The same for who only shows it: takes no lock. */
export async function pauseShown(db: DbOrTx, of: { agent: string | null; type: string | null }): Promise<Pause | null> {
  const row = await db
    .selectFrom('pauses')
    .selectAll()
    .where('lifted_at', 'is', null)
    .where(sql<boolean>`pause_covers(pauses, ${of.agent}, ${of.type})`)
    .orderBy('created_at')
    .orderBy('id')
    .executeTakeFirst();
  return row ? toPause(row) : null;
}

export interface PauseQuery {
  /** True: those that hold; false: those that were lifted; null: all. */
  active: boolean | null;
  /** The last id of the page before. */
  before: string | null;
  limit: number;
  /** Leave out what is paused for other agents than this one; null: nothing is left out. */
  forAgent: string | null;
}

/** Newest first. */
export async function listPauses(db: DbOrTx, { active, before, limit, forAgent }: PauseQuery): Promise<Pause[]> {
  let query = db.selectFrom('pauses').selectAll().orderBy('id', 'desc').limit(limit);
  if (active !== null) query = query.where('lifted_at', active ? 'is' : 'is not', null);
  if (before !== null) query = query.where('id', '<', before);
  if (forAgent !== null) query = query.where((eb) => eb.or([eb('scope', '<>', 'agent'), eb('value', '=', forAgent)]));
  return (await query.execute()).map(toPause);
}

/** How many pauses hold, by scope: for /metrics. */
export async function countPauses(db: DbOrTx): Promise<Record<PauseScope['kind'], number>> {
  const rows = await db
    .selectFrom('pauses')
    .select(['scope', (eb) => eb.fn.countAll<string>().as('n')])
    .where('lifted_at', 'is', null)
    .groupBy('scope')
    .execute();
  const of = (kind: PauseScope['kind']) => Number(rows.find((row) => row.scope === kind)?.n ?? 0);
  return { all: of('all'), agent: of('agent'), type: of('type') };
}

/** When Countersign's own pause was last lifted: what a person has looked at by then is not held against the ledger again. Null: never. */
export async function lastComparedAt(db: DbOrTx): Promise<Date | null> {
  const row = await db
    .selectFrom('pauses')
    .select((eb) => eb.fn.max('lifted_at').as('at'))
    .where('by_kind', '=', 'countersign')
    .executeTakeFirst();
  return row?.at ?? null;
}

/** Whether anything here goes by that agent's name: an agent, an agent's key, or a request of an agent. */
export async function knowsAgent(db: DbOrTx, name: string): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    select exists (select 1 from agents where name = ${name}) or exists (select 1 from api_keys where agent = ${name})
      or exists (select 1 from requests where requested_by_kind = 'agent' and requested_by_id = ${name}) as known`.execute(db);
  return rows[0]?.known ?? false;
}

/** Effects that a pause holds (approved, not begun) and that go on in spite of it (begun before); as far as `limit`. */
export async function countInScope(db: DbOrTx, id: string, limit: number): Promise<{ waiting: number; running: number }> {
  const { rows } = await sql<{ waiting: string; running: string }>`
    select count(*) filter (where status = 'approved') as waiting, count(*) filter (where status = 'executing') as running
    from (select r.status from requests r join pauses p on p.id = ${id}
      where r.status in ('approved', 'executing') and r.execute <> 'none' and pause_covers(p, r.agent, r.type) limit ${limit}) in_scope`.execute(
    db,
  );
  return { waiting: Number(rows[0]?.waiting ?? 0), running: Number(rows[0]?.running ?? 0) };
}

export async function findPause(db: DbOrTx, id: string): Promise<Pause | null> {
  const row = await db.selectFrom('pauses').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toPause(row) : null;
}

/** The requests that a pause covers and whose effect is approved or has begun, oldest first. */
export async function requestsInScope(db: DbOrTx, id: string, limit: number) {
  return db
    .selectFrom('requests as r')
    .innerJoin('pauses as p', (join) => join.on('p.id', '=', id))
    .select(['r.id', 'r.type', 'r.title', 'r.status'])
    .where('r.status', 'in', ['approved', 'executing'])
    .where('r.execute', '<>', 'none')
    .where(sql<boolean>`pause_covers(p, r.agent, r.type)`)
    .orderBy('r.id')
    .limit(limit)
    .execute();
}

function toPause(row: PauseRow): Pause {
  const { lifted_at: liftedAt, lifted_by_kind: kind, lifted_by_id: liftedBy } = row;
  return {
    id: row.id,
    scope: scopeOf(row),
    reason: row.reason,
    by: { kind: row.by_kind, id: row.by_id },
    at: row.created_at.toISOString(),
    lifted:
      liftedAt === null || kind === null || liftedBy === null
        ? null
        : { by: { kind, id: liftedBy }, at: liftedAt.toISOString(), reason: row.lift_reason },
  };
}

function scopeOf({ scope, value }: PauseRow): PauseScope {
  return scope === 'all' || value === null ? { kind: 'all' } : { kind: scope, value };
}
