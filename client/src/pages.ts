/** A part of a list. */
export interface Page<T> {
  items: T[];
  /** For the next page; null at the end. */
  nextCursor: string | null;
}

/** Everything, fetched page by page while it is read. */
export async function* everyPage<T>(
  fetchPage: (cursor: string | undefined) => Promise<Page<T>>,
  from?: string,
): AsyncGenerator<T, void, undefined> {
  let cursor = from;
  do {
    const page = await fetchPage(cursor);
    yield* page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
