/**
 * What of a list that was fetched again is shown at once. Rows that nobody has seen yet, above ones that are seen, would push those from under a
 * thumb that is about to tap: they are held back until somebody asks for them. What comes after everything seen moves nothing.
 */
export function holdBack<T extends { id: string }>(rows: readonly T[], seen: ReadonlySet<string>): { shown: T[]; held: T[] } {
  const last = rows.findLastIndex(({ id }) => seen.has(id));
  const isShown = (row: T, index: number) => index > last || seen.has(row.id);
  return { shown: rows.filter(isShown), held: rows.filter((row, index) => !isShown(row, index)) };
}
