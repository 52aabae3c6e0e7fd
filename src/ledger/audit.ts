import type { Json } from '../contracts/json.js';
import type { AuditEntry } from '../contracts/view.js';
import { canonicalJson, sha256Hex } from './digest.js';
import { json } from './json-column.js';
import type { DbOrTx, Tx } from './ledger.js';
import { ONE } from './together.js';

/** What the first entry of every chain names as its predecessor. */
export const GENESIS = '0'.repeat(64);

/** Hash of an entry: SHA-256 over the canonical JSON of everything it says and of the hash before it, hex. */
export function auditHash(entry: Omit<AuditEntry, 'hash'>): string {
  return sha256Hex(canonicalJson({ ...entry }));
}

/** Appends to one request's chain. Must run under the request's row lock, which orders the chain. */
export async function appendAudit(tx: Tx, requestId: string, at: Date, entries: readonly { kind: string; body: Json }[]): Promise<void> {
  if (entries.length > 0) await (await auditStatement(tx, requestId, at, entries)).execute();
}

/** The same for `together`; of at least one entry. The chain must not grow before it is run. */
export async function auditStatement(tx: Tx, requestId: string, at: Date, entries: readonly { kind: string; body: Json }[]) {
  const last = await tx
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .where('request_id', '=', requestId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  let seq = last?.seq ?? 0;
  let previous = last?.hash ?? GENESIS;
  const rows = entries.map(({ kind, body }) => {
    seq += 1;
    const entry = { requestId, seq, at: at.toISOString(), kind, body, previous };
    const hash = auditHash(entry);
    previous = hash;
    return { request_id: requestId, seq, at, kind, body: json(body), previous: entry.previous, hash };
  });
  return tx.insertInto('audit').values(rows).returning(ONE);
}

export async function readAudit(db: DbOrTx, requestId: string): Promise<AuditEntry[]> {
  const rows = await db.selectFrom('audit').selectAll().where('request_id', '=', requestId).orderBy('seq').execute();
  return rows.map((row) => ({
    requestId: row.request_id,
    seq: row.seq,
    at: row.at.toISOString(),
    kind: row.kind,
    body: row.body,
    previous: row.previous,
    hash: row.hash,
  }));
}

/** The number of the first entry that does not fit its chain; null when the whole chain holds. */
export function firstBrokenEntry(entries: readonly AuditEntry[]): number | null {
  let previous = GENESIS;
  for (const [index, { hash, ...entry }] of entries.entries()) {
    if (entry.seq !== index + 1 || entry.previous !== previous || auditHash(entry) !== hash) return entry.seq;
    previous = hash;
  }
  return null;
}
