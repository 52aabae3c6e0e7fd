import type { OperationNodeSource, Selectable } from 'kysely';
import type { EffectKind } from '../contracts/action.js';
import type { Json } from '../contracts/json.js';
import { json } from './json-column.js';
import type { DbOrTx, Tx } from './ledger.js';
import type { ExecutionsTable } from './schema/effects.js';
import { ONE } from './together.js';

export type ExecutionRow = Selectable<ExecutionsTable>;

export async function findExecution(db: DbOrTx, requestId: string, revision: number): Promise<ExecutionRow | undefined> {
  return db.selectFrom('executions').selectAll().where('request_id', '=', requestId).where('revision', '=', revision).executeTakeFirst();
}

export async function findExecutionByPermit(db: DbOrTx, permitId: string): Promise<ExecutionRow | undefined> {
  return db.selectFrom('executions').selectAll().where('permit_id', '=', permitId).executeTakeFirst();
}

export interface NewExecution {
  requestId: string;
  revision: number;
  digest: string;
  executor: 'worker' | 'caller';
  effect: EffectKind;
  holder: string;
  permitId: string | null;
  leaseUntil: Date;
  at: Date;
  /** 1 unless earlier claims are known of that this ledger has lost. */
  fence?: number;
}

/** The claim: the primary key (request, revision) refuses a second one for ever. */
export async function insertExecution(tx: Tx, claim: NewExecution): Promise<void> {
  await tx
    .insertInto('executions')
    .values({
      request_id: claim.requestId,
      revision: claim.revision,
      digest: claim.digest,
      executor: claim.executor,
      effect: claim.effect,
      fence: claim.fence ?? 1,
      holder: claim.holder,
      permit_id: claim.permitId,
      lease_until: claim.leaseUntil,
      outcome: null,
      detail: json(null),
      late: json(null),
      claimed_at: claim.at,
      finished_at: null,
    })
    .execute();
}

/** Takes over an effect whose holder's lease ended: the higher fence shuts the old holder out. */
export async function takeOver(
  tx: Tx,
  requestId: string,
  revision: number,
  fence: number,
  holder: string,
  leaseUntil: Date,
): Promise<void> {
  await tx
    .updateTable('executions')
    .set({ fence, holder, lease_until: leaseUntil })
    .where('request_id', '=', requestId)
    .where('revision', '=', revision)
    .execute();
}

/** Extends the lease of the holder of this fence; false when it has lost it. */
export async function renewLease(db: DbOrTx, requestId: string, revision: number, fence: number, leaseUntil: Date): Promise<boolean> {
  const result = await db
    .updateTable('executions')
    .set({ lease_until: leaseUntil })
    .where('request_id', '=', requestId)
    .where('revision', '=', revision)
    .where('fence', '=', fence)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function finishExecution(
  tx: Tx,
  requestId: string,
  revision: number,
  outcome: 'executed' | 'failed' | 'unknown',
  detail: Json,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('executions')
    .set({ outcome, detail: json(detail), finished_at: at })
    .where('request_id', '=', requestId)
    .where('revision', '=', revision)
    .execute();
}

/** Gives an effect that nobody reported its outcome; one that was reported keeps its own. A statement for `together`. */
export function closeStatement(
  tx: Tx,
  requestId: string,
  revision: number,
  outcome: 'executed' | 'failed' | 'unknown',
  at: Date,
): OperationNodeSource {
  return tx
    .updateTable('executions')
    .set({ outcome, finished_at: at })
    .where('request_id', '=', requestId)
    .where('revision', '=', revision)
    .where('outcome', 'is', null)
    .returning(ONE);
}

/** A result that came after the outcome was settled: evidence, never acted on. */
export async function recordLate(tx: Tx, requestId: string, revision: number, late: Json): Promise<void> {
  await tx
    .updateTable('executions')
    .set({ late: json(late) })
    .where('request_id', '=', requestId)
    .where('revision', '=', revision)
    .execute();
}
