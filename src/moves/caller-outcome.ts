import type { HumanDecisionSignal } from '../contracts/approval.js';
import type { Json } from '../contracts/json.js';
import type { Status } from '../contracts/status.js';
import { findExecutionByPermit } from '../ledger/executions.js';
import { addToOutbox } from '../ledger/outbox.js';
import type { MoveDeps } from './deps.js';
import { finishEffect } from './finish.js';

/**
 * What a caller that took a permit says became of its effect. The run is woken by the outbox: it only has to close. Undefined for a permit that
 * was never given.
 */
export async function reportByPermit(
  deps: MoveDeps,
  report: { permitId: string; outcome: 'executed' | 'failed' | 'unknown'; detail: Json },
  nowMs: number,
): Promise<{ requestId: string; status: Status; late: boolean; outboxId: string } | undefined> {
  const row = await findExecutionByPermit(deps.db, report.permitId);
  if (!row) return undefined;
  const { request_id: requestId, revision, fence } = row;
  const reason = `reported by ${row.holder}`;
  const { view, late } = await finishEffect(
    deps,
    { requestId, revision, fence, outcome: report.outcome, detail: report.detail, reason },
    nowMs,
  );
  const signal: HumanDecisionSignal = { decisionId: report.permitId, verb: 'outcome', by: row.holder, revision };
  // After the commit and not in it: if this row is lost with the process, the lease's timer wakes the run instead.
  const outboxId = await deps.db.transaction().execute((tx) => addToOutbox(tx, { requestId, kind: 'signal', payload: { ...signal } }));
  return { requestId, status: view.status, late, outboxId };
}
