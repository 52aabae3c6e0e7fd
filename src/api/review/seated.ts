import type { VoteNow } from '../../contracts/review.js';

/**
 * Which vote stands for which entry, so that as many entries as possible are filled: somebody who is in two groups fills one of them. For showing; what
 * counts is matched by the rules. Undefined: the entry is still open.
 */
export function seated(
  entries: readonly string[],
  votes: readonly VoteNow[],
  fills: (ref: string, personId: string) => boolean,
): readonly (VoteNow | undefined)[] {
  const fits = (entry: number, vote: VoteNow) => fills(entries[entry] ?? '', vote.as);
  return votes.reduce<readonly (VoteNow | undefined)[]>(
    (places, vote) => withPlace(places, vote, fits, new Set()) ?? places,
    entries.map(() => undefined),
  );
}

/** An augmenting path: whoever holds the place moves to another one that fits, if there is one. */
function withPlace(
  places: readonly (VoteNow | undefined)[],
  vote: VoteNow,
  fits: (entry: number, vote: VoteNow) => boolean,
  tried: Set<number>,
): readonly (VoteNow | undefined)[] | null {
  for (const entry of places.keys()) {
    if (tried.has(entry) || !fits(entry, vote)) continue;
    tried.add(entry);
    const holder = places[entry];
    const moved = holder === undefined ? places : withPlace(places, holder, fits, tried);
    if (moved) return moved.with(entry, vote);
  }
  return null;
}
