import { useSyncExternalStore, type ReactNode } from 'react';
import { onServer } from './on-server.js';
import { span } from './span.js';

/** The reader's own language and time zone, which the server does not know: it says which one it takes. */
const full = onServer
  ? new Intl.DateTimeFormat('en-GB', {
      ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
      ...{ timeZone: 'UTC', timeZoneName: 'short' },
    })
  : new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();

/** One clock for everything that counts, so that all of it ticks together. */
function subscribe(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of watchers) each();
  }, 1_000);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now, Date.now);
}

/** "in 5m 10s", "2h ago", with the moment itself for those who want it. */
export function RelativeTime({ at }: { at: string }): ReactNode {
  const left = Date.parse(at) - useNow();
  return (
    <time dateTime={at} title={full.format(new Date(at))}>
      {left >= 0 ? `in ${span(left)}` : `${span(-left)} ago`}
    </time>
  );
}

/** The moment, in the reader's own time zone. */
export function Moment({ at }: { at: string }): ReactNode {
  return <time dateTime={at}>{full.format(new Date(at))}</time>;
}
