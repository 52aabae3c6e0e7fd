import type { Principal } from '../contracts/principal.js';
import type { DbOrTx } from './ledger.js';
import { newId } from './new-id.js';
import { hashSecret, newSecret } from './secrets.js';

/** What a key is made for. `ownerId` is the person who answers for the agent, and never approves what it asks for. */
export type KeyPurpose =
  { kind: 'admin' } | { kind: 'agent'; agent: string; ownerId: string | null } | { kind: 'person'; personId: string };

export interface KeyRow {
  id: string;
  kind: 'admin' | 'agent' | 'person';
  name: string;
  agent: string | null;
  personId: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** "Used recently" is shown to people in minutes; a write per call would serve nobody. */
const LAST_USED_EVERY_MS = 60_000;

const KIND_LETTER = { admin: 'a', agent: 'g', person: 'p' } as const;

/** Makes a key; `key` is told once and not kept. */
export async function createKey(db: DbOrTx, purpose: KeyPurpose, name: string): Promise<{ id: string; key: string }> {
  const key = `csk_${KIND_LETTER[purpose.kind]}${newSecret()}`;
  return { id: await insertKey(db, purpose, name, key), key };
}

/** Takes over an admin key that the operator chose (`COUNTERSIGN_ADMIN_KEY`); the same one again changes nothing. */
export async function adoptAdminKey(db: DbOrTx, key: string, name: string): Promise<void> {
  await insertKey(db, { kind: 'admin' }, name, key);
}

async function insertKey(db: DbOrTx, purpose: KeyPurpose, name: string, key: string): Promise<string> {
  const id = newId('key');
  await db
    .insertInto('api_keys')
    .values({
      id,
      kind: purpose.kind,
      name,
      hash: hashSecret(key),
      agent: purpose.kind === 'agent' ? purpose.agent : null,
      person_id: purpose.kind === 'agent' ? purpose.ownerId : purpose.kind === 'person' ? purpose.personId : null,
    })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute();
  return id;
}

/** Who stands behind a key; null for one that is unknown or revoked, or whose person was deactivated. */
export async function principalOfKey(db: DbOrTx, key: string, nowMs: number): Promise<Principal | null> {
  const row = await db
    .selectFrom('api_keys as key')
    .leftJoin('people as person', 'person.id', 'key.person_id')
    .leftJoin('agents as agent', 'agent.name', 'key.agent')
    .where('key.hash', '=', hashSecret(key))
    .where('key.revoked_at', 'is', null)
    .select(['key.id', 'key.kind', 'key.agent', 'key.person_id', 'key.last_used_at', 'person.active', 'agent.owner_id'])
    .executeTakeFirst();
  if (!row) return null;
  const principal = toPrincipal(row);
  if (principal && nowMs - (row.last_used_at?.getTime() ?? 0) >= LAST_USED_EVERY_MS) {
    await db
      .updateTable('api_keys')
      .set({ last_used_at: new Date(nowMs) })
      .where('id', '=', row.id)
      .execute();
  }
  return principal;
}

interface Found {
  id: string;
  kind: 'admin' | 'agent' | 'person';
  agent: string | null;
  person_id: string | null;
  active: boolean | null;
  owner_id: string | null;
}

function toPrincipal(row: Found): Principal | null {
  switch (row.kind) {
    case 'admin':
      return { kind: 'admin', keyId: row.id };
    case 'agent':
      return row.agent === null ? null : { kind: 'agent', keyId: row.id, agent: row.agent, owner: row.owner_id ?? row.person_id };
    case 'person':
      return row.person_id === null || row.active !== true ? null : { kind: 'person', personId: row.person_id };
  }
}

/** Newest first. */
export async function listKeys(db: DbOrTx, page: { before: string | null; limit: number }): Promise<KeyRow[]> {
  let query = db.selectFrom('api_keys').selectAll().orderBy('id', 'desc').limit(page.limit);
  if (page.before !== null) query = query.where('id', '<', page.before);
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    agent: row.agent,
    personId: row.person_id,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }));
}

/** False if there is no such key; revoking twice keeps the first time. */
export async function revokeKey(db: DbOrTx, id: string, nowMs: number): Promise<boolean> {
  const result = await db
    .updateTable('api_keys')
    .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(new Date(nowMs))) }))
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Whether anybody can administer: the first start makes a key where nobody can. */
export async function hasAdminKey(db: DbOrTx): Promise<boolean> {
  const row = await db
    .selectFrom('api_keys')
    .select('id')
    .where('kind', '=', 'admin')
    .where('revoked_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
