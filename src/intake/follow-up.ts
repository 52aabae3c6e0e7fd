import type { Json } from '../contracts/json.js';
import { submitRequestSchema } from '../contracts/submit.js';
import { appendAudit } from '../ledger/audit.js';
import { lockRequest } from '../ledger/requests.js';
import type { FollowUp } from '../moves/follow-up.js';
import type { IntakeDeps } from './deps.js';
import { openOnce } from './open-once.js';

/**
 * Opens what follows from another request. Where nobody can be asked (all of them overrode, or have left) that is recorded there instead: it must
 * not be tried for ever.
 */
export async function openFollowUp(deps: IntakeDeps, requestId: string, payload: Json): Promise<void> {
  // Only moves write this kind of row, from the same type.
  const { key, body, asked, neither, excluded = [], agent } = payload as unknown as FollowUp;
  const asker = {
    kind: 'admin' as const,
    id: 'countersign',
    agent,
    ownerId: neither,
    excluded,
    follows: requestId,
    ...(asked ? { instead: asked } : {}),
  };
  const opened = await openOnce(deps, { name: 'countersign', asker }, submitRequestSchema.parse(body), key);
  if (opened.kind === 'known') return;
  const entry: { kind: string; body: Json } =
    opened.kind === 'created'
      ? { kind: 'followUp.opened', body: { request: opened.id } }
      : { kind: 'followUp.refused', body: { code: opened.code, reason: opened.message } };
  const at = new Date(deps.clock());
  await deps.moves.db.transaction().execute(async (tx) => {
    // The lock orders the chain.
    await lockRequest(tx, requestId);
    await appendAudit(tx, requestId, at, [entry]);
  });
}
