import { sql } from 'kysely';
import type { SubmitRequest } from '../contracts/submit.js';
import { canonicalJson, sha256Hex } from '../ledger/digest.js';
import { newId } from '../ledger/new-id.js';
import { addToOutbox } from '../ledger/outbox.js';
import { findRequest } from '../ledger/requests.js';
import { openRequest, type Asker } from '../moves/open.js';
import { refuse } from './access.js';
import type { IntakeDeps } from './deps.js';
import type { Refusal } from './intake.js';
import { startPayload } from './start-payload.js';

type Submitted =
  { kind: 'created'; id: string; outboxId: string; payload: ReturnType<typeof startPayload> } | { kind: 'known'; id: string } | Refusal;

/** Rolls the transaction back: a refused request leaves no trace. */
class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}

/** Whose keys are told apart by `name`. */
interface Opener {
  name: string;
  asker: Asker;
}

/** Opens the request in a transaction of its own, unless the opener has used the key before. The start is left to whoever calls. */
export async function openOnce(deps: IntakeDeps, by: Opener, body: SubmitRequest, key: string | null): Promise<Submitted> {
  const result = await deps.moves.db
    .transaction()
    .execute((tx) => open(deps, tx, by, body, key))
    .catch((error: unknown): Refusal => {
      if (error instanceof Refused) return error.refusal;
      throw error;
    });
  if (result.kind === 'created') deps.moves.onMove(result.id);
  return result;
}

async function open(
  deps: IntakeDeps,
  tx: Parameters<typeof openRequest>[1],
  by: Opener,
  body: SubmitRequest,
  key: string | null,
): Promise<Submitted> {
  const nowMs = deps.clock();
  const id = newId('req', nowMs);
  if (key !== null) {
    const known = await claimKey(tx, by.name, key, sha256Hex(canonicalJson(body)));
    if (known) return known;
  }
  const opened = await openRequest(deps.moves, tx, id, by.asker, body, deps.taskQueue, nowMs);
  if (opened.kind === 'refused') {
    const { code, message, field, details } = opened;
    throw new Refused({ kind: 'refused', status: 422, code, message, field, ...(details === undefined ? {} : { details }) });
  }
  if (key !== null) {
    await tx
      .insertInto('idempotency')
      .values({ principal: by.name, key, body_hash: sha256Hex(canonicalJson(body)), request_id: id })
      .execute();
  }
  const row = await findRequest(tx, id);
  if (!row) throw new Error(`request ${id} vanished in its own transaction`);
  const payload = startPayload(row);
  const outboxId = await addToOutbox(tx, { requestId: id, kind: 'start', payload });
  return { kind: 'created', id, outboxId, payload };
}

/** Serialises callers with the same key (an advisory lock until the transaction ends), so that of two at once the second finds the first's. */
async function claimKey(
  tx: Parameters<typeof openRequest>[1],
  principal: string,
  key: string,
  bodyHash: string,
): Promise<Submitted | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${principal} ${key}`}, 0))`.execute(tx);
  const row = await tx.selectFrom('idempotency').selectAll().where('principal', '=', principal).where('key', '=', key).executeTakeFirst();
  if (!row) return null;
  if (row.body_hash === bodyHash) return { kind: 'known', id: row.request_id };
  const conflict = refuse(409, 'idempotency_conflict', 'This Idempotency-Key was used with another body; use a new key for a new request.');
  return { ...conflict, details: { requestId: row.request_id } };
}
