import { useCallback, useEffect, useRef, useState } from 'react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { INBOX_ROWS, type Listed } from '../../../../src/contracts/boot.js';
import type { RequestSummary } from '../../../../src/contracts/view.js';
import { api } from '../../api/http.js';
import { useLiveState, useMoved, type Moved } from '../../api/live.js';
import { holdBack } from './held-back.js';
import { addressOf, apiPath, type InboxQuery } from './query.js';

/** However far somebody scrolls, no more rows than eight pages of them are kept; what was passed is fetched again on the way back. */
const MOST_PAGES = 8;
/** Between two looks for what moved: a busy service does not keep every browser asking. Times the pages that are looked at. */
const BREATH_MS = 350;
/** How often to look where moves do not arrive by themselves. */
const POLL_MS = 15_000;

/** A page's place in the list, with the way back. */
interface Place {
  index: number;
  cursor: string | null;
  before: Place | null;
}
export const START: Place = { index: 0, cursor: null, before: null };

export interface List {
  rows: readonly RequestSummary[];
  /** Rows that were passed and are not kept. */
  offset: number;
  /** New ones that are not shown yet. */
  held: number;
  admit: () => void;
  more: (() => void) | null;
  back: () => void;
  /** Looks again now; resolved when what is shown is from after the call. */
  refresh: () => Promise<void>;
  state: 'loading' | 'ready' | 'failed';
  error: unknown;
  /** Failed while there was something to show: that may be out of date. */
  stale: boolean;
}

/** The list that the address asks for, kept up to date by moves. */
export function useList(query: InboxQuery): List {
  const address = addressOf(query);
  const live = useLiveState();
  const { data, error, refetch, fetchNextPage, fetchPreviousPage, hasNextPage, isFetchingNextPage, isFetchingPreviousPage, isPending } =
    useInfiniteQuery({
      queryKey: ['inbox', address],
      initialPageParam: START,
      queryFn: ({ pageParam, signal }) =>
        api.get<Listed<RequestSummary>>(apiPath(query, { limit: INBOX_ROWS, cursor: pageParam.cursor, nowMs: Date.now() }), { signal }),
      getNextPageParam: ({ nextCursor }, _pages, before): Place | undefined =>
        nextCursor === null ? undefined : { index: before.index + 1, cursor: nextCursor, before },
      getPreviousPageParam: (_page, _pages, first): Place | undefined => first.before ?? undefined,
      maxPages: MOST_PAGES,
      staleTime: 0,
      refetchInterval: live === 'live' ? false : POLL_MS,
    });

  const rows = data?.pages.flatMap(({ items }) => items) ?? [];
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const { shown, held } = holdBack(rows, seen);
  if (shown.some(({ id }) => !seen.has(id))) setSeen(new Set([...seen, ...shown.map(({ id }) => id)]));
  const admit = () => setSeen(new Set([...seen, ...rows.map(({ id }) => id)]));

  const looking = useRef<{ now: Promise<void> | null; next: Promise<void> | null }>({ now: null, next: null });
  const pages = useRef(1);
  useEffect(() => {
    pages.current = data?.pages.length ?? 1;
  }, [data]);
  const refresh = useCallback((): Promise<void> => {
    const state = looking.current;
    const look = (): Promise<void> => {
      state.next = null;
      state.now = refetch().then(() => {
        state.now = null;
      });
      return state.now;
    };
    if (!state.now) return look();
    // What is under way may have been asked before the move.
    state.next ??= state.now.then(() => new Promise((resolve) => setTimeout(resolve, BREATH_MS * pages.current))).then(look);
    return state.next;
  }, [refetch]);

  // What moved before the stream of moves stood.
  const first = useRef(live);
  useEffect(() => {
    if (live === 'live' && first.current !== 'live') void refresh();
    first.current = live;
  }, [live, refresh]);

  const ids = useRef<ReadonlySet<string>>(seen);
  useEffect(() => {
    ids.current = seen;
  }, [seen]);
  const { scope } = query;
  const onMoved = useCallback(
    ({ id, status }: Moved) => {
      // What is not pending, and was not shown, waits for nobody.
      if (scope === 'waiting' && status !== 'pending' && !ids.current.has(id)) return;
      void refresh();
    },
    [refresh, scope],
  );
  useMoved(onMoved);

  return {
    rows: shown,
    offset: ((data?.pageParams[0] as Place | undefined)?.index ?? 0) * INBOX_ROWS,
    held: held.length,
    admit,
    more: hasNextPage ? () => void (isFetchingNextPage || fetchNextPage({ cancelRefetch: false })) : null,
    back: () => void (isFetchingPreviousPage || fetchPreviousPage({ cancelRefetch: false })),
    refresh,
    state: data ? 'ready' : isPending && !error ? 'loading' : 'failed',
    error,
    stale: error !== null && data !== undefined,
  };
}
