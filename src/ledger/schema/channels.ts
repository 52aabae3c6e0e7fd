import type { Generated } from 'kysely';
import type { ChannelName } from '../../contracts/decision.js';
import type { JsonObject } from '../../contracts/json.js';
import type { NoticeKind } from '../../contracts/notice.js';
import type { ReviewerRef } from '../../contracts/plan.js';
import type { CreatedAt, NullableJsonb, NullableTime } from './columns.js';

export interface NoticesTable {
  id: Generated<string>;
  request_id: string;
  move: number;
  kind: NoticeKind;
  refs: ReviewerRef[];
  created_at: CreatedAt;
  done_at: NullableTime;
}
export interface DeliveriesTable {
  id: string;
  request_id: string;
  channel: ChannelName;
  /** Where: a Slack channel or user id, an address, a URL. */
  target: string;
  /**
   * `card`, `outcome` (what became of it is unknown) and `question` are rewritten on every move; `reminder`, `note` and `page` are said once;
   * `callback` is for machines.
   */
  kind: 'card' | 'reminder' | 'callback' | 'outcome' | 'question' | 'note' | 'page';
  /** What it is about, beside the request: a revision, a decision, a notice; empty for cards, reminders and callbacks. */
  topic: Generated<string>;
  /** Who was paged. */
  refs: Generated<ReviewerRef[]>;
  /** What the channel needs to find the message again. */
  message: NullableJsonb<JsonObject>;
  wanted_move: number;
  shown_move: number;
  attempts: number;
  next_attempt_at: Generated<Date>;
  leased_until: NullableTime;
  failed: Generated<boolean>;
  error: string | null;
  created_at: CreatedAt;
  updated_at: Generated<Date>;
}
/** The newest error of each channel, kept also when later attempts arrived. */
interface ChannelErrorsTable {
  channel: ChannelName;
  at: Date;
  target: string;
  request_id: string;
  error: string;
}
/** A browser that takes push messages for a person; the endpoint is a secret of both. */
interface PushSubscriptionsTable {
  id: string;
  person_id: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  /** The public key of ours that it was subscribed to. */
  vapid_key: string;
  label: string;
  /** Of the session that it was made in, or opened in last; null: made with a key. */
  session_hash: string | null;
  created_at: CreatedAt;
  taken_at: NullableTime;
}

/** What people are told, and where. */
export interface ChannelTables {
  notices: NoticesTable;
  deliveries: DeliveriesTable;
  channel_errors: ChannelErrorsTable;
  push_subscriptions: PushSubscriptionsTable;
}
