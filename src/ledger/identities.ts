import type { Identity } from '../contracts/principal.js';
import type { DbOrTx } from './ledger.js';

/** Where e-mail addresses and phone numbers are compared, case does not matter; the vendors' opaque ids are taken as they are. */
function subjectOf(identity: Identity): string {
  return identity.channel === 'email' ? identity.subject.toLowerCase() : identity.subject;
}

/** Links an account to a person; false if it belongs to another person. The same link again changes nothing. */
export async function linkIdentity(db: DbOrTx, personId: string, identity: Identity, linkedBy: string): Promise<boolean> {
  await db
    .insertInto('identities')
    .values({ channel: identity.channel, tenant: identity.tenant, subject: subjectOf(identity), person_id: personId, linked_by: linkedBy })
    .onConflict((conflict) => conflict.columns(['channel', 'tenant', 'subject']).doNothing())
    .execute();
  return (await holderOf(db, identity)) === personId;
}

/** False if it was not linked to this person. */
export async function unlinkIdentity(db: DbOrTx, personId: string, identity: Identity): Promise<boolean> {
  const result = await db
    .deleteFrom('identities')
    .where('channel', '=', identity.channel)
    .where('tenant', '=', identity.tenant)
    .where('subject', '=', subjectOf(identity))
    .where('person_id', '=', personId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Whose account it is, also where that person is not active any more; null: nobody's. */
export async function holderOf(db: DbOrTx, identity: Identity): Promise<string | null> {
  const row = await db
    .selectFrom('identities')
    .select('person_id')
    .where('channel', '=', identity.channel)
    .where('tenant', '=', identity.tenant)
    .where('subject', '=', subjectOf(identity))
    .executeTakeFirst();
  return row?.person_id ?? null;
}

/** The active person behind an account that a channel has authenticated; null for a stranger. */
export async function personOfIdentity(db: DbOrTx, identity: Identity): Promise<{ id: string; name: string; viewer: boolean } | null> {
  const row = await db
    .selectFrom('identities')
    .innerJoin('people', 'people.id', 'identities.person_id')
    .where('identities.channel', '=', identity.channel)
    .where('identities.tenant', '=', identity.tenant)
    .where('identities.subject', '=', subjectOf(identity))
    .where('people.active', '=', true)
    .select(['people.id', 'people.name', 'people.viewer'])
    .executeTakeFirst();
  return row ?? null;
}

/** The person's account on that channel; `tenant` null: any. Null where there is none. */
export async function accountOfPerson(
  db: DbOrTx,
  personId: string,
  channel: Identity['channel'],
  tenant: string | null,
): Promise<string | null> {
  let query = db.selectFrom('identities').select('subject').where('person_id', '=', personId).where('channel', '=', channel);
  if (tenant !== null) query = query.where('tenant', '=', tenant);
  const row = await query.orderBy('created_at').executeTakeFirst();
  return row?.subject ?? null;
}
