import { randomUUID } from 'node:crypto';
import type { Counts, Scope, Sort } from '../../src/contracts/inbox.js';
import type { JsonObject } from '../../src/contracts/json.js';
import type { Risk } from '../../src/contracts/risk.js';
import { isResolved, isTerminal, type Status } from '../../src/contracts/status.js';
import type { SubmitAction, SubmitAgent } from '../../src/contracts/submit.js';
import type { AuditEntry, RequestSummary, RequestView } from '../../src/contracts/view.js';
import { everyPage, type Page } from './pages.js';
import type { CallOptions, Transport } from './transport.js';
import { requestPath, Verbs } from './verbs.js';
import { waitFor, type WaitOptions } from './wait.js';

export interface CreatedRequest {
  id: string;
  workflowId: string;
  status: Status;
  revision: number;
  /** null while an agent still proposes. */
  digest: string | null;
  links: RequestView['links'];
}

export interface CreateOptions extends CallOptions {
  /** The same key and body give the same request; the same key and another body are refused with 409. Default: a new one for each call. */
  idempotencyKey?: string | undefined;
}

export type StatusFilter = Status | 'open' | 'closed';

export interface ListOptions extends CallOptions {
  /** `open` and `closed` stand for all statuses of that kind. */
  status?: StatusFilter | readonly StatusFilter[] | undefined;
  /** Of the person of the key: what they may still decide, or have decided on. Default: all. */
  scope?: Scope | undefined;
  /** `*` is any run of characters: `payments.*`. */
  type?: string | readonly string[] | undefined;
  risk?: Risk | readonly Risk[] | undefined;
  agent?: string | readonly string[] | undefined;
  /** Name of the policy that it is reviewed by. */
  policy?: string | readonly string[] | undefined;
  /** RFC 3339, or a Date. */
  openedAfter?: string | Date | undefined;
  openedBefore?: string | Date | undefined;
  /** Of those that are pending: those that are due before. */
  deadlineBefore?: string | Date | undefined;
  /** A person's id (what waits for this person) or a reference such as `group:finance`. */
  reviewer?: string | undefined;
  /** Of those that are pending: taken by the person of the key, by anybody, by nobody. */
  claimed?: 'me' | 'any' | 'none' | undefined;
  /** Of those that are pending: only those that the people left cannot satisfy. */
  unreachable?: true | undefined;
  /** Words, or their beginnings, in title, type or arguments; or the beginning of an id. */
  q?: string | undefined;
  /** Default: newest first. */
  sort?: Sort | undefined;
  /** Of a page in the same order. */
  cursor?: string | undefined;
  /** Entries on a page. */
  limit?: number | undefined;
}

/** A single-use right to run one digest, consumed by this very call. */
export interface Permit {
  permitId: string;
  /** What people approved: run exactly these. */
  args: JsonObject;
  /** RFC 3339; without a report by then the outcome is `unknown`. */
  expiresAt: string;
}

export type Outcome = { outcome: 'executed' | 'failed' | 'unknown'; detail?: JsonObject | undefined };

/** Every call on requests. Ids are encoded; a wrong id is a 404. */
export class Requests extends Verbs {
  readonly #call: Transport;
  constructor(call: Transport) {
    super(call);
    this.#call = call;
  }

  create(body: SubmitAction | SubmitAgent, { idempotencyKey = randomUUID(), signal }: CreateOptions = {}): Promise<CreatedRequest> {
    return this.#call({
      method: 'POST',
      path: '/v1/requests',
      body,
      headers: { 'idempotency-key': idempotencyKey },
      idempotent: true,
      signal,
    });
  }

  get(id: string, { signal }: CallOptions = {}): Promise<RequestView> {
    return this.#call({ method: 'GET', path: requestPath(id), idempotent: true, signal });
  }

  page({ signal, ...options }: ListOptions = {}): Promise<Page<RequestSummary>> {
    const narrowed = Object.fromEntries(Object.entries(options).map(([name, value]) => [name, inQuery(value)]));
    return this.#call({ method: 'GET', path: '/v1/requests', query: narrowed, idempotent: true, signal });
  }

  /** How much waits, is open, was decided: for whoever the key is of. */
  counts({ signal }: CallOptions = {}): Promise<Counts> {
    return this.#call({ method: 'GET', path: '/v1/requests/counts', idempotent: true, signal });
  }

  /** All that match, in the order asked for, fetched page by page while they are read. */
  list({ cursor: from, ...options }: ListOptions = {}): AsyncGenerator<RequestSummary, void, undefined> {
    return everyPage((cursor) => this.page({ ...options, cursor }), from);
  }

  /** Waits for as long as it takes (or `timeoutMs`, then the present state is given), through restarts of the service. */
  wait(id: string, { until = 'resolved', ...options }: WaitOptions & { until?: 'resolved' | 'terminal' } = {}): Promise<RequestView> {
    const holds = (view: RequestView) => (until === 'resolved' ? isUsable(view, Date.now()) : isTerminal(view.status));
    return waitFor(this.#call, `${requestPath(id)}/wait`, { until }, holds, options);
  }

  /** Waits until the request moved past `sinceMove`, as `wait` does. */
  change(id: string, { sinceMove, ...options }: WaitOptions & { sinceMove: number }): Promise<RequestView> {
    return waitFor(this.#call, `${requestPath(id)}/wait`, { until: 'change', since: sinceMove }, (view) => view.move > sinceMove, options);
  }

  /** Withdraws it, where the effect has not been claimed yet. */
  cancel(id: string, { reason, signal }: CallOptions & { reason?: string | undefined } = {}): Promise<{ status: Status }> {
    return this.#call({
      method: 'POST',
      path: `${requestPath(id)}/cancel`,
      body: reason === undefined ? {} : { reason },
      idempotent: true,
      signal,
    });
  }

  /** Consumes the permit. Never repeated by itself: a lost answer means that it may be used up. */
  permit(id: string, digest: string, { signal }: CallOptions = {}): Promise<Permit> {
    return this.#call({ method: 'POST', path: `${requestPath(id)}/permit`, body: { digest }, idempotent: false, signal });
  }

  /** Reports what became of the effect. */
  outcome(id: string, permitId: string, outcome: Outcome, { signal }: CallOptions = {}): Promise<{ status: Status; late: boolean }> {
    return this.#call({ method: 'POST', path: `${requestPath(id)}/outcome`, body: { permitId, ...outcome }, idempotent: true, signal });
  }

  /** The request's evidence, oldest first, each entry chained to the one before. */
  async audit(id: string, { signal }: CallOptions = {}): Promise<AuditEntry[]> {
    const lines = await this.#call<string>({
      method: 'GET',
      path: `${requestPath(id)}/audit`,
      query: { format: 'jsonl' },
      as: 'text',
      idempotent: true,
      signal,
    });
    return lines.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as AuditEntry]));
  }
}

/** Several values are one parameter, separated by commas. */
function inQuery(value: Exclude<ListOptions[keyof ListOptions], AbortSignal>): string | number | undefined {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'boolean') return value ? 'true' : undefined;
  return typeof value === 'object' ? value.join(',') : value;
}

/** Resolved; where it was approved, past its veto window too: whoever waits for permission can go on. */
function isUsable({ status, runFrom }: RequestView, nowMs: number): boolean {
  return isResolved(status) && !(status === 'approved' && runFrom !== null && Date.parse(runFrom) > nowMs);
}
