import type { MoveView } from '../contracts/move-view.js';
import type { Json } from '../contracts/json.js';
import { storable } from '../contracts/storable.js';
import { findExecution, finishExecution, recordLate } from '../ledger/executions.js';
import { appendAudit } from '../ledger/audit.js';
import { RequestMissing } from './advance.js';
import type { MoveDeps } from './deps.js';
import { adoptLostClaim } from './lost-claim.js';
import { moveView } from './move-view.js';
import { inSession, type Session } from './session.js';

export interface Report {
  requestId: string;
  revision: number;
  fence: number;
  outcome: 'executed' | 'failed' | 'unknown';
  /** Result, or what went wrong. */
  detail: Json;
  reason: string;
}

/**
 * Records what became of an effect, from the holder of its fence. From anybody whose fence is stale, or after the outcome was settled, the
 * report is kept as late evidence and changes nothing.
 */
export async function finishEffect(deps: MoveDeps, reported: Report, nowMs: number): Promise<{ view: MoveView; late: boolean }> {
  // It has happened, whatever the target answered: a result that cannot be stored must not become an effect without an outcome.
  const report = storable(reported);
  const result = await inSession(deps, report.requestId, nowMs, async (session) => {
    const row = await findExecution(session.tx, report.requestId, report.revision);
    if (row && row.outcome === null && row.fence === report.fence && session.state().status === 'executing') {
      await finishExecution(session.tx, report.requestId, report.revision, report.outcome, report.detail, new Date(nowMs));
      session.apply({ kind: 'finished', revision: report.revision, outcome: report.outcome, reason: report.reason, atMs: nowMs });
      return { late: false };
    }
    if (!row || row.fence < report.fence) return { late: 'lost' as const };
    // The same report again (an activity retried after its commit) is no news.
    if (row.outcome === report.outcome && row.fence === report.fence) return { late: false };
    const late = { fence: report.fence, outcome: report.outcome, detail: report.detail, at: new Date(nowMs).toISOString() };
    await recordLate(session.tx, report.requestId, report.revision, late);
    await appendAudit(session.tx, report.requestId, new Date(nowMs), [
      { kind: 'effect.late', body: { revision: report.revision, ...late } },
    ]);
    if (report.outcome === 'executed' && session.state().revision > report.revision) endWhatIsDone(session, report.revision, nowMs);
    return { late: true };
  });
  if (result.kind === 'missing') throw new RequestMissing(report.requestId);
  if (result.value.late === 'lost') return finishLost(deps, report, nowMs);
  return { view: moveView(result.row, result.state, result.move, result.effects), late: result.value.late };
}

/** Somebody said that it had not happened, so it was asked for again; now its worker says that it did. A second time is not what anybody meant. */
function endWhatIsDone(session: Session, revision: number, nowMs: number): void {
  const reason = `revision ${revision} was done after all: its outcome was reported late, after it had been settled otherwise`;
  session.apply({ kind: 'withdrawn', by: 'operator', who: 'countersign', reason, atMs: nowMs });
}

/** The report of a claim that this ledger has forgotten: its outcome is taken where the approval is still known, and kept as evidence where it is not. */
async function finishLost(deps: MoveDeps, report: Report, nowMs: number): Promise<{ view: MoveView; late: boolean }> {
  await adoptLostClaim(deps, report, nowMs);
  const result = await inSession(deps, report.requestId, nowMs, async (session) => {
    const adopted = await findExecution(session.tx, report.requestId, report.revision);
    if (adopted) return true;
    const { revision, fence, outcome, detail } = report;
    const body = { revision, fence, outcome, detail, at: new Date(nowMs).toISOString() };
    await appendAudit(session.tx, report.requestId, new Date(nowMs), [{ kind: 'effect.late', body }]);
    return false;
  });
  if (result.kind === 'missing') throw new RequestMissing(report.requestId);
  if (result.value) return finishEffect(deps, report, nowMs);
  return { view: moveView(result.row, result.state, result.move, result.effects), late: true };
}
