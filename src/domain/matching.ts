/** Places of which people take at most `count`. */
export interface Places {
  count: number;
  /** For each place the numbers of the people who can take it. */
  fillers: readonly (readonly number[])[];
}

export interface Matching {
  /** How many places are taken in each group; earlier groups are served first, and the sum is the largest that there is. */
  taken: readonly number[];
  /** For each group the places where one more person would raise the sum: none where nothing is missing. */
  wanted: readonly (readonly number[])[];
}

const FREE = -1;

/**
 * Seats people, each in one place, so that as many places as possible are taken: augmenting paths (Kuhn's algorithm) in which a whole group
 * asks for one more place. Whoever sits already may be moved, and so may the place that a group uses, but no group ever loses what it has;
 * that is why the answer does not depend on the order of the people.
 */
export function match(groups: readonly Places[], people: number): Matching {
  const places = groups.flatMap(({ fillers }, group) => fillers.map((who) => ({ who, group })));
  const firstOf: number[] = [];
  let first = 0;
  for (const { fillers } of groups) {
    firstOf.push(first);
    first += fillers.length;
  }
  const personAt = new Int32Array(places.length).fill(FREE);
  const placeOf = new Int32Array(people).fill(FREE);
  const seen = new Uint8Array(places.length);

  const sit = (person: number, place: number): true => {
    personAt[place] = person;
    placeOf[person] = place;
    return true;
  };
  const oneMore = (group: number): boolean => {
    const from = firstOf[group] ?? 0;
    const to = from + (groups[group]?.fillers.length ?? 0);
    for (let place = from; place < to; place += 1) {
      if (personAt[place] === FREE && seen[place] === 0 && find(place)) return true;
    }
    return false;
  };
  const find = (place: number): boolean => {
    seen[place] = 1;
    const who = places[place]?.who ?? [];
    for (const person of who) if (placeOf[person] === FREE) return sit(person, place);
    for (const person of who) if (leave(placeOf[person] ?? FREE)) return sit(person, place);
    return false;
  };
  /** Whether the group of this taken place can do without its person: somebody else takes the place, or another one of the group. */
  const leave = (place: number): boolean => {
    if (seen[place] !== 0) return false;
    if (find(place)) return true;
    if (!oneMore(places[place]?.group ?? 0)) return false;
    personAt[place] = FREE;
    return true;
  };

  const taken = groups.map(({ count }, group) => {
    for (let filled = 0; ; filled += 1) {
      seen.fill(0);
      if (filled >= count || !oneMore(group)) return filled;
    }
  });
  seen.fill(0);
  // These all fail; what they have looked at on the way are the places that a newcomer could start from.
  for (const [group, { count }] of groups.entries()) if ((taken[group] ?? 0) < count) oneMore(group);
  const wanted = groups.map(({ fillers }, group) => [...fillers.keys()].filter((place) => seen[(firstOf[group] ?? 0) + place] === 1));
  return { taken, wanted };
}
