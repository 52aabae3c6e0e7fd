import { listGroups } from '../../ledger/groups.js';
import type { Db } from '../../ledger/ledger.js';
import { listActiveNames } from '../../ledger/people.js';

export interface Choice {
  /** A reviewer: `person:ada`, `group:finance`. */
  value: string;
  title: string;
}

/** Whom a hand-over may name. */
export interface Takers {
  people: readonly Choice[];
  groups: readonly Choice[];
}

/** More than these nobody finds in a list; whoever is not in it is named through the API or the command line. */
const MOST = 500;

/** Active people that a hand-over may name, by name, and the groups that a place may be given to. */
export async function loadTakers(db: Db, without: ReadonlySet<string>): Promise<Takers> {
  const [people, groups] = await Promise.all([listActiveNames(db, MOST), listGroups(db, { after: null, limit: MOST })]);
  return {
    people: people
      .filter(({ id }) => !without.has(id))
      .map(({ id, name }) => ({ value: `person:${id}`, title: name === id ? name : `${name} (${id})` })),
    groups: groups.map(({ id }) => ({ value: `group:${id}`, title: id })),
  };
}
