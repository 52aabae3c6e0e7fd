import type { Principal } from '../contracts/principal.js';
import { isResolved, isTerminal } from '../contracts/status.js';
import type { AuditEntry, RequestView } from '../contracts/view.js';
import { readAudit } from '../ledger/audit.js';
import { findRequest, type RequestRow } from '../ledger/requests.js';
import { stateOf } from '../moves/persist.js';
import { noteSighting } from '../ledger/sightings.js';
import { loadRequestView } from '../moves/request-view.js';
import { isRefusal, maySee, NO_SUCH_REQUEST, visibleRequest } from './access.js';
import type { IntakeDeps } from './deps.js';
import type { Answer } from './intake.js';
import { pause } from './send.js';

export async function view(deps: IntakeDeps, by: Principal, requestId: string): Promise<Answer<RequestView>> {
  const row = await visibleRequest(deps.moves.db, by, requestId);
  if (isRefusal(row)) return row;
  const value = await loadRequestView(deps.moves.db, requestId, deps.links);
  if (!value) return NO_SUCH_REQUEST;
  if (by.kind !== 'person' || value.revision === 0) return { kind: 'ok', value };
  const lastSeen = await noteSighting(deps.moves.db, requestId, by.personId, value.revision, new Date(deps.clock()));
  return { kind: 'ok', value: { ...value, lastSeen } };
}

export async function audit(deps: IntakeDeps, by: Principal, requestId: string): Promise<Answer<AuditEntry[]>> {
  const row = await visibleRequest(deps.moves.db, by, requestId);
  return isRefusal(row) ? row : { kind: 'ok', value: await readAudit(deps.moves.db, requestId) };
}

/** Longest time between two looks of a long poll, milliseconds; a move made in this process is heard at once. Somebody waits for a person here: a quarter of a second is nothing. */
const LOOK_EVERY_MS = 250;

/** Resolved, and where it was approved also past its veto window: whoever waits for permission can go on. */
function isUsable(row: RequestRow): boolean {
  const state = stateOf(row);
  return isResolved(row.status) && !(state.status === 'approved' && !state.due);
}

export async function wait(
  deps: IntakeDeps,
  by: Principal,
  requestId: string,
  until: 'resolved' | 'terminal' | 'change',
  timeoutMs: number,
  options: { sinceMove?: number; signal?: AbortSignal } = {},
): Promise<Answer<RequestView>> {
  const { signal = new AbortController().signal } = options;
  const deadline = performance.now() + timeoutMs;
  let since = options.sinceMove;
  for (;;) {
    // Listening starts before the look, or a move in between would go unheard.
    const moved = deps.moves.nextMove(requestId, LOOK_EVERY_MS);
    const row = await findRequest(deps.moves.db, requestId);
    if (!row || !maySee(by, row)) return NO_SUCH_REQUEST;
    since ??= row.move;
    const holds = until === 'change' ? row.move > since : until === 'terminal' ? isTerminal(row.status) : isUsable(row);
    const left = deadline - performance.now();
    if (holds || left <= 0 || signal.aborted) break;
    await Promise.race([moved, pause(Math.min(LOOK_EVERY_MS, left), signal)]);
  }
  return view(deps, by, requestId);
}
