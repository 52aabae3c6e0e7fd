import { sql } from 'kysely';
import type { Spread } from '../../contracts/stats.js';
import type { Tx } from '../ledger.js';
import { NO_SPREAD, spreadOf } from './response-times.js';
import { ofScope, resolvedIn, type StatsScope } from './scope.js';

export interface ReviewerLoad {
  personId: string;
  name: string;
  asked: number;
  openNow: number;
  toDecision: Spread;
}

/** Requests that asked the same people, and of which the same people are part or have voted. */
interface Alike {
  asked: string[];
  without: string[];
  n: number;
}

/** Everybody who was asked or decided in the period, or is asked now. */
export async function reviewerLoads(tx: Tx, scope: StatsScope): Promise<ReviewerLoad[]> {
  const people = await peopleWithRefs(tx);
  const decided = new Map((await decisionsBy(tx, scope)).map(({ personId, spread }) => [personId, spread]));
  const asked = perPerson(await askedIn(tx, scope), people);
  const open = perPerson(await askedNow(tx, scope), people);
  return people.flatMap(({ id, name }) => {
    const load = { asked: asked.get(id) ?? 0, openNow: open.get(id) ?? 0, toDecision: decided.get(id) ?? NO_SPREAD };
    return load.asked + load.openNow + load.toDecision.count === 0 ? [] : [{ personId: id, name, ...load }];
  });
}

interface PersonWithRefs {
  id: string;
  name: string;
  /** Whoever decides at all; others are no longer asked. */
  decides: boolean;
  refs: string[];
}

async function peopleWithRefs(tx: Tx): Promise<PersonWithRefs[]> {
  const { rows } = await sql<PersonWithRefs>`
    with recursive belongs (person_id, group_id) as (
      select person_id, group_id from group_members
      union select belongs.person_id, nested.parent_id from belongs join group_groups nested on nested.child_id = belongs.group_id)
    select people.id, people.name, people.decides, array['person:' || people.id] || coalesce(mine.refs, '{}') as refs
    from people left join (select person_id, array_agg('group:' || group_id) as refs from belongs group by 1) mine on mine.person_id = people.id
    order by people.id collate "C"`.execute(tx);
  return rows;
}

async function decisionsBy(tx: Tx, scope: StatsScope): Promise<{ personId: string; spread: Spread }[]> {
  const { rows } = await sql<{ person_id: string; n: number; percentiles: [number, number] }>`
    select person_id, count(*)::int as n, percentile_disc(array[0.5, 0.9]) within group (order by ms) as percentiles
    from (select unnest(deciders) collate "C" as person_id, unnest(decider_ms)::float8 as ms from resolutions where ${resolvedIn(scope)} and deciders <> '{}') said
    group by person_id`.execute(tx);
  return rows.map(({ person_id: personId, n, percentiles }) => ({ personId, spread: spreadOf(n, percentiles) }));
}

async function askedIn(tx: Tx, scope: StatsScope): Promise<Alike[]> {
  const { rows } = await sql<Alike>`
    select asked, selves as without, count(*)::int as n from resolutions where ${resolvedIn(scope)} and asked <> '{}' group by 1, 2`.execute(
    tx,
  );
  return rows;
}

/** Those who voted are waited for no more. */
async function askedNow(tx: Tx, scope: StatsScope): Promise<Alike[]> {
  const { rows } = await sql<Alike>`
    select asked, without, count(*)::int as n from (
      select asked, array_remove(array[requester_id, owner_id, case requested_by_kind when 'person' then requested_by_id end], null)
        || array(select substr(word, 4) from unnest(voted) word where word like 'by:%' or word like 'as:%') as without
      from requests where status = 'pending' and ${ofScope(scope)}) waiting
    group by 1, 2`.execute(tx);
  return rows;
}

/** Few requests differ in whom they ask, so people are looked up once for each kind and not for each request. */
function perPerson(requests: readonly Alike[], people: readonly PersonWithRefs[]): Map<string, number> {
  const byRef = new Map<string, string[]>();
  for (const { id, decides, refs } of people) {
    if (!decides) continue;
    for (const ref of refs) {
      const known = byRef.get(ref);
      if (known) known.push(id);
      else byRef.set(ref, [id]);
    }
  }
  const counts = new Map<string, number>();
  for (const { asked, without, n } of requests) {
    for (const id of new Set(asked.flatMap((ref) => byRef.get(ref) ?? []))) {
      if (!without.includes(id)) counts.set(id, (counts.get(id) ?? 0) + n);
    }
  }
  return counts;
}
