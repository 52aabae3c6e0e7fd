import { z } from 'zod';
import type { Group, NewGroup, NewPerson, Person } from '../../../client/src/administration-types.js';
import type { AccountRefusal } from '../../channels/slack/accounts.js';
import type { Roster, SlackAccount, SlackUserGroup } from '../../channels/slack/roster.js';
import { timeZoneSchema } from '../../contracts/people.js';

type Named = Pick<SlackAccount, 'id' | 'handle' | 'name'>;

/** One change that the import makes. */
export type ImportStep =
  | { kind: 'create_person'; account: Named; person: NewPerson & { id: string } }
  /** Slack knows it, and nobody had entered one. */
  | { kind: 'set_time_zone'; personId: string; timeZone: string }
  | { kind: 'create_group'; userGroup: Pick<SlackUserGroup, 'id' | 'handle'>; group: NewGroup & { members: string[] } }
  | { kind: 'change_members'; groupId: string; userGroup: Pick<SlackUserGroup, 'id' | 'handle'>; add: string[]; remove: string[] };

/** What the import leaves alone, and why. */
export type ImportNote =
  | { kind: 'linked'; account: Named; personId: string }
  /** Not a full member. `personId`: linked all the same, from before. */
  | { kind: 'refused'; account: Named; why: AccountRefusal; personId: string | null }
  /** Perhaps the same human; only an administrator can say. */
  | { kind: 'same_email' | 'same_name'; account: Named; personIds: string[] }
  | { kind: 'inactive'; account: Named; personId: string }
  /** A group of this name is not filled by this user group. */
  | { kind: 'group_taken'; userGroup: Pick<SlackUserGroup, 'id' | 'handle'>; groupId: string };

export interface ImportPlan {
  teamId: string;
  steps: ImportStep[];
  notes: ImportNote[];
}

const emailSchema = z.email().max(320);
const MAX_PERSON_ID = 128;
const MAX_GROUP_ID = 64;

/**
 * What importing this roster would change. Accounts are the same people as before by their link alone: whoever has the same e-mail address or
 * name as somebody without an account here is reported and left out. `onlyMembers`: nobody but members of the roster's user groups.
 */
export function planImport(roster: Roster, people: readonly Person[], groups: readonly Group[], onlyMembers: boolean): ImportPlan {
  const steps: ImportStep[] = [];
  const notes: ImportNote[] = [];
  const wanted = new Set(roster.userGroups.flatMap(({ members }) => members));
  const linked = linkedPeople(people, roster.teamId);
  /** Account id → whom it stands for after the import; only those who may be put into groups. */
  const personOf = new Map<string, string>();
  const takenIds = new Set(people.map(({ id }) => id.toLowerCase()));

  for (const account of roster.accounts) {
    if (onlyMembers && !wanted.has(account.id)) continue;
    const named = { id: account.id, handle: account.handle, name: account.name };
    const person = linked.get(account.id);
    if (account.refusal !== null) notes.push({ kind: 'refused', account: named, why: account.refusal, personId: person?.id ?? null });
    else if (person) {
      if (!person.active) notes.push({ kind: 'inactive', account: named, personId: person.id });
      else {
        notes.push({ kind: 'linked', account: named, personId: person.id });
        personOf.set(account.id, person.id);
        const timeZone = knownZone(account);
        if (person.timeZone === null && timeZone !== null) steps.push({ kind: 'set_time_zone', personId: person.id, timeZone });
      }
    } else {
      const alike = lookAlike(account, people, roster.teamId);
      if (alike) notes.push({ kind: alike.kind, account: named, personIds: alike.personIds });
      else {
        const made = newPerson(account, roster.teamId, takenIds);
        takenIds.add(made.id.toLowerCase());
        personOf.set(account.id, made.id);
        steps.push({ kind: 'create_person', account: named, person: made });
      }
    }
  }
  for (const userGroup of roster.userGroups) {
    const outcome = planGroup(userGroup, { people, groups, teamId: roster.teamId, personOf, steps });
    if (outcome === null) continue;
    if (outcome.kind === 'group_taken') notes.push(outcome);
    else steps.push(outcome);
  }
  return { teamId: roster.teamId, steps, notes };
}

function linkedPeople(people: readonly Person[], teamId: string): Map<string, Person> {
  return new Map(
    people.flatMap((person) =>
      person.identities
        .filter(({ channel, tenant }) => channel === 'slack' && tenant === teamId)
        .map(({ subject }): [string, Person] => [subject, person]),
    ),
  );
}

function hasAccount(person: Person, teamId: string): boolean {
  return person.identities.some(({ channel, tenant }) => channel === 'slack' && tenant === teamId);
}

const folded = (text: string) => text.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ');

/** People, inactive ones too, with the same address; or with the same name and no account here, who may be the same human. */
function lookAlike(account: SlackAccount, people: readonly Person[], teamId: string) {
  const email = account.email === null ? null : folded(account.email);
  const sameEmail = people.filter((person) => {
    const addresses = [person.email, ...person.identities.filter(({ channel }) => channel === 'email').map(({ subject }) => subject)];
    return email !== null && addresses.some((address) => address !== null && folded(address) === email);
  });
  if (sameEmail.length > 0) return { kind: 'same_email' as const, personIds: sameEmail.map(({ id }) => id) };
  const sameName = people.filter((person) => folded(person.name) === folded(account.name) && !hasAccount(person, teamId));
  return sameName.length > 0 ? { kind: 'same_name' as const, personIds: sameName.map(({ id }) => id) } : null;
}

function newPerson(account: SlackAccount, teamId: string, takenIds: ReadonlySet<string>): NewPerson & { id: string } {
  const email = emailSchema.safeParse(account.email);
  const timeZone = knownZone(account);
  return {
    id: freeId(safeId(account.handle, MAX_PERSON_ID - 10) ?? account.id.toLowerCase(), takenIds),
    name: account.name,
    ...(email.success ? { email: email.data } : {}),
    ...(timeZone === null ? {} : { timeZone }),
    identities: [{ channel: 'slack', tenant: teamId, subject: account.id }],
  };
}

function knownZone({ timeZone }: SlackAccount): string | null {
  const parsed = timeZoneSchema.safeParse(timeZone);
  return parsed.success ? parsed.data : null;
}

/** A handle as an id: lower case, with `-` for what an id cannot hold; null where nothing is left. */
function safeId(handle: string, longest: number): string | null {
  const plain = handle
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  const id = plain
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, longest)
    .replace(/[^a-z0-9]+$/, '');
  return id === '' ? null : id;
}

function freeId(id: string, taken: ReadonlySet<string>): string {
  if (!taken.has(id)) return id;
  let n = 2;
  while (taken.has(`${id}-${n}`)) n += 1;
  return `${id}-${n}`;
}

interface Known {
  people: readonly Person[];
  groups: readonly Group[];
  teamId: string;
  personOf: ReadonlyMap<string, string>;
  steps: readonly ImportStep[];
}

/** Null where the group is as it should be. */
function planGroup(
  { id, handle, members }: SlackUserGroup,
  known: Known,
): ImportStep | Extract<ImportNote, { kind: 'group_taken' }> | null {
  const userGroup = { id, handle };
  const wanted = [...new Set(members.flatMap((member) => known.personOf.get(member) ?? []))].sort();
  const group = known.groups.find(({ slackUserGroup }) => slackUserGroup === id);
  if (!group) {
    const groupId = safeId(handle, MAX_GROUP_ID) ?? id.toLowerCase();
    const planned = known.steps.some((step) => step.kind === 'create_group' && step.group.id === groupId);
    if (planned || known.groups.some((each) => each.id.toLowerCase() === groupId)) return { kind: 'group_taken', userGroup, groupId };
    return { kind: 'create_group', userGroup, group: { id: groupId, slackUserGroup: id, members: wanted } };
  }
  // Whoever has no account here was put there by hand, and stays.
  const fromSlack = new Set(known.people.filter((person) => hasAccount(person, known.teamId)).map((person) => person.id));
  const add = wanted.filter((member) => !group.members.includes(member));
  const remove = group.members.filter((member) => fromSlack.has(member) && !wanted.includes(member));
  return add.length + remove.length === 0 ? null : { kind: 'change_members', groupId: group.id, userGroup, add, remove };
}
