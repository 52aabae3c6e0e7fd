import type { NewPause, Pause } from '../../src/contracts/pause.js';
import { everyPage, type Page } from './pages.js';
import type { CallOptions, Transport } from './transport.js';

/** A pause as it was answered, with what it met. */
export interface PauseAnswer extends Pause {
  /** False: one claim that had begun before does not come to an end, and its effect may still start. */
  settled: boolean;
  /** Approved requests whose effect waits now. */
  waiting: number;
  /** Effects that had begun: they go on. */
  running: number;
}

export interface PauseListOptions extends CallOptions {
  /** Those that hold, or those that were lifted; default: all. */
  active?: boolean | undefined;
}

/** The kill switch: holds effects, of all, of one agent or of a type of action. Needs an admin key or the permission `pause`. */
export class Pauses {
  readonly #call: Transport;
  constructor(call: Transport) {
    this.#call = call;
  }

  /** From the answer on no effect of this scope starts; the same call again finds the pause that holds. */
  create(pause: NewPause, { signal }: CallOptions = {}): Promise<PauseAnswer> {
    return this.#call({ method: 'POST', path: '/v1/pauses', body: pause, idempotent: true, signal });
  }

  page({ active, cursor, limit, signal }: PauseListOptions & { cursor?: string | undefined; limit?: number | undefined } = {}): Promise<
    Page<Pause>
  > {
    const query = { active: active === undefined ? undefined : String(active), cursor, limit };
    return this.#call({ method: 'GET', path: '/v1/pauses', query, idempotent: true, signal });
  }

  /** Newest first, fetched page by page while they are read. */
  list(options: PauseListOptions = {}): AsyncGenerator<Pause, void, undefined> {
    return everyPage((cursor) => this.page({ ...options, cursor }));
  }

  /** Lets go on what it held, unless another pause holds it too. */
  lift(id: string, { reason, signal }: CallOptions & { reason?: string | undefined } = {}): Promise<Pause> {
    const body = reason === undefined ? {} : { body: { reason } };
    return this.#call({ method: 'DELETE', path: `/v1/pauses/${encodeURIComponent(id)}`, ...body, idempotent: true, signal });
  }
}
