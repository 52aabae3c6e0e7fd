import { assertNever } from '../../src/contracts/assert-never.js';
import type { Json, JsonObject } from '../../src/contracts/json.js';
import type { RequestView } from '../../src/contracts/view.js';
import type { ApprovedCall } from './approval-options.js';
import { actionDigest } from './digest.js';
import {
  AlreadyExecuted,
  Cancelled,
  CountersignError,
  Denied,
  DigestMismatch,
  ExecutionFailed,
  Expired,
  OutcomeUnknown,
} from './errors.js';
import { pause } from './backoff.js';
import type { Permit, Requests } from './requests.js';
import { reportOutcome } from './report-outcome.js';
import { isWorthRepeating } from './transport.js';

export interface Run<R> {
  requests: Requests;
  fn: (args: JsonObject, call: ApprovedCall) => R | Promise<R>;
  recordResult: boolean;
  signal: AbortSignal | undefined;
}

/**
 * From a resolved request to the function's result: at most one run per request. The permit is consumed before the function is called, so that
 * a crash in between loses the run, never doubles it.
 */
export async function runApproved<R>(run: Run<R>, request: RequestView): Promise<R> {
  switch (request.status) {
    case 'approved':
      return execute(run, request);
    case 'executing':
      throw new OutcomeUnknown(request, { reason: 'the permit is used up, and nobody has reported an outcome yet' });
    case 'unknown':
      throw new OutcomeUnknown(request, { reason: 'nobody knows what became of it; a person has to settle it' });
    case 'executed':
      return recordedResult(request) as R;
    case 'failed':
      throw new ExecutionFailed(request);
    case 'rejected':
      throw new Denied(request);
    case 'expired':
      throw new Expired(request);
    case 'cancelled':
      throw new Cancelled(request);
    case 'proposing':
    case 'pending':
    case 'revising':
      return runApproved(run, await run.requests.wait(request.id, { until: 'resolved', signal: run.signal }));
    case 'answered':
      throw new Error(`${request.id}: ${request.status} is not where an action ends`);
    default:
      return assertNever(request.status);
  }
}

async function execute<R>(run: Run<R>, request: RequestView): Promise<R> {
  const permit = await takePermit(run, request);
  if ('refused' in permit) {
    const now = await run.requests.get(request.id, { signal: run.signal });
    // Used up, withdrawn, or an approver is no longer entitled and it waits again.
    if (now.move !== request.move) return runApproved(run, now);
    if (permit.refused.code === 'effects_paused') return runApproved(run, await untilResumed(run, now));
    if (permit.refused.code === 'too_early') return runApproved(run, await untilDue(run, now, permit.refused));
    if (permit.refused.status === 409) throw permit.refused;
    // The call never arrived, or still may: only one of two calls can be granted, and only what is granted here runs here.
    await pause(permit.refused.retryAfterMs ?? 1_000, run.signal);
    return execute(run, now);
  }
  const { revision, digest, action } = request;
  // Defence in depth: the server says that these arguments were approved, the digest proves it.
  if (
    action === null ||
    actionDigest({ args: permit.args, requestId: request.id, revision, type: action.type, version: action.version }) !== digest
  ) {
    await reportOutcome(run.requests, request, permit, {
      outcome: 'failed',
      detail: { error: { name: 'DigestMismatch', message: 'not run' } },
    });
    throw new DigestMismatch(request.id);
  }
  const call: ApprovedCall = {
    requestId: request.id,
    revision,
    digest,
    permitId: permit.permitId,
    idempotencyKey: `${request.id}/${revision}`,
    expiresAt: permit.expiresAt,
    signal: run.signal,
  };
  let result: R;
  try {
    result = await run.fn(permit.args, call);
  } catch (error) {
    await reportOutcome(run.requests, request, permit, failureOf(error));
    throw error;
  }
  const detail = run.recordResult ? resultDetail(result) : {};
  await reportOutcome(run.requests, request, permit, { outcome: 'executed', detail }, result);
  return result;
}

/** How long one look at a paused request may wait for news, milliseconds. The service says when effects go on; this is for what was missed. */
const PAUSED_LOOK_MS = 30_000;

/** Effects are paused: the approval is kept, until it runs out. Comes back when something has moved, or after a while to ask again. */
function untilResumed<R>({ requests, signal }: Run<R>, { id, move }: RequestView): Promise<RequestView> {
  return requests.change(id, { sinceMove: move, timeoutMs: PAUSED_LOOK_MS, signal });
}

/** A service whose clock is behind ours says "too early" when we think that it is time: asking again at once would spin. */
const SHORTEST_WAIT_MS = 250;

/** Approved, and its veto window or a freeze is not over. Comes back when it is, or when something has moved: a denial stops it until then. */
function untilDue<R>({ requests, signal }: Run<R>, { id, move }: RequestView, { details }: CountersignError): Promise<RequestView> {
  const runFromMs = typeof details['runFrom'] === 'string' ? Date.parse(details['runFrom']) : Number.NaN;
  const leftMs = Number.isNaN(runFromMs) ? PAUSED_LOOK_MS : runFromMs - Date.now();
  return requests.change(id, { sinceMove: move, timeoutMs: Math.max(SHORTEST_WAIT_MS, leftMs), signal });
}

async function takePermit<R>({ requests, signal }: Run<R>, request: RequestView): Promise<Permit | { refused: CountersignError }> {
  try {
    return await requests.permit(request.id, request.digest ?? '', { signal });
  } catch (error) {
    if (error instanceof CountersignError && (error.status === 409 || isWorthRepeating(error, true))) return { refused: error };
    throw error;
  }
}

function failureOf(error: unknown): { outcome: 'failed' | 'unknown'; detail: JsonObject } {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  // A call that was cut off may still have arrived at its target.
  const cutOff = name === 'AbortError' || name === 'TimeoutError';
  return { outcome: cutOff ? 'unknown' : 'failed', detail: { error: { name, message: message.slice(0, 2000) } } };
}

/** 32 KiB: results are kept for a later run, not as a store of documents. */
const LARGEST_RESULT = 32_768;

function resultDetail(result: unknown): JsonObject {
  if (result === undefined) return { result: null };
  const text = safely(() => JSON.stringify(result));
  return text === undefined || text.length > LARGEST_RESULT ? {} : { result: JSON.parse(text) as Json };
}

function safely(make: () => string | undefined): string | undefined {
  try {
    return make();
  } catch {
    // Circular, or a bigint: it cannot be kept, and the effect was carried out all the same.
    return undefined;
  }
}

function recordedResult(request: RequestView): Json {
  const detail = request.execution?.detail;
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail) || detail['result'] === undefined)
    throw new AlreadyExecuted(request);
  return detail['result'];
}
