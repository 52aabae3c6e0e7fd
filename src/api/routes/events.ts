import type { Principal } from '../../contracts/principal.js';
import type { News } from '../../intake/feed.js';
import type { RecentMove } from '../../ledger/recent-moves.js';
import { authenticate } from '../authenticate.js';
import { createEventStream, type EventStream } from '../event-stream.js';
import { ProblemError } from '../problem.js';
import { route } from '../route.js';

/** Proxies close what is silent for a minute; revoked keys and ended sessions are noticed as often. */
const KEEP_ALIVE_MS = 15_000;
/** Streams of tabs that were closed are noticed at once; a process that stops is replaced within seconds. */
const RETRY_AFTER_S = '5';

export const streamEvents = route({
  method: 'get',
  path: '/v1/events',
  operationId: 'streamEvents',
  tag: 'Requests',
  summary: 'What moves, as it moves',
  description:
    'Server-sent events. `hello` `{now, version}`: whatever moves from now on is told. `moved` `{id, move, status, type, at}` within a second of any move, on whichever process; several moves of one request may be told as the last one. `reset` `{}`: more happened than is told one by one, or since an unknown `Last-Event-ID`; load anew what you show. Agents hear of their own requests only. Sent again after a break: the same move may be told twice, none is left out. Ends when the key is revoked or the session is over.',
  access: 'key',
  headers: [{ name: 'Last-Event-ID', description: 'The last id that was received: what was missed since is told first.', required: false }],
  responses: { 200: { description: 'A stream that does not end by itself.', type: 'text/event-stream' } },
  problems: [429],
  async handle({ by, req, signal, deps }) {
    const { feed, clock, config } = deps;
    const stream = createEventStream();
    const since = req.headers['last-event-id'];
    const heard = await feed.listen(nameOf(by), typeof since === 'string' ? since : null, () => stream.end());
    if (heard.kind === 'refused') {
      req.res?.set('retry-after', RETRY_AFTER_S);
      throw refusal(heard.why);
    }
    const { seen, missed, start, leave } = heard;

    let told = seen;
    const tell = ({ moves, seen: now }: News): void => {
      told = now;
      if (moves === 'tooMany') stream.send({ event: 'reset', data: {} }, now);
      else
        sendMoves(
          stream,
          moves.filter((move) => mayHear(by, move)),
          now,
        );
    };
    stream.send(
      { event: 'hello', data: { now: new Date(clock()).toISOString(), version: config.version } },
      missed === null ? seen : undefined,
    );
    if (missed) tell(missed);
    start(tell);

    const timer = setInterval(() => {
      stream.keepAlive(told);
      authenticate(req, deps).then(
        (caller) => nameOf(caller.by) !== nameOf(by) && stream.end(),
        // A ledger that is away says nothing about the key.
        (error: unknown) => error instanceof ProblemError && stream.end(),
      );
    }, KEEP_ALIVE_MS);
    void stream.ended.then(() => {
      clearInterval(timer);
      leave();
    });
    if (signal.aborted) stream.end();
    else signal.addEventListener('abort', () => stream.end());
    // Said to proxies: neither compress nor keep back. The connection ends with the stream, so that a process that stops need not wait for it.
    const headers = { 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no', connection: 'close' };
    return { status: 200, type: 'text/event-stream', headers, stream: stream.text };
  },
});

/** Only the last one has the id: a client that breaks off between them is told all of them again. */
function sendMoves(stream: EventStream, moves: readonly RecentMove[], seen: string): void {
  for (const [n, { id, move, status, type, at }] of moves.entries())
    stream.send({ event: 'moved', data: { id, move, status, type, at } }, n === moves.length - 1 ? seen : undefined);
}

function mayHear(by: Principal, { requestedByKind, requestedById }: RecentMove): boolean {
  return by.kind !== 'agent' || (requestedByKind === 'agent' && requestedById === by.agent);
}

function nameOf(by: Principal): string {
  switch (by.kind) {
    case 'admin':
      return `admin:${by.keyId}`;
    case 'agent':
      return `agent:${by.agent}`;
    case 'person':
      return `person:${by.personId}`;
  }
}

function refusal(why: 'tooMany' | 'stopping'): ProblemError {
  return why === 'tooMany'
    ? new ProblemError('too_many_requests', 'Too many streams are open for you already: close some, or share one.')
    : new ProblemError('unavailable', 'This process is shutting down; connect again.');
}
