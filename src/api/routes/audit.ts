import { z } from 'zod';
import { searchAudit, type AuditKey } from '../../ledger/audit-search.js';
import { auditColumns, auditLines, exportAudit } from '../audit-export.js';
import { inWords } from '../audit-words.js';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { ProblemError } from '../problem.js';
import { recordAdministration } from '../record-administration.js';
import { ok } from '../reply.js';
import { route, type Reply } from '../route.js';
import { auditPage, auditSearchQuery } from '../schemas/manage.js';

const keySchema = z.tuple([z.iso.datetime(), z.string(), z.number().int()]);

function afterOf(cursor: string | undefined): AuditKey | null {
  const text = decodeCursor(cursor);
  if (text === null) return null;
  const [at = '', requestId = '', seq = ''] = text.split('|');
  const parsed = keySchema.safeParse([at, requestId, Number(seq)]);
  if (!parsed.success) throw new ProblemError('invalid_query', 'cursor came from another list.', { field: 'cursor' });
  return { at: new Date(parsed.data[0]), requestId: parsed.data[1], seq: parsed.data[2] };
}

const cursorOf = ({ at, requestId, seq }: AuditKey): string => encodeCursor(`${at.toISOString()}|${requestId}|${seq}`);

export const findAudit = route({
  method: 'get',
  path: '/v1/audit',
  operationId: 'searchAudit',
  tag: 'The record',
  summary: 'Search the records of all requests',
  description:
    'A page may hold fewer entries than `limit`, even none, and still name a `nextCursor`: a search looks at so many entries at a time. `format=csv` and `format=jsonl` stream everything that is found up to this moment, as a file; `limit` is then of no meaning. In CSV, what a spreadsheet would take for a formula begins with an apostrophe.',
  access: 'admin',
  query: auditSearchQuery,
  responses: { 200: { description: 'One page; or the file.', schema: auditPage } },
  async handle({ by, query, deps }): Promise<Reply> {
    const { kind, actor, request, type, text, from, to, sort, format, cursor, limit } = query;
    const wanted = {
      kinds: kind ?? [],
      actor: actor ?? null,
      requestId: request ?? null,
      type: type ?? null,
      text: text ?? null,
      from: from ?? null,
      to: to ?? null,
      order: sort,
      after: afterOf(cursor),
      limit,
    };
    if (format === 'json') {
      const { items, next } = await searchAudit(deps.db, wanted);
      return ok({ items: await inWords(deps.db, items), nextCursor: next ? cursorOf(next) : null });
    }
    recordAdministration(deps, by, 'audit_exported', { format, request: request ?? null, actor: actor ?? null });
    const now = new Date(deps.clock());
    const write = format === 'csv' ? auditColumns() : auditLines;
    const upTo = { ...wanted, to: wanted.to !== null && wanted.to < now ? wanted.to : now };
    return {
      status: 200,
      stream: exportAudit(deps.db, upTo, write),
      type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8',
      headers: { 'content-disposition': `attachment; filename="countersign-audit-${now.toISOString().slice(0, 10)}.${format}"` },
    };
  },
});
