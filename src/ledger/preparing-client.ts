import { createHash } from 'node:crypto';
import pg from 'pg';

/** What PostgreSQL says to a prepared `select *` after a migration has added a column: feature_not_supported. */
const RESULT_TYPE_CHANGED = '0A000';

/**
 * A client that has the server parse and plan each text once per connection, by naming statements after their text. A migration under a
 * running process makes old names useless: the first statement that fails so gives all of them new names, in every connection of the pool.
 */
export function preparingClient(): typeof pg.Client {
  let generation = 0;
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const known = names.get(text) ?? createHash('sha256').update(text).digest('base64url').slice(0, 22);
    names.set(text, known);
    return `${generation}.${known}`;
  };
  class PreparingClient extends pg.Client {
    // Kysely calls it with text and values, and awaits the result; everything else goes the usual way.
    override query(...args: unknown[]): never {
      const [text, values, callback] = args;
      const run = super.query.bind(this) as (...args: unknown[]) => Promise<unknown>;
      if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0 || callback !== undefined) return run(...args) as never;
      return run({ name: nameOf(text), text, values }).catch((error: { code?: string }) => {
        if (error.code === RESULT_TYPE_CHANGED) generation += 1;
        throw error;
      }) as never;
    }
  }
  return PreparingClient;
}
