import { useEffect, useSyncExternalStore } from 'react';
import type { QueryClient } from '@tanstack/react-query';
import type { Status } from '../../../src/contracts/status.js';

/** A move of any request, made anywhere. */
export interface Moved {
  id: string;
  move: number;
  status: Status;
  type: string | null;
  at: string;
}

export type LiveState = 'connecting' | 'live' | 'waiting';

const RETRY_FIRST_MS = 1_000;
const RETRY_LONGEST_MS = 30_000;
/** A browser opens only six connections to a site, over all its tabs: a tab that nobody looks at gives its stream back after this long. */
const UNSEEN_MS = 60_000;

let state: LiveState = 'connecting';
const watchers = new Set<() => void>();
const listeners = new Set<(moved: Moved) => void>();

function become(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const watcher of watchers) watcher();
}

/**
 * Keeps what is shown true: a move anywhere marks what speaks of it as out of date. Answers how to stop. A browser gives up on a stream that
 * ends with an error status, so that the stream is opened again here, ever more patiently.
 */
export function startLive(client: QueryClient): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = RETRY_FIRST_MS;

  const everything = () => void client.invalidateQueries();
  function open(): void {
    clearTimeout(timer);
    source?.close();
    source = new EventSource('/v1/events');
    source.addEventListener('hello', () => {
      // What moved while nobody listened, also between the page's first look and this moment.
      if (state === 'waiting') everything();
      else for (const queryKey of [['requests'], ['counts'], ['review']]) void client.invalidateQueries({ queryKey });
      retryMs = RETRY_FIRST_MS;
      become('live');
    });
    source.addEventListener('reset', everything);
    source.addEventListener('moved', (event) => {
      const moved = JSON.parse((event as MessageEvent<string>).data) as Moved;
      void client.invalidateQueries({ queryKey: ['requests'] });
      void client.invalidateQueries({ queryKey: ['counts'] });
      void client.invalidateQueries({ queryKey: ['review', moved.id] });
      for (const listener of listeners) listener(moved);
    });
    source.addEventListener('error', () => {
      become('waiting');
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, retryMs);
      retryMs = Math.min(RETRY_LONGEST_MS, retryMs * 2);
    });
  }
  let unseen: ReturnType<typeof setTimeout> | undefined;
  const turn = () => {
    clearTimeout(unseen);
    // A phone that slept has missed its stream's end.
    if (document.visibilityState === 'visible') return state === 'waiting' ? open() : undefined;
    unseen = setTimeout(() => {
      clearTimeout(timer);
      source?.close();
      become('waiting');
    }, UNSEEN_MS);
  };
  document.addEventListener('visibilitychange', turn);
  window.addEventListener('online', open);
  open();
  return () => {
    clearTimeout(timer);
    clearTimeout(unseen);
    source?.close();
    document.removeEventListener('visibilitychange', turn);
    window.removeEventListener('online', open);
  };
}

/** Whether moves arrive by themselves at the moment. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
    () => 'connecting',
  );
}

/** Calls back with each move, as long as the component stands. */
export function useMoved(listener: (moved: Moved) => void): void {
  useEffect(() => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, [listener]);
}
