import { ProblemError } from './problem.js';

/** Cursors are opaque to clients: the last key of a page, in base64url. */
export function encodeCursor(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}

export function decodeCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (encodeCursor(key) !== cursor || key.includes('\0')) {
    throw new ProblemError('invalid_query', 'cursor is none of ours; take it from "nextCursor" of the page before.', { field: 'cursor' });
  }
  return key;
}

/** A page of at most `limit` of the rows, which were read with one more than that; `keyOf` is what they are ordered by. */
export function pageFrom<T>(rows: readonly T[], limit: number, keyOf: (row: T) => string): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}
