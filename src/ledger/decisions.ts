import type { OperationNodeSource, Selectable } from 'kysely';
import type { ChannelName, NotCountedReason, Verb } from '../contracts/decision.js';
import type { JsonObject } from '../contracts/json.js';
import { json } from './json-column.js';
import type { DbOrTx, Tx } from './ledger.js';
import type { RequestRow } from './requests.js';
import type { DecisionsTable } from './schema/requests.js';
import { ONE, together } from './together.js';

export type DecisionRow = Selectable<DecisionsTable>;

/** What a verb carries besides its words: whom it names (references), and for how long. */
export interface DecisionDetails {
  to: string | null;
  from: string | null;
  forMs: number | null;
}

export interface NewDecision {
  decisionId: string;
  personId: string;
  verb: Verb;
  revision: number;
  digest: string;
  comment: string | null;
  args: JsonObject | null;
  answer: string | null;
  details: DecisionDetails;
  channel: ChannelName;
  /** What is true of the person at this moment; the reducer counts by it. */
  facts: object;
  at: Date;
}

/** Appends to the request's inbox. Needs the row lock: the sequence number given under it is the order in which decisions count. Answers the row as it is then. */
export async function insertDecision<R extends RequestRow>(tx: Tx, row: R, decision: NewDecision): Promise<R> {
  const seq = row.next_seq + 1;
  const counter = tx.updateTable('requests').set({ next_seq: seq }).where('id', '=', row.id).returning(ONE);
  const inserted = tx
    .insertInto('decisions')
    .values({
      request_id: row.id,
      seq,
      decision_id: decision.decisionId,
      person_id: decision.personId,
      verb: decision.verb,
      revision: decision.revision,
      digest: decision.digest,
      comment: decision.comment,
      args: decision.args === null ? null : json(decision.args),
      answer: decision.answer,
      details: json(decision.details),
      on_behalf_of: null,
      channel: decision.channel,
      facts: json(decision.facts),
      counted: null,
      reason: null,
      at: decision.at,
      counted_at: null,
    })
    .returning(ONE);
  await together(tx, [counter, inserted]);
  return { ...row, next_seq: seq };
}

export async function findDecision(db: DbOrTx, requestId: string, decisionId: string): Promise<DecisionRow | undefined> {
  return db
    .selectFrom('decisions')
    .selectAll()
    .where('request_id', '=', requestId)
    .where('decision_id', '=', decisionId)
    .executeTakeFirst();
}

/** What became of a decision, and where its request stands now: in one look, so that the two fit. */
export async function findReceipt(
  db: DbOrTx,
  requestId: string,
  decisionId: string,
): Promise<(Pick<DecisionRow, 'counted' | 'reason'> & Pick<RequestRow, 'status'>) | undefined> {
  return db
    .selectFrom('decisions')
    .innerJoin('requests', 'requests.id', 'decisions.request_id')
    .select(['decisions.counted', 'decisions.reason', 'requests.status'])
    .where('decisions.request_id', '=', requestId)
    .where('decisions.decision_id', '=', decisionId)
    .executeTakeFirst();
}

/** Inbox rows after a sequence number, in the order they were committed. */
export async function decisionsAfter(tx: Tx, requestId: string, afterSeq: number): Promise<DecisionRow[]> {
  return tx.selectFrom('decisions').selectAll().where('request_id', '=', requestId).where('seq', '>', afterSeq).orderBy('seq').execute();
}

/** Writes what became of a decision; one that has its receipt keeps it. A statement for `together`. */
export function receiptStatement(
  tx: Tx,
  requestId: string,
  seq: number,
  counted: boolean,
  reason: NotCountedReason | null,
  onBehalfOf: string | null,
  at: Date,
): OperationNodeSource {
  return tx
    .updateTable('decisions')
    .set({ counted, reason, on_behalf_of: onBehalfOf, counted_at: at })
    .where('request_id', '=', requestId)
    .where('seq', '=', seq)
    .where('counted', 'is', null)
    .returning(ONE);
}
