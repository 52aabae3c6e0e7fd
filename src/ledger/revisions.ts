import { sql, type Selectable } from 'kysely';
import type { Action } from '../contracts/action.js';
import type { Plan } from '../contracts/plan.js';
import { json } from './json-column.js';
import type { DbOrTx, Tx } from './ledger.js';
import type { RevisionsTable } from './schema/requests.js';
import { ONE, together } from './together.js';
import { wordsOfAction } from './words.js';

export type RevisionRow = Selectable<RevisionsTable>;

export interface NewRevision {
  requestId: string;
  revision: number;
  digest: string;
  action: Action;
  plan: Plan;
  author: { kind: 'agent' | 'caller' | 'person'; id: string };
  at: Date;
}

/** A revision is written once; its primary key refuses a second one with the same number. The request is found by its words from then on. */
export async function insertRevision(tx: Tx, { requestId, revision, digest, action, plan, author, at }: NewRevision): Promise<void> {
  const written = tx
    .insertInto('revisions')
    .values({
      request_id: requestId,
      revision,
      digest,
      action: json(action),
      plan: json(plan),
      author_kind: author.kind,
      author_id: author.id,
      created_at: at,
    })
    .returning(ONE);
  const found = tx
    .insertInto('request_words')
    .values({ request_id: requestId, words: sql<string>`array_to_tsvector(${wordsOfAction(action)}::text[])` })
    .onConflict((conflict) => conflict.column('request_id').doUpdateSet((eb) => ({ words: eb.ref('excluded.words') })))
    .returning(ONE);
  await together(tx, [written, found]);
}

export async function findRevision(db: DbOrTx, requestId: string, revision: number): Promise<RevisionRow | undefined> {
  return db.selectFrom('revisions').selectAll().where('request_id', '=', requestId).where('revision', '=', revision).executeTakeFirst();
}

/** Keeps what a revision rests on; `first` leaves an earlier one as it is. False where nothing was written. */
export async function noteObservation(
  tx: Tx,
  requestId: string,
  revision: number,
  observed: string,
  at: Date,
  which: 'first' | 'again',
): Promise<boolean> {
  let update = tx
    .updateTable('revisions')
    .set({ observed, observed_at: at })
    .where('request_id', '=', requestId)
    .where('revision', '=', revision);
  if (which === 'first') update = update.where('observed', 'is', null);
  return (await update.executeTakeFirst()).numUpdatedRows > 0n;
}
