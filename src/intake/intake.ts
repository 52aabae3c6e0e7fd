import type { ChannelName, DecideBody, Receipt } from '../contracts/decision.js';
import type { Counts, Scope, Sort } from '../contracts/inbox.js';
import type { JsonObject } from '../contracts/json.js';
import type { PolicyTrial, PolicyTrialResult } from '../contracts/policy-trial.js';
import type { Principal } from '../contracts/principal.js';
import type { ProblemCode } from '../contracts/problems.js';
import type { Risk } from '../contracts/risk.js';
import type { Status } from '../contracts/status.js';
import type { SubmitRequest } from '../contracts/submit.js';
import type { AuditEntry, RequestSummary, RequestView } from '../contracts/view.js';

/** An expected refusal, as a value: `code` is stable, `field` is a JSON pointer into the body where one field is at fault. */
export interface Refusal {
  kind: 'refused';
  status: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 503;
  code: ProblemCode;
  message: string;
  field?: string;
  /** More for the client, such as the problems of each argument. */
  details?: JsonObject;
}
export type Answer<T> = { kind: 'ok'; value: T } | Refusal;

/** Whatever is given narrows the list; of each list one has to fit. */
export interface ListQuery {
  /** Of a person: what they may still decide, or what they have decided on. */
  scope?: Scope;
  status?: readonly Status[];
  /** Types; `*` is any run of characters. */
  type?: readonly string[];
  risk?: readonly Risk[];
  agent?: readonly string[];
  policy?: readonly string[];
  openedAfter?: Date;
  openedBefore?: Date;
  /** Of those that wait: what is due before. */
  deadlineBefore?: Date;
  /** A person's id (`who waits for this person`), or a reference such as `group:finance`. */
  reviewer?: string;
  /** Of those that wait: taken by this person, by anybody, by nobody. */
  claimed?: { by: string } | 'any' | 'none';
  /** Only those that wait and that nobody is left to satisfy. */
  unreachable?: true;
  /** Words, or their beginnings, in title, type or arguments; or the beginning of an id. */
  q?: string;
  /** Default: newest first. */
  sort?: Sort;
  cursor?: string;
  limit: number;
}

/**
 * The only door to requests: API, Slack, CLI and page all come through here. Everything it answers is committed in the ledger; Temporal may
 * be down. Authentication is done before (a principal comes in), authorisation and validity here.
 */
export interface Intake {
  /**
   * The same key with another body is refused as 409 `idempotency_conflict` with `details: {requestId}` of the request that has the key, so that a
   * client that words its reasons differently after a restart finds its request again. Keys are the principal's own.
   */
  submit(
    by: Principal,
    body: SubmitRequest,
    options: { idempotencyKey: string | null },
  ): Promise<Answer<{ view: RequestView; created: boolean }>>;
  /** Commits the decision, wakes the workflow, watches ~1.5 s (or `watchMs`) for the receipt. `counted: null` is "recorded, not yet counted". */
  decide(
    personId: string,
    requestId: string,
    body: DecideBody,
    options: { channel: ChannelName; watchMs?: number },
  ): Promise<Answer<Receipt>>;
  /** By the requester, the agent's owner or key, or an administrator; the first answer stays. */
  answerQuestion(by: Principal, requestId: string, body: { decisionId: string; answer: string }): Promise<Answer<{ decisionId: string }>>;
  override(
    by: Principal,
    requestId: string,
    body: { resolution: 'approved' | 'rejected'; digest: string; reason: string; decisionId?: string },
    options: { channel: ChannelName },
  ): Promise<Answer<Receipt>>;
  /** Waits up to `watchMs` for the receipt of a decision recorded earlier. */
  receipt(requestId: string, decisionId: string, watchMs: number): Promise<Answer<Receipt>>;
  withdraw(by: Principal, requestId: string, reason: string): Promise<Answer<{ status: Status }>>;
  permit(by: Principal, requestId: string, digest: string): Promise<Answer<{ permitId: string; args: JsonObject; expiresAt: string }>>;
  outcome(
    by: Principal,
    requestId: string,
    body: { permitId: string; outcome: 'executed' | 'failed' | 'unknown'; detail?: JsonObject },
  ): Promise<Answer<{ status: Status; late: boolean }>>;
  /** A person with the override permission says what became of an `unknown` effect. */
  settle(by: Principal, requestId: string, body: { outcome: 'executed' | 'failed'; reason: string }): Promise<Answer<{ status: Status }>>;
  /** Agents see only their own requests: another's is 404. */
  view(by: Principal, requestId: string): Promise<Answer<RequestView>>;
  list(by: Principal, query: ListQuery): Promise<Answer<{ items: RequestSummary[]; nextCursor: string | null }>>;
  /** What waits, what is open and so on, for whoever asks. */
  counts(by: Principal): Promise<Answer<Counts>>;
  /** Long poll: returns when the condition holds or after `timeoutMs` with the present view. */
  wait(
    by: Principal,
    requestId: string,
    until: 'resolved' | 'terminal' | 'change',
    timeoutMs: number,
    options?: { sinceMove?: number; signal?: AbortSignal },
  ): Promise<Answer<RequestView>>;
  audit(by: Principal, requestId: string): Promise<Answer<AuditEntry[]>>;
  /** How an action would be reviewed, by the policies in force or by drafts; reads only. */
  tryPolicies(body: PolicyTrial): Promise<Answer<PolicyTrialResult>>;
}
