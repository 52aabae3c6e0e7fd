import type { JsonObject } from '../../src/contracts/json.js';
import type { SubmitAction } from '../../src/contracts/submit.js';
import type { RequestView } from '../../src/contracts/view.js';
import { typeOfFunction, valueOf, type ApprovalOptions, type ApprovedCall } from './approval-options.js';
import { NotApproved } from './errors.js';
import { openRequest } from './open-request.js';
import type { Requests } from './requests.js';
import { escalateOf, listOf } from './reviewers.js';
import { runApproved } from './run-approved.js';
import { objectToJson } from './to-json.js';
import type { CallOptions } from './transport.js';

/** A function that takes its arguments by name. */
export type Gated<A extends object, R> = (args: A, call: ApprovedCall) => R | Promise<R>;
export type Approved<A extends object, R> = (args: A, options?: CallOptions) => Promise<R>;

/** `true`: certainly review. A condition that throws, or is neither true nor false, is treated as true. */
export type Condition<A> = (args: A) => boolean | Promise<boolean>;

export interface Gate<A extends object, R> {
  fn: Gated<A, R>;
  options: ApprovalOptions<A>;
  condition: Condition<A> | null;
}

/** `fn`, run only after approval and on exactly the approved arguments; see `Countersign.requireApproval`. */
export function gateFunction<A extends object, R>(requests: Requests, gate: Gate<A, R>): Approved<A, R | NotApproved> {
  const type = gate.options.type ?? typeOfFunction(gate.fn.name);
  return async (given, { signal } = {}) => {
    const args = objectToJson(given);
    const body = await submission(type, gate, given, args);
    const key = gate.options.key === undefined ? undefined : valueOf(gate.options.key, given);
    const id = await openRequest(requests, body, key, signal);
    if (gate.options.onWaiting) await announce(requests, id, gate.options.onWaiting, signal);
    const request = await requests.wait(id, { until: 'resolved', signal });
    try {
      const fn = gate.fn as unknown as Gated<JsonObject, R>;
      return await runApproved({ requests, fn, recordResult: gate.options.recordResult ?? true, signal }, request);
    } catch (error) {
      if (error instanceof NotApproved && gate.options.whenNotApproved === 'return') return error;
      throw error;
    }
  };
}

/** A policy decides first whether people are asked at all. */
async function announce(
  requests: Requests,
  id: string,
  tell: (request: RequestView) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  let request = await requests.get(id, { signal });
  while (request.status === 'proposing') request = await requests.change(id, { sinceMove: request.move, signal });
  if (request.status === 'pending') tell(request);
}

async function submission<A extends object, R>(type: string, gate: Gate<A, R>, given: A, args: JsonObject): Promise<SubmitAction> {
  const { options, fn } = gate;
  const reviewers = valueOf(options.reviewers, given);
  const action = {
    type,
    args,
    title: valueOf(options.title, given) ?? options.description?.slice(0, 300) ?? (fn.name || undefined),
    rationale: valueOf(options.rationale, given),
    confidence: valueOf(options.confidence, given),
    risk: valueOf(options.risk, given),
    context: {
      ...(fn.name ? { function: fn.name } : {}),
      ...(options.description === undefined ? {} : { description: options.description }),
      ...valueOf(options.context, given),
    },
  };
  return withoutUndefined({
    action: withoutUndefined(action),
    execute: 'caller' as const,
    policy: options.policy,
    requester: valueOf(options.requester, given),
    reviewers: reviewers === undefined ? undefined : listOf(reviewers),
    need: options.need,
    escalate: options.escalate === undefined ? undefined : escalateOf(options.escalate),
    requireReview: gate.condition === null ? undefined : await holds(gate.condition, given),
    callbackUrl: options.callbackUrl,
    deadline: options.deadline,
  }) as SubmitAction;
}

async function holds<A>(condition: Condition<A>, args: A): Promise<boolean> {
  try {
    return (await condition(args)) !== false;
  } catch {
    // Fails closed: a condition that cannot say that no review is needed asks for one.
    return true;
  }
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}
