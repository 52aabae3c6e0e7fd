import type { FeedEvent } from '../contracts/inbox.js';

/** Events that a client may be behind; it is cut off then, comes back with what it saw last, and is told the rest at once. */
const MOST_BEHIND = 2_000;

/** One client's events as text (WHATWG, server-sent events), read as fast as its connection takes them. */
export interface EventStream {
  readonly text: AsyncIterable<string>;
  /** `id`: what a client that comes back has seen once it has this. */
  send(event: FeedEvent, id?: string): void;
  /** Keeps proxies from closing a silent connection, and tells what has been seen. */
  keepAlive(id: string): void;
  end(): void;
  /** Resolves when it ends, also where the client was too slow. */
  readonly ended: Promise<void>;
}

export function createEventStream(): EventStream {
  const waiting: string[] = [`retry: 1000\n\n`];
  let over = false;
  let tellEnd: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (tellEnd = resolve));
  let wake: (() => void) | null = null;

  const push = (text: string): void => {
    if (over) return;
    if (waiting.length >= MOST_BEHIND) return end();
    waiting.push(text);
    wake?.();
  };
  const end = (): void => {
    over = true;
    waiting.length = 0;
    wake?.();
    tellEnd();
  };

  async function* read(): AsyncGenerator<string> {
    for (;;) {
      if (waiting.length > 0) yield waiting.splice(0).join('');
      else if (over) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  return {
    text: read(),
    send: ({ event, data }, id) => push(`event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`),
    keepAlive: (id) => push(`:\nid: ${id}\n\n`),
    end,
    ended,
  };
}
