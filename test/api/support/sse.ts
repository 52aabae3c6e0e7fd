import { until } from '../../support/until.js';

interface Event {
  event: string;
  id: string | null;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
}

export interface Listening {
  status: number;
  headers: Headers;
  events: Event[];
  /** The last id, as a browser keeps it. */
  lastId(): string | null;
  /** The events of that name so far. */
  of(event: string): Event['data'][];
  next(matches: (event: Event) => boolean, withinMs?: number): Promise<Event>;
  /** Whether the server has ended the stream. */
  ended(): boolean;
  close(): void;
}

/** Reads a stream as browsers do (WHATWG, server-sent events, 9.2.6). */
export async function listen(url: string, headers: Record<string, string>): Promise<Listening> {
  const controller = new AbortController();
  const response = await fetch(url, { headers, signal: controller.signal });
  const events: Event[] = [];
  let lastId: string | null = null;
  let ended = false;
  const take = (block: string): void => {
    const fields = block.split('\n').flatMap((line) => (line.startsWith(':') ? [] : [line.split(/: ?(.*)/s)]));
    const value = (name: string) => fields.findLast(([field]) => field === name)?.[1];
    const id = value('id');
    if (id !== undefined) lastId = id;
    const data = value('data');
    if (data !== undefined) events.push({ event: value('event') ?? 'message', id: id ?? null, data: JSON.parse(data) });
  };
  void (async () => {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      blocks.forEach(take);
    }
  })()
    .catch(() => undefined)
    .finally(() => (ended = true));
  const listening: Listening = {
    status: response.status,
    headers: response.headers,
    events,
    lastId: () => lastId,
    of: (event) => events.filter((each) => each.event === event).map(({ data }) => data),
    async next(matches, withinMs) {
      await until(() => events.some(matches), withinMs);
      return events.find(matches) as Event;
    },
    ended: () => ended,
    close: () => controller.abort(),
  };
  if (response.status === 200) await listening.next(({ event }) => event === 'hello');
  return listening;
}
