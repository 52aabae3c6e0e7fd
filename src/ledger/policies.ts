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
  /** As it was written. */
  text?: string;
  /** The person or key that puts it. */
  madeBy?: string;
  /** The active version that it was written from, 0 for none; left out: whichever there is. */
  basedOn?: number | undefined;
}

export type PutPolicy =
  | { kind: 'stored'; policy: PolicyRow; changed: boolean }
  /** Somebody else was faster: `active` is the version that stands now, 0 for none. Nothing was changed. */
  | { kind: 'overtaken'; active: number };

/** What a change of one policy must not meet halfway: another change of the policies. Held until the transaction ends. */
const POLICIES_LOCK = 0x636f756e;

/**
 * Makes this document the active version of its name. The same content again changes nothing but its source and place; another one becomes the
 * next version, and the old ones stay for the requests that were planned by them.
 */
export async function putPolicy(db: Db, policy: NewPolicy): Promise<PutPolicy> {
  const { name } = policy.document;
  const written = policy.text === undefined ? {} : { text: policy.text };
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${POLICIES_LOCK})`.execute(tx);
    const active = await findPolicy(tx, name);
    if (policy.basedOn !== undefined && policy.basedOn !== (active?.version ?? 0))
      return { kind: 'overtaken', active: active?.version ?? 0 };
    const position = policy.position ?? active?.position ?? (await lastPosition(tx)) + 1;
    if (active && active.digest === policy.digest) {
      await tx
        .updateTable('policies')
        // Comments and layout may have changed, which the digest does not see.
        .set({ source: policy.source, position, ...written })
        .where('name', '=', name)
        .where('active', '=', true)
        .execute();
      return { kind: 'stored', policy: { ...active, source: policy.source, position }, changed: false };
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
        made_by: policy.madeBy ?? null,
        ...written,
      })
      .execute();
    const stored = await findPolicy(tx, name);
    if (!stored) throw new Error(`policy ${name} vanished`);
    return { kind: 'stored', policy: stored, changed: true };
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

export interface PolicyVersionRow extends PolicyRow {
  /** As it was written; null for versions from before this was kept. */
  text: string | null;
  madeBy: string | null;
}

/** Every version of a policy, newest first. */
export async function listPolicyVersions(db: DbOrTx, name: string, limit: number): Promise<PolicyVersionRow[]> {
  return db
    .selectFrom('policies')
    .select([
      'name',
      'version',
      'digest',
      'document',
      'source',
      'position',
      'active',
      'text',
      'made_by as madeBy',
      'created_at as createdAt',
    ])
    .where('name', '=', name)
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();
}

/** Sets the order of evaluation. False, and nothing changes, where these are not the active policies, each once. */
export async function orderPolicies(db: Db, names: readonly string[]): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${POLICIES_LOCK})`.execute(tx);
    const active = new Set((await listActivePolicies(tx)).map(({ name }) => name));
    if (active.size !== names.length || new Set(names).size !== names.length || !names.every((name) => active.has(name))) return false;
    for (const [position, name] of names.entries())
      await tx.updateTable('policies').set({ position }).where('name', '=', name).where('active', '=', true).execute();
    return true;
  });
}
