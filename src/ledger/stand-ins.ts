import { sql, type RawBuilder } from 'kysely';
import type { DbOrTx } from './ledger.js';

/** Who is absent, and whom they named; null: nobody who may decide. */
export type Away = ReadonlyMap<string, string | null>;

/** A place is handed on at most this often. */
const MOST_HAND_OVERS = 5;

/**
 * Who fills the place of somebody absent: the delegate, or where that one is absent too, the delegate's. Null where the chain ends with
 * nobody: no delegate, a circle, too many hand-overs, or somebody who `may` not stand in.
 */
export function presentDelegate(personId: string, away: Away, may: (delegateId: string) => boolean): string | null {
  const seen = new Set([personId]);
  let delegate = away.get(personId) ?? null;
  for (let handOvers = 1; handOvers <= MOST_HAND_OVERS; handOvers += 1) {
    if (delegate === null || seen.has(delegate) || !may(delegate)) return null;
    if (!away.has(delegate)) return delegate;
    seen.add(delegate);
    delegate = away.get(delegate) ?? null;
  }
  return null;
}

/** Absent people whose place this person fills, by id. */
export function standsInFor(personId: string, away: Away, may: (delegateId: string) => boolean): string[] {
  return [...away.keys()].filter((absent) => absent !== personId && presentDelegate(absent, away, may) === personId).sort();
}

/**
 * The people who may decide and are absent at this moment with the delegate of each, as a query: `person_id`, `delegate_id`. Of several absences the
 * one that began last holds, among those that name a delegate if any does.
 */
export function absentAt(at: RawBuilder<Date>): RawBuilder<unknown> {
  return sql`select distinct on (absence.person_id) absence.person_id, case when delegate.decides then delegate.id end as delegate_id
    from absences absence
    join people person on person.id = absence.person_id and person.decides
    left join people delegate on delegate.id = absence.delegate_id
    where absence.from_at <= ${at} and absence.until_at > ${at}
    order by absence.person_id, absence.delegate_id is null, absence.from_at desc, absence.id desc`;
}

/** The rows of `absentAt`, as one JSON value; null where nobody is absent. */
export type AwayJson = Record<string, string | null> | null;
export function awayJsonAt(at: RawBuilder<Date>): RawBuilder<AwayJson> {
  return sql<AwayJson>`(select jsonb_object_agg(person_id, delegate_id) from (${absentAt(at)}) as away)`;
}

export function awayOf(value: AwayJson): Away {
  return new Map(Object.entries(value ?? {}));
}

async function loadAway(db: DbOrTx, nowMs: number): Promise<Away> {
  const { rows } = await sql<{ away: AwayJson }>`select ${awayJsonAt(sql`${new Date(nowMs)}::timestamptz`)} as away`.execute(db);
  return awayOf(rows[0]?.away ?? null);
}

/** Absent people whose place this person fills at that moment, whatever is asked: for "waiting for me". */
export async function standInsOf(db: DbOrTx, personId: string, nowMs: number): Promise<string[]> {
  return standsInFor(personId, await loadAway(db, nowMs), () => true);
}
