import type { Logger } from 'pino';
import type { Db } from '../ledger/ledger.js';
import { forgetForeignMoves, movesSince, seenNow, type RecentMove, type Seen } from '../ledger/recent-moves.js';

/** What listeners are told at a time: the moves (or that there were too many to tell), and what has been seen with them. */
export interface News {
  moves: readonly RecentMove[] | 'tooMany';
  seen: Seen;
}

type Heard =
  | {
      kind: 'listening';
      /** What had been seen when listening began; whatever moves later is told. */
      seen: Seen;
      /** What moved between the caller's `since` and now; null where there was none. */
      missed: News | null;
      /** From now on news are heard, those since `seen` first. */
      start: (hear: (news: News) => void) => void;
      leave: () => void;
    }
  | { kind: 'refused'; why: 'tooMany' | 'stopping' };

/** The moves of all processes, for whoever listens in this one. Looks at the ledger once for everybody, and only while somebody listens. */
export interface Feed {
  /** A move was committed in this process. */
  wake(): void;
  /** `who`: at most so many listen for one principal. `end` is called when the feed stops. */
  listen(who: string, since: Seen | null, end: () => void): Promise<Heard>;
  /** Ends everybody's listening. */
  stop(): void;
}

/** Moves of other processes are told within a second: half of it may pass until the look, the rest is the look and the way. */
const LOOK_EVERY_MS = 500;
/** A burst of moves in this process is one look. */
const GATHER_MS = 30;
/** More moves than that at a time are not worth telling one by one: what is shown has to be loaded anew. */
const MOST_MOVES = 500;
const MOST_FOR_ONE = 16;
const MOST_IN_ALL = 2_000;

interface Listener {
  who: string;
  hear: (news: News) => void;
  end: () => void;
}

export function createFeed(db: Db, log: Logger): Feed {
  const listeners = new Set<Listener>();
  let seen: Promise<Seen> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let dueAt = 0;
  let looking = false;
  let woken = false;
  let away = false;
  let stopped = false;

  const lookIn = (ms: number): void => {
    const at = performance.now() + ms;
    if (looking || listeners.size === 0 || (timer !== null && dueAt <= at)) return;
    if (timer) clearTimeout(timer);
    dueAt = at;
    timer = setTimeout(() => void look(), ms);
  };

  const look = async (): Promise<void> => {
    timer = null;
    if (seen === null) return;
    looking = true;
    woken = false;
    try {
      const news = await movesSince(db, await seen, MOST_MOVES);
      seen = Promise.resolve(news.seen);
      // Also where nothing moved: what has been seen goes on, so that whoever comes back later missed less.
      for (const { hear } of [...listeners]) hear(news);
      away = false;
    } catch (error) {
      // Nothing is lost by it: the next look begins where this one did.
      if (!away) log.warn({ err: error }, 'the feed cannot read the ledger');
      away = true;
    } finally {
      looking = false;
      if (listeners.size === 0) seen = null;
      lookIn(woken && !away ? GATHER_MS : LOOK_EVERY_MS);
    }
  };

  const leave = (listener: Listener): void => {
    listeners.delete(listener);
    if (listeners.size > 0 || looking) return;
    if (timer) clearTimeout(timer);
    timer = null;
    seen = null;
  };

  const begin = (): Promise<Seen> => {
    const beginning = forgetForeignMoves(db).then(() => seenNow(db));
    seen = beginning;
    beginning.catch(() => {
      if (seen === beginning) seen = null;
    });
    return beginning;
  };

  return {
    wake() {
      woken = true;
      lookIn(GATHER_MS);
    },
    async listen(who, since, end) {
      if (stopped) return { kind: 'refused', why: 'stopping' };
      const mine = [...listeners].filter((each) => each.who === who).length;
      if (mine >= MOST_FOR_ONE || listeners.size >= MOST_IN_ALL) return { kind: 'refused', why: 'tooMany' };
      // What comes while the missed is read is told after it: what has been seen must never run ahead of what was told.
      const held: News[] = [];
      const listener: Listener = { who, hear: (news) => void held.push(news), end };
      listeners.add(listener);
      try {
        const from = await (seen ?? begin());
        const missed = since === null ? null : await movesSince(db, since, MOST_MOVES);
        lookIn(LOOK_EVERY_MS);
        const start = (hear: Listener['hear']): void => {
          for (const news of held.splice(0)) hear(news);
          listener.hear = hear;
        };
        return { kind: 'listening', seen: from, missed, start, leave: () => leave(listener) };
      } catch (error) {
        leave(listener);
        throw error;
      }
    },
    stop() {
      stopped = true;
      for (const { end } of [...listeners]) end();
    },
  };
}
