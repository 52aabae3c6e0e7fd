import { randomBytes } from 'node:crypto';
import type { DbOrTx } from './ledger.js';

/** As it is shown: the signing secret is told once and never listed. */
export interface Agent {
  name: string;
  kind: 'registered' | 'http';
  url: string | null;
  ownerId: string | null;
  canPropose: boolean;
  canRevise: boolean;
  createdAt: Date;
}

export interface NewHttpAgent {
  name: string;
  url: string;
  ownerId: string | null;
  canPropose: boolean;
  canRevise: boolean;
}

/** Makes an HTTP agent; `secret` (Standard Webhooks) is told once. Null if the name is taken. */
export async function createHttpAgent(db: DbOrTx, agent: NewHttpAgent): Promise<{ secret: string } | null> {
  // Standard Webhooks asks for 24 to 64 bytes.
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const result = await db
    .insertInto('agents')
    .values({
      name: agent.name,
      kind: 'http',
      url: agent.url,
      secret,
      owner_id: agent.ownerId,
      can_propose: agent.canPropose,
      can_revise: agent.canRevise,
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n ? { secret } : null;
}

/** A worker says which agents it runs. An HTTP agent of the same name is left as it is. */
export async function registerAgent(db: DbOrTx, agent: { name: string; canRevise: boolean }): Promise<void> {
  await db
    .insertInto('agents')
    .values({
      name: agent.name,
      kind: 'registered',
      url: null,
      secret: null,
      owner_id: null,
      can_propose: true,
      can_revise: agent.canRevise,
    })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ can_revise: agent.canRevise }).where('agents.kind', '=', 'registered'))
    .execute();
}

/** False if there is no such agent. */
export async function setAgentOwner(db: DbOrTx, name: string, ownerId: string | null): Promise<boolean> {
  const result = await db.updateTable('agents').set({ owner_id: ownerId }).where('name', '=', name).executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

const SHOWN = [
  'name',
  'kind',
  'url',
  'owner_id as ownerId',
  'can_propose as canPropose',
  'can_revise as canRevise',
  'created_at as createdAt',
] as const;

export async function findAgent(db: DbOrTx, name: string): Promise<Agent | null> {
  return (await db.selectFrom('agents').select(SHOWN).where('name', '=', name).executeTakeFirst()) ?? null;
}

/** By name; `after` is the last name of the page before. */
export async function listAgents(db: DbOrTx, page: { after: string | null; limit: number }): Promise<Agent[]> {
  let query = db.selectFrom('agents').select(SHOWN).orderBy('name').limit(page.limit);
  if (page.after !== null) query = query.where('name', '>', page.after);
  return query.execute();
}

/** Where an HTTP agent is called and what signs the call; null for a registered or unknown agent. Only the worker asks. */
export async function findHttpAgent(db: DbOrTx, name: string): Promise<{ name: string; url: string; secret: string } | null> {
  const row = await db
    .selectFrom('agents')
    .select(['name', 'url', 'secret'])
    .where('name', '=', name)
    .where('kind', '=', 'http')
    .executeTakeFirst();
  return row && row.url !== null && row.secret !== null ? { name: row.name, url: row.url, secret: row.secret } : null;
}
