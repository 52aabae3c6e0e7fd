import { sql } from 'kysely';
import { bumpDirectory } from './directory-version.js';
import type { Db, DbOrTx, Tx } from './ledger.js';
import { newId } from './new-id.js';

/** Half-open: `from` belongs to it, `until` is the first moment back. */
export interface Absence {
  id: string;
  personId: string;
  from: Date;
  until: Date;
  /** Who fills this person's place meanwhile. */
  delegateId: string | null;
  note: string | null;
  createdAt: Date;
}

const SHOWN = [
  'id',
  'person_id as personId',
  'from_at as from',
  'until_at as until',
  'delegate_id as delegateId',
  'note',
  'created_at as createdAt',
] as const;

export async function insertAbsence(
  tx: Tx,
  absence: Omit<Absence, 'id' | 'createdAt'> & { madeBy: string },
  nowMs: number,
): Promise<Absence> {
  return tx
    .insertInto('absences')
    .values({
      id: newId('abs', nowMs),
      person_id: absence.personId,
      from_at: absence.from,
      until_at: absence.until,
      delegate_id: absence.delegateId,
      note: absence.note,
      made_by: absence.madeBy,
      // Whoever enters it raises the version for what has begun; the clock does for the rest.
      begun: absence.from.getTime() <= nowMs,
      ended: absence.until.getTime() <= nowMs,
    })
    .returning(SHOWN)
    .executeTakeFirstOrThrow();
}

export interface AbsenceFilter {
  /** Null: everybody's. */
  personId: string | null;
  /** Only those that end later; null: the past ones too. */
  endsAfterMs: number | null;
  /** The last one of the page before. */
  after: { from: Date; id: string } | null;
  limit: number;
}

/** By beginning. */
export async function listAbsences(db: DbOrTx, { personId, endsAfterMs, after, limit }: AbsenceFilter): Promise<Absence[]> {
  let query = db.selectFrom('absences').select(SHOWN).orderBy('from_at').orderBy('id').limit(limit);
  if (personId !== null) query = query.where('person_id', '=', personId);
  if (endsAfterMs !== null) query = query.where('until_at', '>', new Date(endsAfterMs));
  if (after !== null) query = query.where(sql<boolean>`(from_at, id) > (${after.from}, ${after.id})`);
  return query.execute();
}

/** False if this person has no such absence. */
export async function deleteAbsence(tx: Tx, personId: string, id: string): Promise<boolean> {
  const result = await tx.deleteFrom('absences').where('id', '=', id).where('person_id', '=', personId).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/**
 * Whether the delegate's own absences lead back to the person at any instant of this one, through whichever delegates. All that overlap count,
 * also where another one would hold at that instant: deleting one must not close a circle.
 */
export async function closesCircle(tx: Tx, absence: { personId: string; delegateId: string; from: Date; until: Date }): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    with recursive chain (person_id, from_at, until_at) as (
      select ${absence.delegateId}::text, ${absence.from}::timestamptz, ${absence.until}::timestamptz
      union select next.delegate_id, greatest(chain.from_at, next.from_at), least(chain.until_at, next.until_at)
      from chain join absences next on next.person_id = chain.person_id and next.delegate_id is not null
        and next.from_at < chain.until_at and next.until_at > chain.from_at)
    select exists (select 1 from chain where person_id = ${absence.personId}) as found`.execute(tx);
  return rows[0]?.found ?? false;
}

/** Raises the directory's version for absences that began or ended by the clock since the last look; how many there were. */
export async function noticeAbsences(db: Db, nowMs: number): Promise<number> {
  const now = new Date(nowMs);
  const unnoticed = sql<boolean>`not ended and (until_at <= ${now} or (from_at <= ${now} and not begun))`;
  // Usually there is nothing, and then nobody's change of the directory has to wait.
  if ((await db.selectFrom('absences').select('id').where(unnoticed).limit(1).executeTakeFirst()) === undefined) return 0;
  return db.transaction().execute(async (tx) => {
    await bumpDirectory(tx);
    const noticed = await tx
      .updateTable('absences')
      .set({ begun: true, ended: sql<boolean>`until_at <= ${now}` })
      .where(unnoticed)
      .executeTakeFirst();
    return Number(noticed.numUpdatedRows);
  });
}
