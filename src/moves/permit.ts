import type { JsonObject } from '../contracts/json.js';
import type { Status } from '../contracts/status.js';
import { definitionOf } from '../ledger/definitions.js';
import { findExecution, insertExecution } from '../ledger/executions.js';
import { newId } from '../ledger/new-id.js';
import { authorise } from './authorise.js';
import type { MoveDeps } from './deps.js';
import { inSession } from './session.js';

export type Permit =
  | { kind: 'granted'; permitId: string; revision: number; args: JsonObject; expiresAt: Date }
  | { kind: 'refused'; code: 'permit_consumed' | 'not_approved' | 'too_early' | 'stale_digest' | 'not_caller_executed'; status: Status };

/** Consumes the single right to run an approved digest, for callers that execute themselves. A second call is refused, whoever makes it. */
export async function grantPermit(
  deps: MoveDeps,
  requestId: string,
  digest: string,
  holder: string,
  leaseMs: number,
  nowMs: number,
): Promise<Permit | undefined> {
  const result = await inSession(deps, requestId, nowMs, async (session): Promise<Permit> => {
    const refuse = (code: Extract<Permit, { kind: 'refused' }>['code']): Permit => ({
      kind: 'refused',
      code,
      status: session.state().status,
    });
    const { revision, execute } = session.state();
    if (execute !== 'caller') return refuse('not_caller_executed');
    if (await findExecution(session.tx, requestId, revision)) return refuse('permit_consumed');
    if (session.state().status !== 'approved') return refuse('not_approved');
    if (session.state().digest !== digest) return refuse('stale_digest');
    const allowed = await authorise(deps, session, nowMs);
    const now = session.state();
    if (allowed.kind === 'refused') return refuse(now.status === 'approved' && !now.due ? 'too_early' : 'not_approved');
    const { action } = allowed.revision;
    const [permitId, leaseUntil] = [newId('prm', nowMs), new Date(nowMs + leaseMs)];
    const effect = (await definitionOf(session.tx, action.type, action.version))?.effect ?? 'once';
    const claim = { requestId, revision, digest, executor: 'caller' as const, effect, holder, permitId, leaseUntil, at: new Date(nowMs) };
    await insertExecution(session.tx, claim);
    session.apply({ kind: 'claimed', revision, fence: 1, leaseUntilMs: leaseUntil.getTime(), atMs: nowMs });
    return { kind: 'granted', permitId, revision, args: action.args, expiresAt: leaseUntil };
  });
  return result.kind === 'missing' ? undefined : result.value;
}
