import { sql } from 'kysely';
import type { Policy, StoredPolicy } from '../contracts/policy.js';
import { json } from './json-column.js';
import type { Db, DbOrTx } from './ledger.js';

/** A policy with where it came from: a file's name, or `api`. */
export interface PolicyRow extends StoredPolicy {
  source: string;
  position: number;
  active: boolean;
  createdAt: Date;
}

export interface NewPolicy {
  document: Policy;
  /** `policyDigest(document)`. */
  digest: string;
  source: string;
  /** Order of evaluation, the first match wins; left out: where it stands, or last for a new one. */
  position?: number;
}

/** What a change of one policy must not meet halfway: another change of the policies. Held until the transaction ends. */
const POLICIES_LOCK = 0x636f756e;

/**
 * Makes this document the active version of its name. The same content again changes nothing but its source and place; another one becomes the
 * next version, and the old ones stay for the requests that were planned by them.
 */
export async function putPolicy(db: Db, policy: NewPolicy): Promise<{ policy: PolicyRow; changed: boolean }> {
  const { name } = policy.document;
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${POLICIES_LOCK})`.execute(tx);
    const active = await findPolicy(tx, name);
    const position = policy.position ?? active?.position ?? (await lastPosition(tx)) + 1;
    if (active && active.digest === policy.digest) {
      await tx
        .updateTable('policies')
        .set({ source: policy.source, position })
        .where('name', '=', name)
        .where('active', '=', true)
        .execute();
      return { policy: { ...active, source: policy.source, position }, changed: false };
    }
    const latest = await tx
      .selectFrom('policies')
      .select((eb) => eb.fn.max('version').as('version'))
      .where('name', '=', name)
      .executeTakeFirst();
    await deactivatePolicy(tx, name);
    await tx
      .insertInto('policies')
      .values({
        name,
        version: (latest?.version ?? 0) + 1,
        document: json(policy.document),
        digest: policy.digest,
        source: policy.source,
        position,
        active: true,
      })
      .execute();
    const stored = await findPolicy(tx, name);
    if (!stored) throw new Error(`policy ${name} vanished`);
    return { policy: stored, changed: true };
  });
}

/** No longer evaluated; its versions stay readable. False if it was not active. */
export async function deactivatePolicy(db: DbOrTx, name: string): Promise<boolean> {
  const result = await db
    .updateTable('policies')
    .set({ active: false })
    .where('name', '=', name)
    .where('active', '=', true)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

async function lastPosition(db: DbOrTx): Promise<number> {
  const row = await db
    .selectFrom('policies')
    .select((eb) => eb.fn.max('position').as('position'))
    .where('active', '=', true)
    .executeTakeFirst();
  return row?.position ?? 0;
}

function policies(db: DbOrTx) {
  return db
    .selectFrom('policies')
    .select(['name', 'version', 'digest', 'document', 'source', 'position', 'active', 'created_at as createdAt'])
    .where('active', '=', true);
}

/** The active version. */
export async function findPolicy(db: DbOrTx, name: string): Promise<PolicyRow | null> {
  return (await policies(db).where('name', '=', name).executeTakeFirst()) ?? null;
}

/** In the order of evaluation. */
export async function listActivePolicies(db: DbOrTx): Promise<PolicyRow[]> {
  return policies(db).orderBy('position').orderBy('name').execute();
}
