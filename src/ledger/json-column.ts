/** A value for a jsonb column: the driver would turn a JavaScript array into a PostgreSQL array, so JSON is always written as text. */
export function json(value: unknown): string {
  return JSON.stringify(value ?? null);
}
