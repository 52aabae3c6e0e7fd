import type { Generated } from 'kysely';
import type { Json } from '../../contracts/json.js';
import type { CreatedAt, Jsonb, NullableTime } from './columns.js';

interface SlackReplaysTable {
  /** Hash of the signature of one delivery: the same bytes never act twice, on whichever replica. */
  signature_hash: string;
  seen_at: CreatedAt;
}
interface IdempotencyTable {
  principal: string;
  key: string;
  body_hash: string;
  request_id: string;
  created_at: CreatedAt;
}
interface OutboxTable {
  id: Generated<string>;
  request_id: string;
  kind: 'start' | 'signal' | 'cancel' | 'open';
  payload: Jsonb<Json>;
  attempts: Generated<number>;
  next_attempt_at: Generated<Date>;
  done_at: NullableTime;
  error: string | null;
  created_at: CreatedAt;
}

/** What comes in once, and what goes out at least once. */
export interface DoorTables {
  slack_replays: SlackReplaysTable;
  idempotency: IdempotencyTable;
  outbox: OutboxTable;
}
