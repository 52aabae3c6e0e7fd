import type { HumanDecisionSignal } from '../contracts/approval.js';
import type { JsonObject } from '../contracts/json.js';
import { pauseActorText, pauseScopeText } from '../contracts/pause.js';
import type { Principal } from '../contracts/principal.js';
import type { Status } from '../contracts/status.js';
import { VIEWER_TEXT } from '../contracts/viewer.js';
import { findExecutionByPermit } from '../ledger/executions.js';
import { addToOutbox } from '../ledger/outbox.js';
import { hasPermission, isViewer } from '../ledger/people.js';
import { reportByPermit } from '../moves/caller-outcome.js';
import { grantPermit } from '../moves/permit.js';
import { inSession } from '../moves/session.js';
import { isOwn, isRefusal, NO_SUCH_REQUEST, refuse, visibleRequest } from './access.js';
import type { IntakeDeps } from './deps.js';
import type { Answer } from './intake.js';
import { sendSoon } from './send.js';

const PERMIT_REFUSALS = {
  permit_consumed: 'The permit was consumed already; an approval runs once.',
  not_approved: 'The request is not approved (or not any more).',
  too_early: 'It is approved, and its veto window or a freeze is not over yet; `details.runFrom` says when.',
  stale_digest: 'The digest is not the one that was approved.',
  not_caller_executed: 'A worker runs this action; there is no permit to take.',
} as const;

/** Consumes the permit for whoever opened the request. */
export async function permit(
  deps: IntakeDeps,
  by: Principal,
  requestId: string,
  digest: string,
): Promise<Answer<{ permitId: string; args: JsonObject; expiresAt: string }>> {
  const row = await visibleRequest(deps.moves.db, by, requestId);
  if (isRefusal(row)) return row;
  if (!isOwn(by, row)) return refuse(403, 'not_yours', 'Only who asked may run what was approved.');
  const result = await grantPermit(deps.moves, requestId, digest, holderOf(by), deps.permitLeaseMs, deps.clock());
  if (!result) return NO_SUCH_REQUEST;
  if (result.kind === 'refused') {
    const { code, status } = result;
    const details: JsonObject = result.code === 'too_early' ? { status, runFrom: result.runFrom.toISOString() } : { status };
    return { ...refuse(409, code, PERMIT_REFUSALS[code]), details };
  }
  if (result.kind === 'paused') {
    const { pause, status } = result;
    const held = refuse(409, 'effects_paused', `${pauseScopeText(pause.scope)}: paused by ${pauseActorText(pause.by)}: ${pause.reason}`);
    return { ...held, details: { status, pause: pause.id, since: pause.at } };
  }
  const { permitId, args, expiresAt } = result;
  return { kind: 'ok', value: { permitId, args, expiresAt: expiresAt.toISOString() } };
}

/** Records what the permit's holder says became of the effect. */
export async function outcome(
  deps: IntakeDeps,
  by: Principal,
  requestId: string,
  body: { permitId: string; outcome: 'executed' | 'failed' | 'unknown'; detail?: JsonObject },
): Promise<Answer<{ status: Status; late: boolean }>> {
  const row = await visibleRequest(deps.moves.db, by, requestId);
  if (isRefusal(row)) return row;
  if (!isOwn(by, row)) return refuse(403, 'not_yours', 'Only who took the permit reports the outcome.');
  const known = await findExecutionByPermit(deps.moves.db, body.permitId);
  if (known?.request_id !== requestId) return refuse(404, 'permit_not_found', 'There is no such permit on this request.', '/permitId');
  const result = await reportByPermit(
    deps.moves,
    { permitId: body.permitId, outcome: body.outcome, detail: body.detail ?? null },
    deps.clock(),
  );
  if (!result) return refuse(404, 'permit_not_found', 'There is no such permit on this request.', '/permitId');
  const signal: HumanDecisionSignal = { decisionId: body.permitId, verb: 'outcome', by: holderOf(by), revision: row.revision };
  sendSoon(deps, { id: result.outboxId, requestId, kind: 'signal', payload: { ...signal } });
  return { kind: 'ok', value: { status: result.status, late: result.late } };
}

/** A person with the override permission (or an administrator) says what became of an unknown effect. */
export async function settle(
  deps: IntakeDeps,
  by: Principal,
  requestId: string,
  body: { outcome: 'executed' | 'failed'; reason: string },
): Promise<Answer<{ status: Status }>> {
  const row = await visibleRequest(deps.moves.db, by, requestId);
  if (isRefusal(row)) return row;
  const allowed = by.kind === 'admin' || (by.kind === 'person' && (await hasPermission(deps.moves.db, by.personId, 'override')));
  if (!allowed && by.kind === 'person' && (await isViewer(deps.moves.db, by.personId))) return refuse(403, 'viewer', VIEWER_TEXT);
  if (!allowed) return refuse(403, 'override_not_permitted', 'Settling an unknown outcome needs the override permission.');
  const nowMs = deps.clock();
  const signal: HumanDecisionSignal = { decisionId: 'settlement', verb: 'settle', by: holderOf(by), revision: row.revision };
  const result = await inSession(deps.moves, requestId, nowMs, async (session) => {
    const moved = session.apply({ kind: 'settled', outcome: body.outcome, by: holderOf(by), reason: body.reason, atMs: nowMs });
    if (moved.kind === 'ignored') return null;
    return addToOutbox(session.tx, { requestId, kind: 'signal', payload: { ...signal } });
  });
  if (result.kind === 'missing') return NO_SUCH_REQUEST;
  if (result.value === null)
    return refuse(409, 'not_unknown', `Only an unknown outcome is settled; the request is ${result.state.status}.`);
  sendSoon(deps, { id: result.value, requestId, kind: 'signal', payload: { ...signal } });
  return { kind: 'ok', value: { status: result.state.status } };
}

function holderOf(by: Principal): string {
  return by.kind === 'person' ? by.personId : by.kind === 'agent' ? by.agent : by.keyId;
}
