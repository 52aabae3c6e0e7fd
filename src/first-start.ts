import { adoptAdminKey, createKey, hasAdminKey } from './ledger/keys.js';
import { setGroupsOf } from './ledger/groups.js';
import { permissionSchema } from './contracts/principal.js';
import type { Db } from './ledger/ledger.js';
import { insertPerson } from './ledger/people.js';
import { createSignInLink } from './ledger/sign-in-links.js';

/** What the first start on an empty ledger makes, told once. */
export interface FirstStart {
  readonly adminKey: string;
  readonly personId: string;
  readonly personKey: string;
  /** Signs the person in at the request pages, once. */
  readonly signInUrl: string;
  readonly agentKey: string;
}

/** Groups of the ready-made policies: on a laptop, "you" are everybody. */
const EVERYBODY = ['reviewers', 'releasers', 'support', 'finance', 'finance-leads', 'leads', 'security', 'security-leads'];

/**
 * Makes the admin key, the person "you" and a key for the example agent on the first start; null on every later one. With an admin key of the
 * operator's own, only that key is kept. One process at a time: the caller holds the start-up lock.
 */
export async function firstStart(
  db: Db,
  options: { adminKey: string | null; demo: boolean; agent: string; publicUrl: string; nowMs: number },
): Promise<FirstStart | null> {
  const known = await hasAdminKey(db);
  if (options.adminKey !== null) await adoptAdminKey(db, options.adminKey, 'COUNTERSIGN_ADMIN_KEY');
  if (known || (options.adminKey !== null && !options.demo)) return null;
  const personId = 'you';
  await insertPerson(db, { id: personId, name: 'You', email: null, permissions: permissionSchema.options });
  await setGroupsOf(db, personId, options.demo ? EVERYBODY : ['reviewers']);
  const adminKey = options.adminKey ?? (await createKey(db, { kind: 'admin' }, 'first start')).key;
  const { key: personKey } = await createKey(db, { kind: 'person', personId }, 'first start');
  const { key: agentKey } = await createKey(db, { kind: 'agent', agent: options.agent, ownerId: null }, 'first start');
  const { token } = await createSignInLink(db, { personId, nextPath: '/' }, options.nowMs);
  return { adminKey, personId, personKey, agentKey, signInUrl: `${options.publicUrl}/sign-in?token=${token}` };
}
