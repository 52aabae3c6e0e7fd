import type { JsonObject } from '../../src/contracts/json.js';
import type { Risk } from '../../src/contracts/risk.js';
import type { RequestView } from '../../src/contracts/view.js';
import type { CallerEscalation, CallerNeed } from './reviewers.js';

/** A value, or how to get it from the arguments of the call. */
export type From<A, T> = T | ((args: A) => T);

/** How a wrapped function asks. Everything can be left out; what the agent claims can only tighten what the server's rules say. */
export interface ApprovalOptions<A> {
  /**
   * Names one occasion: `refund-${args.orderId}`. The same key finds the same request after a restart and never runs the function twice;
   * with other arguments it is refused (`KeyConflict`). Without a key each call asks anew, and a restart asks again.
   */
  key?: From<A, string> | undefined;
  /** Dotted, lower-case. Default: the function's name, `scaleCluster` → `scale_cluster`. */
  type?: string | undefined;
  /** One line for the card. Default: the description, or the function's name. */
  title?: From<A, string | undefined>;
  /** What the function does, for people: shown with the context. */
  description?: string | undefined;
  /** `group:finance`, `person:ada`, or a bare name where exactly one group or person has it: asked in addition to whom the policy names. */
  reviewers?: From<A, string | readonly string[] | undefined>;
  /** How many of `reviewers` must approve; any one unless said otherwise. */
  need?: CallerNeed | undefined;
  /** Asks further people when `reviewers` are silent for so long: `{ after: '30m', to: ['leads'] }`. */
  escalate?: CallerEscalation | undefined;
  policy?: string | undefined;
  risk?: From<A, Risk | undefined>;
  /** 0..1 */
  confidence?: From<A, number | undefined>;
  rationale?: From<A, string | undefined>;
  /** Links, figures, diffs: shown to people, not part of what they approve. */
  context?: From<A, JsonObject | undefined>;
  /** The person on whose behalf the agent acts; never among the approvers. */
  requester?: From<A, string | undefined>;
  /** `30m`, `2h`: the shorter of this and the policy's. */
  deadline?: string | undefined;
  callbackUrl?: string | undefined;
  /** Whether what the function returns is kept with the request, for a later run with the same key to return. Default true; off for secrets. */
  recordResult?: boolean | undefined;
  /** Called once with the open request, as soon as people are asked: for showing its link. */
  onWaiting?: ((request: RequestView) => void) | undefined;
  /** What happens on a denial, an expiry or a withdrawal. Default `throw`. */
  whenNotApproved?: 'throw' | 'return' | undefined;
}

/** What the wrapped function gets beside its arguments. */
export interface ApprovedCall {
  requestId: string;
  revision: number;
  digest: string;
  permitId: string;
  /** The same for each attempt at this effect: hand it to targets that honour idempotency keys. */
  idempotencyKey: string;
  /** RFC 3339; report later than this and the outcome is already `unknown`. */
  expiresAt: string;
  signal: AbortSignal | undefined;
}

export function valueOf<A, T>(given: From<A, T>, args: A): T {
  return typeof given === 'function' ? (given as (args: A) => T)(args) : given;
}

/** `scaleCluster` → `scale_cluster`; throws for a function without a name that an action type could be made of. */
export function typeOfFunction(name: string): string {
  const type = name
    .replace(/^bound /, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();
  if (!/^[a-z][a-z0-9_]*$/.test(type))
    throw new TypeError(`requireApproval: give \`type\`, because the function's name (${JSON.stringify(name)}) makes none`);
  return type;
}
