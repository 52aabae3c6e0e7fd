import type { ReviewerRef } from '../contracts/plan.js';
import type { DbOrTx } from './ledger.js';

/** Who stands behind a request, beside those who decide it. */
export interface Parties {
  /** The requester, the agent's owner, and the person who made the request: each once, as references. */
  people: readonly ReviewerRef[];
  agent: string | null;
  callbackUrl: string | null;
}

export async function partiesOf(db: DbOrTx, requestId: string): Promise<Parties> {
  const row = await db
    .selectFrom('requests')
    .select(['callback_url', 'agent', 'requester_id', 'owner_id', 'requested_by_kind', 'requested_by_id'])
    .where('id', '=', requestId)
    .executeTakeFirst();
  if (!row) return { people: [], agent: null, callbackUrl: null };
  const ids = [row.requester_id, row.owner_id, row.requested_by_kind === 'person' ? row.requested_by_id : null];
  return {
    people: [...new Set(ids.flatMap((id): ReviewerRef[] => (id === null ? [] : [`person:${id}`])))],
    agent: row.agent,
    callbackUrl: row.callback_url,
  };
}
