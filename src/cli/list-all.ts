import type { CallOptions } from '../../client/src/transport.js';
import type { Context } from './context.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { table, type Column } from './render/table.js';

interface Listed<T> {
  list: (options: CallOptions) => AsyncIterable<T>;
}

/** Prints a whole list: a table for people, `{items}` for programs. */
export async function listAll<T>(
  context: Context,
  collection: Listed<T>,
  columns: readonly Column[],
  row: (item: T) => readonly string[],
): Promise<ExitCode> {
  const items: T[] = [];
  for await (const item of collection.list({ signal: context.io.signal })) items.push(item);
  context.print({ items });
  context.say(items.length === 0 ? 'nothing here' : table(columns, items.map(row), context.io.columns(), context.colours.dim));
  return EXIT.ok;
}
