import { standingsHeld } from './holders.js';
import type { Member, Round, Standing } from './state.js';

/**
 * The members after hand-overs: whoever handed over fills nothing, and whoever holds it now fills it beside their own. What was handed over
 * is looked up among `members` and `away` (people who are absent, but could vote), because groups change; with `away` given, the place of
 * somebody who is in neither is nobody's any more.
 */
export function withDelegations(
  members: readonly Member[],
  delegations: Round['delegations'],
  away?: readonly Member[],
): readonly Member[] {
  if (delegations.length === 0) return members;
  const places = [...members, ...(away ?? [])].flatMap(({ standings }) => standings);
  const present = (standing: Standing): readonly Standing[] => {
    const now = places.find(({ as }) => as === standing.as) ?? (away ? undefined : standing);
    return now ? [now] : [];
  };
  const now = delegations.map((each) => ({ ...each, standings: each.standings.flatMap(present) }));
  return members
    .map(({ personId, standings }) => ({ personId, standings: standingsHeld(personId, standings, now) }))
    .filter(({ standings }) => standings.length > 0);
}
