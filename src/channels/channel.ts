import type { ChannelName } from '../contracts/decision.js';
import type { JsonObject } from '../contracts/json.js';
import type { ReviewerRef } from '../contracts/plan.js';
import type { RequestView } from '../contracts/view.js';
import type { Addressees } from '../ledger/addressees.js';
import type { DeliveryKind } from '../ledger/deliveries.js';

export type { Addressees };

export interface Delivery {
  id: string;
  kind: DeliveryKind;
  /** What it is about, beside the request; `topic.ts` reads it. */
  topic: string;
  /** Who was paged; empty for everything else. */
  refs: readonly ReviewerRef[];
  target: string;
  /** What `deliver` returned the last time; null before the first success. */
  message: JsonObject | null;
  /** Where the card of the same request and target is: what a reminder or note is put below. */
  card: JsonObject | null;
  /** This one included; above 1, an earlier attempt may have arrived without its answer being recorded. */
  attempts: number;
  createdAt: Date;
}

/**
 * What became of one attempt. `later` carries the time in milliseconds that the vendor asked for (Retry-After), else null for the
 * dispatcher's own back-off, and in `message` what was reached on the way (null: nothing new); `failed` is final and shown to operators.
 */
export type DeliveryResult =
  | { kind: 'delivered'; message: JsonObject }
  | { kind: 'later'; afterMs: number | null; error: string; message: JsonObject | null }
  | { kind: 'failed'; error: string };

/**
 * One way to reach people. The dispatcher calls `deliver` until the card shows the newest move: the first time it posts, afterwards it
 * rewrites. A channel renders from the view alone, so that a late or repeated delivery converges on the truth.
 */
export interface Channel {
  readonly name: ChannelName;
  /** What a `later` with a time covers: one vendor's limit holds `everywhere` on the channel, a stranger's answer only for its own `target`. */
  readonly limits: 'everywhere' | 'target';
  /** Where these people are asked on this channel; empty when it cannot reach any. `view` lets a channel choose (callback URL). */
  targets(addressees: Addressees, view: RequestView, callbackUrl: string | null): readonly { target: string; kind: 'card' | 'callback' }[];
  /** Where each of these people is told something alone: never a place that others read, and never somebody who stands in for them. */
  direct(addressees: Addressees): readonly string[];
  /** Places that ring when somebody is paged. */
  readonly pages: readonly string[];
  deliver(delivery: Delivery, view: RequestView, signal: AbortSignal): Promise<DeliveryResult>;
}
