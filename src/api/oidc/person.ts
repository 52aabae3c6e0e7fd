import { changeDirectory } from '../../ledger/directory-version.js';
import { holderOf, linkIdentity } from '../../ledger/identities.js';
import type { Tx } from '../../ledger/ledger.js';
import { newId } from '../../ledger/new-id.js';
import { findPerson, insertPerson, updatePerson, type Person } from '../../ledger/people.js';
import { standingAfter } from '../../ledger/roles.js';
import type { Role } from '../../contracts/principal.js';
import type { ApiDeps } from '../deps.js';
import { claimTexts, type Account, type OidcProvider } from './provider.js';

/** Whom an account of the provider is here. `none`: nobody; `inactive`: somebody who left; `no_role`: none of its groups may use this. */
export type Found = { kind: 'person'; person: Person } | { kind: 'none' } | { kind: 'inactive' } | { kind: 'no_role' };

const identityOf = (provider: OidcProvider, { subject }: Account) => ({ channel: 'oidc' as const, tenant: provider.issuer, subject });

/**
 * The person behind an account: linked before, or made now where that is allowed. Never by e-mail address or name, which others can come to
 * have. Where roles follow the provider, they are brought up to date.
 */
export async function personBehind(deps: Pick<ApiDeps, 'db' | 'log'>, provider: OidcProvider, account: Account): Promise<Found> {
  const wanted = provider.groups === null ? undefined : roleFor(provider.groups, account);
  const holder = await holderOf(deps.db, identityOf(provider, account));
  if (wanted === null && (holder !== null || provider.createPeople !== null)) return { kind: 'no_role' };
  if (holder === null && provider.createPeople === null) return { kind: 'none' };
  const person = holder === null ? null : await findPerson(deps.db, holder);
  if (person && !person.active) return { kind: 'inactive' };
  if (person && (wanted === undefined || wanted === null || wanted === person.role)) return { kind: 'person', person };
  // One after another: two first sign-ins of one account at the same time make one person.
  return changeDirectory(deps.db, (tx) => change(tx, deps, provider, account, wanted ?? undefined));
}

async function change(
  tx: Tx,
  { log }: Pick<ApiDeps, 'log'>,
  provider: OidcProvider,
  account: Account,
  wanted: Role | undefined,
): Promise<Found> {
  const holder = await holderOf(tx, identityOf(provider, account));
  const before = holder === null ? null : await findPerson(tx, holder);
  if (before && !before.active) return { kind: 'inactive' };
  const id = before?.id ?? newId('per');
  const role = wanted ?? provider.createPeople ?? 'viewer';
  const after = standingAfter({ viewer: before?.role === 'viewer', permissions: before?.permissions ?? [] }, { role });
  if ('problem' in after) throw new Error(after.problem);
  if (before) {
    await updatePerson(tx, id, after);
    log.info({ administration: 'role_from_provider', personId: id, role, was: before.role }, 'administration: role_from_provider');
  } else {
    // An id of our own making: policies name people by it, and a stranger must not choose one that a policy means.
    await insertPerson(tx, { id, name: nameOf(account), email: emailOf(account), ...after });
    await linkIdentity(tx, id, identityOf(provider, account), 'oidc');
    log.info({ administration: 'person_from_provider', personId: id, role }, 'administration: person_from_provider');
  }
  const person = await findPerson(tx, id);
  return person ? { kind: 'person', person } : { kind: 'none' };
}

const RANK: Readonly<Record<Role, number>> = { viewer: 0, reviewer: 1, manager: 2 };

/** The highest role that the account's groups give, or what everybody else gets; null: nothing. */
export function roleFor({ claim, roles }: NonNullable<OidcProvider['groups']>, { claims }: Pick<Account, 'claims'>): Role | null {
  const given = claimTexts(claims, claim).flatMap((group) => (group === '*' ? [] : (roles.get(group) ?? [])));
  const [highest] = [...given].sort((a, b) => RANK[b] - RANK[a]);
  return highest ?? roles.get('*') ?? null;
}

/** As colleagues know them, as far as the provider says. */
export function nameOf({ claims, subject }: Pick<Account, 'claims' | 'subject'>): string {
  const found = ['name', 'preferred_username', 'email']
    .map((name) => claims[name])
    .find((value) => typeof value === 'string' && value.trim() !== '');
  return (typeof found === 'string' ? found.trim() : subject).slice(0, 200);
}

function emailOf({ claims: { email } }: Account): string | null {
  return typeof email === 'string' && /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(email) ? email : null;
}
