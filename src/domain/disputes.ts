import { product } from './product.js';
import type { Member } from './state.js';

/** A dispute needs a hand-over beside an absence; more of them at once are not worth trying them all. */
const MAX_CHOICES = 16;

/**
 * The same people, without anybody who could count as a human that somebody else counts as too. Where two could (a person handed over
 * while an absence had named another delegate), one list for each way to say who may. With more than MAX_CHOICES ways only the first is
 * given: its people can vote beside each other, but another choice might do better.
 */
export function undisputed(members: readonly Member[]): readonly (readonly Member[])[] {
  const claims = new Map<string, string[]>();
  for (const { personId, standings } of members) {
    for (const human of new Set([personId, ...standings.map(({ as }) => as)])) {
      const others = claims.get(human);
      if (others) others.push(personId);
      else claims.set(human, [personId]);
    }
  }
  const disputed = [...claims].filter(([, claimants]) => claimants.length > 1);
  if (disputed.length === 0) return [members];
  // In one order, whatever the order of the members; whose place it is comes first.
  const choices = disputed
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([human, claimants]) =>
      claimants.sort((a, b) => (a === human || (b !== human && a < b) ? -1 : 1)).map((owner) => ({ human, owner })),
    );
  const tooMany = choices.reduce((all, each) => all * each.length, 1) > MAX_CHOICES;
  const tried = tooMany ? choices.map((each) => each.slice(0, 1)) : choices;
  return product(tried).map((choice) => settled(members, new Map(choice.map(({ human, owner }) => [human, owner]))));
}

function settled(members: readonly Member[], owners: ReadonlyMap<string, string>): readonly Member[] {
  const owns = (personId: string, human: string): boolean => (owners.get(human) ?? personId) === personId;
  return members
    .filter(({ personId }) => owns(personId, personId))
    .map(({ personId, standings }) => ({ personId, standings: standings.filter(({ as }) => owns(personId, as)) }));
}
