import type { JsonObject } from '../contracts/json.js';
import type { Pause } from '../contracts/pause.js';
import type { Status } from '../contracts/status.js';
import { definitionOf } from '../ledger/definitions.js';
import { findExecution, insertExecution } from '../ledger/executions.js';
import { newId } from '../ledger/new-id.js';
import { authorise } from './authorise.js';
import { takeClaim } from './claim.js';
import type { MoveDeps } from './deps.js';
import { inSession } from './session.js';

export type Permit =
  | { kind: 'granted'; permitId: string; revision: number; args: JsonObject; expiresAt: Date }
  /** The kill switch holds it; the approval is kept. */
  | { kind: 'paused'; pause: Pause; status: Status }
  /** Approved, and its veto window or a freeze is not over. */
  | { kind: 'refused'; code: 'too_early'; status: Status; runFrom: Date }
  | { kind: 'refused'; code: 'permit_consumed' | 'not_approved' | 'stale_digest' | 'not_caller_executed'; status: Status };

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
    const refuse = (code: Exclude<Extract<Permit, { kind: 'refused' }>['code'], 'too_early'>): Permit => ({
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
    if (allowed.kind === 'paused') return { kind: 'paused', pause: allowed.pause, status: now.status };
    if (allowed.kind === 'refused')
      return now.status === 'approved' && !now.due
        ? { kind: 'refused', code: 'too_early', status: now.status, runFrom: new Date(now.runFromMs) }
        : refuse('not_approved');
    const { action } = allowed.revision;
    const [permitId, leaseUntil] = [newId('prm', nowMs), new Date(nowMs + leaseMs)];
    const effect = (await definitionOf(session.tx, action.type, action.version))?.effect ?? 'once';
    const claim = { requestId, revision, digest, executor: 'caller' as const, effect, holder, permitId, leaseUntil, at: new Date(nowMs) };
    await insertExecution(session.tx, claim);
    takeClaim(session, { revision, leaseUntilMs: leaseUntil.getTime(), atMs: nowMs });
    return { kind: 'granted', permitId, revision, args: action.args, expiresAt: leaseUntil };
  });
  return result.kind === 'missing' ? undefined : result.value;
}
