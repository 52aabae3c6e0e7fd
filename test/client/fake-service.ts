import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { canonicalJson } from '../../src/contracts/canonical-json.js';
import { decideBodySchema, type DecideBody, type Receipt, type Verb } from '../../src/contracts/decision.js';
import { parseDuration } from '../../src/contracts/duration.js';
import type { Json, JsonObject } from '../../src/contracts/json.js';
import { isResolved, isTerminal, type Resolution, type Status } from '../../src/contracts/status.js';
import { submitActionSchema, type SubmitAction } from '../../src/contracts/submit.js';
import type { DecisionView, RequestView } from '../../src/contracts/view.js';
import { AT, actionOf, decisionOf, idOf, summaryOf, viewOf, withRevision } from './fake-view.js';

export interface Call {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What goes wrong with the next call whose method and path match: an answer instead of the real one, or a connection that breaks. */
export interface Fault {
  match: RegExp;
  /** `answer`: nothing is carried out. `hangUp`: nothing, and no answer. `loseAnswer`: carried out, and no answer. */
  kind: 'answer' | 'hangUp' | 'loseAnswer';
  status?: number;
  headers?: Record<string, string>;
  times?: number;
}

/** One vote is enough here; whatever is not listed leaves the request open. */
const ENDS: Partial<Record<Verb, Status>> = { approve: 'approved', reject: 'rejected', deny: 'rejected', answer: 'answered' };

type Reply = { status: number; json?: unknown; text?: string };

/** A service in memory that speaks the contract, so that each way a call can end is one line of a test. One policy: whoever asks is believed. */
export class FakeService {
  readonly calls: Call[] = [];
  readonly requests = new Map<string, RequestView>();
  readonly submissions = new Map<string, SubmitAction>();
  /** Answers of a test for paths that are not about requests. */
  readonly extra = new Map<string, Reply>();
  readonly #faults: Fault[] = [];
  readonly #keys = new Map<string, { id: string; body: string }>();
  readonly #server = createServer((req, res) => void this.#serve(req, res));
  readonly #changed = new EventTarget();
  /** Approve by policy, without asking anybody. */
  autoApprove = false;

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  fail(fault: Fault): void {
    this.#faults.push(fault);
  }

  count(match: RegExp): number {
    return this.calls.filter((call) => match.test(`${call.method} ${call.path}`)).length;
  }

  /** Resolves as soon as that many of these calls have come. */
  async untilCalled(match: RegExp, times = 1): Promise<void> {
    await this.#until(() => (this.count(match) >= times ? true : undefined), 20_000);
  }

  only(): RequestView {
    const [view, ...others] = this.requests.values();
    if (!view || others.length > 0) throw new Error(`expected one request, found ${this.requests.size}`);
    return view;
  }

  set(view: RequestView): void {
    this.requests.set(view.id, view);
    this.#changed.dispatchEvent(new Event('change'));
  }

  /** Resolves as soon as a request is there in this status. */
  async untilAny(status: Status): Promise<RequestView> {
    return this.#until(() => [...this.requests.values()].find((view) => view.status === status), 20_000);
  }

  resolve(
    id: string,
    outcome: Resolution['outcome'],
    more: { reason?: string; answer?: string; comment?: string; verb?: DecisionView['verb']; runFrom?: string } = {},
  ): void {
    const view = this.#view(id);
    const decision = decisionOf(more.verb ?? (outcome === 'approved' ? 'approve' : outcome === 'answered' ? 'answer' : 'deny'), {
      decisionId: `d${view.decisions.length + 1}`,
      revision: view.revision,
      digest: view.digest ?? '',
      comment: more.comment ?? null,
      answer: more.answer ?? null,
      channel: 'api',
    });
    const byPeople = outcome === 'approved' || outcome === 'rejected' || outcome === 'answered';
    this.set({
      ...view,
      status: outcome,
      runFrom: more.runFrom ?? null,
      awaiting: null,
      decisions: byPeople ? [...view.decisions, decision] : view.decisions,
      resolution: {
        outcome,
        by: byPeople ? 'people' : outcome === 'expired' ? 'fallback' : 'requester',
        people: byPeople ? ['ada'] : [],
        reason: more.reason ?? '',
        revision: view.revision,
        digest: view.digest,
        at: AT,
        answer: more.answer ?? null,
      },
      move: view.move + 1,
    });
  }

  edit(id: string, args: JsonObject): void {
    this.set(withRevision(this.#view(id), args));
  }

  #view(id: string): RequestView {
    const view = this.requests.get(id);
    if (!view) throw new Error(`no request ${id}`);
    return view;
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const call: Call = { method: req.method ?? '', path: req.url ?? '', headers: req.headers, body: Buffer.concat(chunks).toString() };
    this.calls.push(call);
    this.#changed.dispatchEvent(new Event('change'));
    const fault = this.#faults.find((each) => each.match.test(`${call.method} ${call.path}`));
    if (fault) {
      fault.times = (fault.times ?? 1) - 1;
      if (fault.times <= 0) this.#faults.splice(this.#faults.indexOf(fault), 1);
      if (fault.kind === 'hangUp') return void res.destroy();
      if (fault.kind === 'answer') return send(res, { status: fault.status ?? 503, text: 'busy' }, fault.headers);
    }
    const closed = new AbortController();
    res.once('close', () => closed.abort());
    const reply = await this.#answer(call, closed.signal);
    if (fault?.kind === 'loseAnswer') return void res.destroy();
    send(res, reply);
  }

  async #answer(call: Call, signal: AbortSignal): Promise<Reply> {
    const url = new URL(call.path, 'http://fake');
    const extra = this.extra.get(`${call.method} ${url.pathname}`);
    if (extra) return extra;
    if (call.method === 'POST' && url.pathname === '/v1/requests') return this.#submit(call);
    if (call.method === 'GET' && url.pathname === '/v1/requests') return this.#list(url.searchParams);
    const [, id = '', what = ''] = /^\/v1\/requests\/([^/]+)(?:\/(\w+))?$/.exec(url.pathname) ?? [];
    if (!this.requests.has(id)) return problem(404, 'not_found', 'There is no such request.');
    const body = call.body === '' ? {} : (JSON.parse(call.body) as JsonObject);
    switch (`${call.method} ${what}`) {
      case 'GET ':
        return { status: 200, json: this.#view(id) };
      case 'GET wait':
        return { status: 200, json: await this.#wait(id, url.searchParams, signal) };
      case 'GET audit':
        return {
          status: 200,
          text: `${JSON.stringify({ requestId: id, seq: 1, at: AT, kind: 'request.opened', body: {}, previous: '', hash: 'h' })}\n`,
        };
      case 'POST permit':
        return this.#permit(id, body);
      case 'POST outcome':
        return this.#outcome(id, body);
      case 'POST decisions':
        return this.#decide(id, decideBodySchema.parse(body));
      case 'POST cancel':
        if (isTerminal(this.#view(id).status)) return problem(409, 'already_closed', 'The request is over.');
        this.resolve(id, 'cancelled');
        return { status: 200, json: { status: 'cancelled' } };
      default:
        return problem(404, 'not_found', 'There is nothing at this address.');
    }
  }

  #submit(call: Call): Reply {
    const parsed = submitActionSchema.safeParse(JSON.parse(call.body));
    if (!parsed.success) return problem(422, 'invalid_body', parsed.error.issues[0]?.message ?? 'does not fit', '/action');
    const key = call.headers['idempotency-key'];
    const known = typeof key === 'string' ? this.#keys.get(key) : undefined;
    const canonical = canonicalJson(JSON.parse(call.body) as Json);
    if (known && known.body !== canonical) {
      return {
        ...problem(409, 'idempotency_conflict', 'Another body.'),
        json: { status: 409, code: 'idempotency_conflict', detail: 'Another body.', details: { requestId: known.id } },
      };
    }
    const id = known?.id ?? idOf(this.requests.size + 1);
    if (!known) {
      const { type, args, title = type, rationale = null, confidence = null, risk = 'medium', context = {} } = parsed.data.action;
      this.submissions.set(id, parsed.data);
      this.set(viewOf(id, actionOf(type, args, { title, rationale, confidence, risk, context })));
      if (this.autoApprove) this.resolve(id, 'approved');
      if (typeof key === 'string') this.#keys.set(key, { id, body: canonical });
    }
    const { workflowId, status, revision, digest, links } = this.#view(id);
    return { status: known ? 200 : 201, json: { id, workflowId, status, revision, digest, links } };
  }

  #list(query: URLSearchParams): Reply {
    const wanted = query.get('status')?.split(',');
    const all = [...this.requests.values()]
      .filter((view) => wanted === undefined || wanted.includes(view.status) || (wanted.includes('open') && !isTerminal(view.status)))
      .reverse();
    const from = Number(query.get('cursor') ?? 0);
    const limit = Number(query.get('limit') ?? 50);
    const more = from + limit < all.length;
    return { status: 200, json: { items: all.slice(from, from + limit).map(summaryOf), nextCursor: more ? String(from + limit) : null } };
  }

  async #wait(id: string, query: URLSearchParams, signal: AbortSignal): Promise<RequestView> {
    const until = query.get('until');
    const since = Number(query.get('since') ?? 0);
    const holds = (view: RequestView) =>
      until === 'terminal'
        ? isTerminal(view.status)
        : until === 'change'
          ? view.move > since
          : isResolved(view.status) && view.runFrom === null;
    const timeoutMs = Number.parseInt(query.get('timeout') ?? '30000', 10);
    try {
      return await this.#until(() => (holds(this.#view(id)) ? this.#view(id) : undefined), timeoutMs, signal);
    } catch {
      return this.#view(id);
    }
  }

  #permit(id: string, body: JsonObject): Reply {
    const view = this.#view(id);
    if (view.status !== 'approved') return problem(409, view.execution ? 'permit_consumed' : 'not_approved', 'There is no permit.');
    if (view.runFrom !== null && Date.parse(view.runFrom) > Date.now()) return tooEarly(view.runFrom);
    if (body['digest'] !== view.digest) return problem(409, 'stale_digest', 'Another digest was approved.');
    const execution = {
      revision: view.revision,
      digest: view.digest ?? '',
      by: 'caller' as const,
      fence: 1,
      outcome: null,
      detail: null,
      claimedAt: AT,
      finishedAt: null,
      late: null,
    };
    this.set({ ...view, status: 'executing', execution, move: view.move + 1 });
    return { status: 200, json: { permitId: `permit-${id}`, args: view.action?.args ?? {}, expiresAt: AT } };
  }

  #outcome(id: string, body: JsonObject): Reply {
    const view = this.#view(id);
    const outcome = body['outcome'] as 'executed' | 'failed' | 'unknown';
    if (!view.execution) return problem(409, 'permit_consumed', 'No permit was taken.');
    this.set({
      ...view,
      status: outcome,
      execution: { ...view.execution, outcome, detail: body['detail'] ?? null, finishedAt: AT },
      move: view.move + 1,
    });
    return { status: 200, json: { status: outcome, late: false } };
  }

  #decide(id: string, body: DecideBody): Reply {
    const view = this.#view(id);
    const decisionId = body.decisionId ?? 'made-by-the-server';
    const known = view.decisions.find((decision) => decision.decisionId === decisionId);
    const receipt = (counted: boolean, reason: Receipt['reason']): Reply => ({
      status: 200,
      json: { decisionId, counted, reason, status: this.#view(id).status } satisfies Receipt,
    });
    if (known) return receipt(known.counted === true, known.reason);
    const reason = isTerminal(view.status)
      ? 'already_closed'
      : body.revision === view.revision
        ? body.digest === view.digest
          ? null
          : 'stale_digest'
        : 'stale_revision';
    const decision = decisionOf(body.verb, {
      decisionId,
      revision: body.revision,
      digest: body.digest,
      counted: reason === null,
      reason,
      comment: body.comment ?? null,
      args: body.args ?? null,
      answer: body.answer ?? null,
      to: body.to ?? null,
      from: body.from ?? null,
      forMs: body.for === undefined ? null : (parseDuration(body.for) ?? null),
    });
    this.set({ ...view, decisions: [...view.decisions, decision], move: view.move + 1 });
    if (reason !== null) return receipt(false, reason);
    if (body.verb === 'edit') this.edit(id, body.args ?? {});
    const ends = ENDS[body.verb];
    if (ends !== undefined) this.set({ ...this.#view(id), status: ends, awaiting: null });
    return receipt(true, null);
  }

  #until<T>(find: () => T | undefined, timeoutMs: number, signal?: AbortSignal): Promise<T> {
    return new Promise((done, fail) => {
      const stop = (error: Error) => {
        clearTimeout(timer);
        this.#changed.removeEventListener('change', look);
        fail(error);
      };
      const timer = setTimeout(() => stop(new Error(`nothing of the kind within ${timeoutMs} ms`)), timeoutMs);
      const look = () => {
        const found = find();
        if (found === undefined) return;
        clearTimeout(timer);
        this.#changed.removeEventListener('change', look);
        done(found);
      };
      this.#changed.addEventListener('change', look);
      signal?.addEventListener('abort', () => stop(new Error('hung up')), { once: true });
      look();
    });
  }
}

/** As the service says it; `runFrom` is when to come again. */
export function tooEarly(runFrom: string): Reply {
  return {
    status: 409,
    json: { status: 409, code: 'too_early', detail: 'The veto window is not over.', details: { status: 'approved', runFrom } },
  };
}

function problem(status: number, code: string, detail: string, field?: string): Reply {
  return { status, json: { type: `urn:countersign:problem:${code}`, title: code, status, code, detail, ...(field ? { field } : {}) } };
}

function send(res: ServerResponse, reply: Reply, headers: Record<string, string> = {}): void {
  if (res.destroyed) return;
  res.writeHead(reply.status, { 'content-type': 'application/json', ...headers });
  res.end(reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json)));
}
