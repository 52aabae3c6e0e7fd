import type { RequestView } from '../../src/contracts/view.js';
import { openLedger, type Db } from '../../src/ledger/ledger.js';
import { migrate } from '../../src/ledger/migrate.js';
import { createTestDatabase } from './servers.js';

export interface LedgerFixture {
  db: Db;
  url: string;
  close(): Promise<void>;
}

/** A migrated ledger of its own. */
export async function openTestLedger(): Promise<LedgerFixture> {
  const { url, drop } = await createTestDatabase();
  const db = openLedger({ url });
  await migrate(db);
  return {
    db,
    url,
    close: async () => {
      await db.destroy();
      await drop();
    },
  };
}

export async function addPerson(
  db: Db,
  id: string,
  account?: { tenant: string; subject: string },
  groups: readonly string[] = [],
): Promise<void> {
  await db.insertInto('people').values({ id, name: id, email: null, permissions: [] }).execute();
  if (account)
    await db
      .insertInto('identities')
      .values({ channel: 'slack', ...account, person_id: id, linked_by: 'test' })
      .execute();
  for (const group of groups) await db.insertInto('group_members').values({ group_id: group, person_id: id }).execute();
}

/** Only the row that deliveries hang on; what cards show comes from the view. */
export async function addRequestRow(db: Db, view: RequestView, callbackUrl: string | null = null): Promise<void> {
  await db
    .insertInto('requests')
    .values({
      id: view.id,
      status: view.status,
      revision: view.revision,
      digest: view.digest,
      state: 'null',
      move: view.move,
      next_seq: 1,
      type: view.type,
      title: view.action?.title ?? null,
      risk: view.action?.risk ?? null,
      confidence: null,
      agent: view.agent,
      requested_by_kind: 'agent',
      requested_by_id: 'support-bot',
      requester_id: null,
      owner_id: null,
      execute: 'worker',
      input: 'null',
      claims: '{}',
      callback_url: callbackUrl,
      plan: 'null',
      asked: [],
      deadline_at: null,
      wake_at: null,
      resolution: null,
      task_queue: 'test',
    })
    .execute();
}
