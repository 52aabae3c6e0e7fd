import type { ChannelName } from '../contracts/decision.js';
import type { JsonObject } from '../contracts/json.js';
import type { ReviewerRef } from '../contracts/plan.js';
import type { RequestView } from '../contracts/view.js';

/** What a channel needs to know about the people it may ask; the dispatcher reads it from the ledger. */
export interface Addressees {
  /** References asked now, in order. */
  refs: readonly ReviewerRef[];
  people: readonly { id: string; name: string; email: string | null; identities: readonly { channel: string; tenant: string; subject: string }[]; groups: readonly string[] }[];
  groups: readonly { id: string; slackChannel: string | null; members: readonly string[] }[];
}

export interface Delivery {
  id: string;
  kind: 'card' | 'reminder' | 'callback';
  target: string;
  /** What `deliver` returned the last time; null before the first success. */
  message: JsonObject | null;
  attempts: number;
}

/**
 * What became of one attempt. `later` carries the time in milliseconds that the vendor asked for (Retry-After), else null for the
 * dispatcher's own back-off; `failed` is final and shown to operators.
 */
export type DeliveryResult =
  | { kind: 'delivered'; message: JsonObject }
  | { kind: 'later'; afterMs: number | null; error: string }
  | { kind: 'failed'; error: string };

/**
 * One way to reach people. The dispatcher calls `deliver` until the card shows the newest move: the first time it posts, afterwards it
 * rewrites. A channel renders from the view alone, so that a late or repeated delivery converges on the truth.
 */
export interface Channel {
  readonly name: ChannelName;
  /** Where these people are asked on this channel; empty when it cannot reach any. `view` lets a channel choose (callback URL). */
  targets(addressees: Addressees, view: RequestView, callbackUrl: string | null): readonly { target: string; kind: 'card' | 'callback' }[];
  deliver(delivery: Delivery, view: RequestView, signal: AbortSignal): Promise<DeliveryResult>;
}
