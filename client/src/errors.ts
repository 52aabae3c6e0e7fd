import type { Feedback } from '../../src/contracts/agent.js';
import type { Json, JsonObject } from '../../src/contracts/json.js';
import type { Resolution } from '../../src/contracts/status.js';
import type { DecisionView, RequestView } from '../../src/contracts/view.js';

/** What `CountersignError` is made of. */
export interface Problem {
  /** HTTP status; null when no answer came. */
  status: number | null;
  /** Stable and meant for programs: the server's `code`, or `unreachable`, `timeout`, `bad_answer` from this client. */
  code: string;
  /** One sentence for people. */
  detail: string;
  /** JSON pointer into the body that was sent, where one field is at fault. */
  field?: string | undefined;
  /** The server's whole problem document (RFC 9457). */
  body?: JsonObject | undefined;
  /** What the server's `Retry-After` asked for. */
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/** The server refused a call, or could not be reached. */
export class CountersignError extends Error {
  override readonly name: string = 'CountersignError';
  readonly status: number | null;
  readonly code: string;
  readonly detail: string;
  readonly field: string | undefined;
  readonly body: JsonObject | undefined;
  /** What the server says beside it, such as `runFrom` with `too_early` or `requestId` with `idempotency_conflict`. */
  readonly details: JsonObject;
  readonly retryAfterMs: number | undefined;

  constructor(problem: Problem) {
    super(`${problem.detail} (${problem.code}${problem.status === null ? '' : `, HTTP ${problem.status}`})`, { cause: problem.cause });
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.field = problem.field;
    this.body = problem.body;
    this.details = detailsOf(problem.body);
    this.retryAfterMs = problem.retryAfterMs;
  }
}

function detailsOf(body: JsonObject | undefined): JsonObject {
  const details = body?.['details'];
  return typeof details === 'object' && details !== null && !Array.isArray(details) ? details : {};
}

/** A request ended without an approval. Its subclasses say how: `Denied`, `Expired`, `Cancelled`. */
export class NotApproved extends Error {
  override readonly name: string = 'NotApproved';
  readonly requestId: string;
  readonly resolution: Resolution | null;
  /** Every decision of the request, counted or not, oldest first. */
  readonly decisions: readonly DecisionView[];
  /** What people wrote with the decisions that counted, oldest first: hand it to the model that proposed the action. */
  readonly feedback: readonly Feedback[];
  readonly request: RequestView;

  constructor(what: string, request: RequestView) {
    const feedback = feedbackOf(request);
    const why = [request.resolution?.reason, ...feedback.map((item) => `${item.by.name}: ${item.comment}`)].filter(Boolean).join('; ');
    super(`${request.action?.title ?? request.id} ${what}${why ? `: ${why}` : ''}`);
    this.requestId = request.id;
    this.resolution = request.resolution;
    this.decisions = request.decisions;
    this.feedback = feedback;
    this.request = request;
  }
}

/** People said no, or a policy did (`resolution.by`). */
export class Denied extends NotApproved {
  override readonly name = 'Denied';
  constructor(request: RequestView) {
    super('was denied', request);
  }
}

/** Nobody decided in time, or the approval was not used in time. */
export class Expired extends NotApproved {
  override readonly name = 'Expired';
  constructor(request: RequestView) {
    super('expired', request);
  }
}

/** The request was withdrawn. */
export class Cancelled extends NotApproved {
  override readonly name = 'Cancelled';
  constructor(request: RequestView) {
    super('was cancelled', request);
  }
}

/**
 * The permit was used, and nobody knows what became of the effect: an earlier run crashed, is still running, or could not report. The
 * function was not run again. `status` is `executing` while the earlier run's time lasts, then `unknown` until a person settles it.
 */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
  readonly requestId: string;
  readonly request: RequestView;
  /** What the function returned, where this very run executed it and only the report was lost. */
  readonly result: unknown;

  constructor(request: RequestView, options: { reason: string; result?: unknown; cause?: unknown }) {
    super(`${request.action?.title ?? request.id}: ${options.reason}`, { cause: options.cause });
    this.requestId = request.id;
    this.request = request;
    this.result = options.result;
  }
}

/** An earlier run with the same key executed the action and recorded no result to return. The function was not run again. */
export class AlreadyExecuted extends Error {
  override readonly name = 'AlreadyExecuted';
  readonly requestId: string;
  readonly request: RequestView;
  constructor(request: RequestView) {
    super(`${request.action?.title ?? request.id}: an earlier run executed it and recorded no result`);
    this.requestId = request.id;
    this.request = request;
  }
}

/** An earlier run with the same key executed the action, and it failed. One approval is one attempt: ask again under a new key. */
export class ExecutionFailed extends Error {
  override readonly name = 'ExecutionFailed';
  readonly requestId: string;
  readonly request: RequestView;
  /** What the earlier run reported. */
  readonly reported: Json;
  constructor(request: RequestView) {
    super(`${request.action?.title ?? request.id}: an earlier run failed`);
    this.requestId = request.id;
    this.request = request;
    this.reported = request.execution?.detail ?? null;
  }
}

/** The key belongs to a request for other arguments: a key names one occasion. Nothing was asked and nothing ran. */
export class KeyConflict extends Error {
  override readonly name = 'KeyConflict';
  readonly key: string;
  readonly requestId: string | null;
  constructor(key: string, requestId: string | null, cause: unknown) {
    super(`the key ${JSON.stringify(key)} was used for other arguments${requestId === null ? '' : ` in ${requestId}`}`, { cause });
    this.key = key;
    this.requestId = requestId;
  }
}

/** What the server permits to run is not what people approved: the digest does not fit. Nothing ran. */
export class DigestMismatch extends Error {
  override readonly name = 'DigestMismatch';
  readonly requestId: string;
  constructor(requestId: string) {
    super(`${requestId}: the permitted arguments do not have the approved digest; nothing was run`);
    this.requestId = requestId;
  }
}

function feedbackOf(request: RequestView): Feedback[] {
  return request.decisions.flatMap((decision) =>
    decision.counted === true && decision.comment !== null && decision.comment !== ''
      ? [{ revision: decision.revision, by: { id: decision.by.id, name: decision.by.name }, comment: decision.comment, at: decision.at }]
      : [],
  );
}
