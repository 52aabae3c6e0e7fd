import { stringify } from 'csv-stringify/sync';
import type { AuditHit } from '../contracts/audit-search.js';
import { searchAudit, type AuditQuery } from '../ledger/audit-search.js';
import type { Db } from '../ledger/ledger.js';

/** Entries in memory at a time; the next ones are read when the client has taken these. */
const AT_ONCE = 500;

/** Everything that is found, piece by piece. No snapshot is held open for a slow client: entries are never changed, and `to` ends the search. */
export async function* exportAudit(db: Db, query: AuditQuery, write: (entries: readonly AuditHit[]) => string): AsyncGenerator<string> {
  let { after } = query;
  do {
    const { items, next } = await searchAudit(db, { ...query, after, limit: AT_ONCE });
    const text = write(items);
    if (text !== '') yield text;
    after = next;
  } while (after !== null);
}

/** JSON Lines. */
export function auditLines(entries: readonly AuditHit[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

const COLUMNS = ['at', 'requestId', 'seq', 'kind', 'actor', 'type', 'title', 'body', 'previous', 'hash'] as const;

/** CSV (RFC 4180), its header in front of the first piece. */
export function auditColumns(): (entries: readonly AuditHit[]) => string {
  let header = true;
  return (entries) => {
    const rows = entries.map((entry) => COLUMNS.map((column) => cellOf(entry, column)));
    const text = stringify(header ? [[...COLUMNS], ...rows] : rows, { escape_formulas: true, record_delimiter: '\r\n' });
    header = false;
    return text;
  };
}

function cellOf(entry: AuditHit, column: (typeof COLUMNS)[number]): string {
  if (column === 'body') return JSON.stringify(entry.body);
  return String(entry[column] ?? '');
}
