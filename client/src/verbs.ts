import { randomUUID } from 'node:crypto';
import type { DecideBody, Receipt } from '../../src/contracts/decision.js';
import type { JsonObject } from '../../src/contracts/json.js';
import type { Status } from '../../src/contracts/status.js';
import type { CallOptions, Transport } from './transport.js';

/** The request as somebody saw it: what `get`, `wait`, `create` and the items of `list` give. */
export interface Shown {
  id: string;
  revision: number;
  /** null: nothing to decide yet. */
  digest: string | null;
}

export interface DecisionOptions extends CallOptions {
  comment?: string | undefined;
  /** Your own id for this decision, so that saying it again after a crash counts once. Default: a new one for each call. */
  decisionId?: string | undefined;
}

/** What a person found out about an effect that nobody reported. */
export type Finding = 'happened' | 'did_not_happen' | 'compensate';

export interface OverrideBody {
  resolution: 'approved' | 'rejected';
  digest: string;
  reason: string;
  decisionId?: string | undefined;
}

type Said = Omit<DecideBody, 'revision' | 'digest' | 'decisionId'>;

/**
 * What people say to a request, as the person of the key, each verb a method. All are bound to the revision and digest that were shown, and are
 * repeated safely. `counted: false` in the receipt says that it changed nothing, and `reason` why; `null` that nobody has counted it yet.
 */
export class Verbs {
  readonly #call: Transport;
  constructor(call: Transport) {
    this.#call = call;
  }

  /** Says one verb to one revision. */
  decide(id: string, body: DecideBody, { signal }: CallOptions = {}): Promise<Receipt> {
    return this.#call({
      method: 'POST',
      path: `${requestPath(id)}/decisions`,
      body: { ...body, decisionId: body.decisionId ?? randomUUID() },
      idempotent: true,
      signal,
    });
  }

  /** Lets it run, exactly as it was shown. */
  approve(request: Shown, options?: DecisionOptions): Promise<Receipt> {
    return this.#say(request, { verb: 'approve' }, options);
  }

  /** Refuses it for good; between approval and effect too. */
  deny(request: Shown, options?: DecisionOptions): Promise<Receipt> {
    return this.#say(request, { verb: 'deny' }, options);
  }

  /** Sends it back: `comment` is what the agent gets to hear. */
  reject(request: Shown, options?: DecisionOptions): Promise<Receipt> {
    return this.#say(request, { verb: 'reject' }, options);
  }

  /** The changed arguments, whole, become the next revision. */
  edit(request: Shown, args: JsonObject, options?: DecisionOptions): Promise<Receipt> {
    return this.#say(request, { verb: 'edit', args }, options);
  }

  /** Answers a question (`human.question`). */
  answer(request: Shown, answer: string, options?: DecisionOptions): Promise<Receipt> {
    return this.#say(request, { verb: 'answer', answer }, options);
  }

  /** Asks the agent or the requester something; the request stays open. */
  ask(request: Shown, question: string, options?: Omit<DecisionOptions, 'comment'>): Promise<Receipt> {
    return this.#say(request, { verb: 'ask' }, { ...options, comment: question });
  }

  /** Asks the next people on the ladder now. */
  escalate(request: Shown, options?: DecisionOptions): Promise<Receipt> {
    return this.#say(request, { verb: 'escalate' }, options);
  }

  /** Says that this person will not vote. */
  abstain(request: Shown, options?: DecisionOptions): Promise<Receipt> {
    return this.#say(request, { verb: 'abstain' }, options);
  }

  /** Takes back one's own vote, else the hand-over, else the claim; until the effect has been started. */
  retract(request: Shown, options?: DecisionOptions): Promise<Receipt> {
    return this.#say(request, { verb: 'retract' }, options);
  }

  /** Hands over to another person, by id, everything that one could fill for this revision. */
  delegate(request: Shown, to: string, options?: DecisionOptions): Promise<Receipt> {
    return this.#say(request, { verb: 'delegate', to }, options);
  }

  /** Puts another reviewer (`person:ada`, `group:finance`) in the place of one that is asked. Needs the permission `assign`. */
  reassign(request: Shown, { from, to }: { from: string; to: string }, options?: DecisionOptions): Promise<Receipt> {
    return this.#say(request, { verb: 'reassign', from, to }, options);
  }

  /** Takes it for a while (`30m`; default: as long as the policy says): one seat is kept. */
  claim(request: Shown, options: DecisionOptions & { for?: string | undefined } = {}): Promise<Receipt> {
    const span = options.for;
    return this.#say(request, { verb: 'claim', ...(span === undefined ? {} : { for: span }) }, options);
  }

  /** Gives a claim back. */
  release(request: Shown, options?: DecisionOptions): Promise<Receipt> {
    return this.#say(request, { verb: 'release' }, options);
  }

  /** No reminders to this person for so long. */
  snooze(request: Shown, span: string, options?: DecisionOptions): Promise<Receipt> {
    return this.#say(request, { verb: 'snooze', for: span }, options);
  }

  /** Moves the deadline on by so much, within what the policy allows. */
  extend(request: Shown, span: string, options?: DecisionOptions): Promise<Receipt> {
    return this.#say(request, { verb: 'extend', for: span }, options);
  }

  /** Whoever asked for the action answers a reviewer's question (`awaiting.questions`); the first answer stays. */
  answerQuestion(id: string, body: { decisionId: string; answer: string }, { signal }: CallOptions = {}): Promise<{ decisionId: string }> {
    return this.#call({ method: 'POST', path: `${requestPath(id)}/answers`, body, idempotent: true, signal });
  }

  /**
   * Break-glass: resolves it without the people asked. Needs the permission `override`; always audited, and told to everybody who was asked. Where
   * the policy wants two people the first is counted and waits for the second.
   */
  override(id: string, body: OverrideBody, options?: CallOptions): Promise<Receipt>;
  override(request: Shown, body: Omit<OverrideBody, 'digest'>, options?: CallOptions): Promise<Receipt>;
  override(
    request: string | Shown,
    body: Omit<OverrideBody, 'digest'> & { digest?: string },
    { signal }: CallOptions = {},
  ): Promise<Receipt> {
    const [id, digest] = typeof request === 'string' ? [request, body.digest] : [request.id, boundTo(request).digest];
    return this.#call({
      method: 'POST',
      path: `${requestPath(id)}/override`,
      body: { ...body, digest, decisionId: body.decisionId ?? randomUUID() },
      idempotent: true,
      signal,
    });
  }

  /**
   * A person says what became of an `unknown` effect, with evidence. With what was shown: by anybody who was asked, as a decision with a receipt.
   * With an id: past them, with an admin's key or the permission `override`.
   */
  settle(request: Shown, body: { found: Finding; evidence: string }, options?: CallOptions): Promise<Receipt>;
  settle(id: string, body: { outcome: 'executed' | 'failed'; reason: string }, options?: CallOptions): Promise<{ status: Status }>;
  settle(
    request: string | Shown,
    body: { found: Finding; evidence: string } | { outcome: 'executed' | 'failed'; reason: string },
    { signal }: CallOptions = {},
  ): Promise<Receipt | { status: Status }> {
    if (typeof request !== 'string' && 'found' in body)
      return this.#say(request, { verb: 'settle', answer: body.found }, { comment: body.evidence, signal });
    const id = typeof request === 'string' ? request : request.id;
    return this.#call({ method: 'POST', path: `${requestPath(id)}/settle`, body, idempotent: false, signal });
  }

  async #say(request: Shown, said: Said, { comment, decisionId, signal }: DecisionOptions = {}): Promise<Receipt> {
    const words = comment === undefined ? {} : { comment };
    const own = decisionId === undefined ? {} : { decisionId };
    return this.decide(request.id, { ...boundTo(request), ...said, ...words, ...own }, { signal });
  }
}

function boundTo({ id, revision, digest }: Shown): { revision: number; digest: string } {
  if (digest === null) throw new TypeError(`${id}: nothing has been proposed yet, so there is nothing to decide`);
  return { revision, digest };
}

export function requestPath(id: string): string {
  return `/v1/requests/${encodeURIComponent(id)}`;
}
