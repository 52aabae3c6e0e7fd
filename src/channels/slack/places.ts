import type { Addressee, Addressees } from '../../ledger/addressees.js';

/** The account of a person in this workspace; with a null team any Slack account. */
export function accountIn(person: Pick<Addressee, 'identities'> | undefined, teamId: string | null): string | null {
  const own = person?.identities.find(({ channel, tenant }) => channel === 'slack' && (teamId === null || tenant === teamId));
  return own?.subject ?? null;
}

/**
 * A group's channel where it has one, else its members; people directly; beside them whoever stands in for somebody absent and is not in that
 * group. The fallback only where that reaches nobody.
 */
export function targetsOf(addressees: Addressees, teamId: string | null, fallbackChannel: string | null): string[] {
  if (addressees.refs.length === 0) return [];
  const standIns = (personId: string) => addressees.people.filter(({ standsInFor }) => standsInFor.includes(personId)).map(({ id }) => id);
  const accountOf = accountsOf(addressees, teamId);
  const targets = addressees.refs.flatMap((ref) => {
    const [kind, id = ''] = ref.split(/:(.*)/s);
    if (kind === 'person') return [id, ...standIns(id)].flatMap(accountOf);
    const group = addressees.groups.find((each) => each.id === id);
    if (!group) return [];
    const outside = group.members.flatMap(standIns).filter((standIn) => !group.members.includes(standIn));
    return [...(group.slackChannel === null ? group.members.flatMap(accountOf) : [group.slackChannel]), ...outside.flatMap(accountOf)];
  });
  if (targets.length === 0 && fallbackChannel !== null) return [fallbackChannel];
  return [...new Set(targets)];
}

/** The people meant, and the members of the groups meant, each alone. */
export function directTargetsOf(addressees: Addressees, teamId: string | null): string[] {
  const accountOf = accountsOf(addressees, teamId);
  const people = addressees.refs.flatMap((ref) => {
    const [kind, id = ''] = ref.split(/:(.*)/s);
    return kind === 'person' ? [id] : (addressees.groups.find((each) => each.id === id)?.members ?? []);
  });
  return [...new Set(people.flatMap(accountOf))];
}

function accountsOf({ people }: Addressees, teamId: string | null) {
  return (personId: string): string[] => {
    const account = accountIn(
      people.find(({ id }) => id === personId),
      teamId,
    );
    return account === null ? [] : [account];
  };
}
