import type { ChannelName, Verb } from '../../contracts/decision.js';
import type { Json } from '../../contracts/json.js';
import type { ReviewerRef } from '../../contracts/plan.js';
import type { Resolution } from '../../contracts/status.js';
import type { CreatedAt, Jsonb } from './columns.js';

interface AuditTable {
  request_id: string;
  seq: number;
  at: Date;
  kind: string;
  body: Jsonb<Json>;
  previous: string;
  hash: string;
}
interface HistoriesTable {
  request_id: string;
  run_id: string;
  /** gzip of the history's JSON as the Temporal CLI writes it. */
  history: Buffer;
  created_at: CreatedAt;
}
/** What the overview counts about a resolved request. A trigger writes it, in the move that resolves the request; nobody else does. bigint: read as text. */
export interface ResolutionsTable {
  request_id: string;
  opened_at: Date;
  resolved_at: Date;
  type: string | null;
  agent: string | null;
  outcome: Resolution['outcome'];
  resolved_by: Resolution['by'];
  /** Approved, and then not used in time. */
  unused: boolean;
  revision: number;
  /** An edit counted on the way. */
  edited: boolean;
  /** Verb and channel of the last decision that counted; null where nobody decided. */
  verb: Verb | null;
  channel: ChannelName | null;
  /** From when people were first asked to the first decision that counted, and to the resolution, milliseconds; null where nobody was asked. */
  first_ms: string | null;
  took_ms: string | null;
  /** Everybody who was asked, as references. */
  asked: ReviewerRef[];
  /** Who is part of the request and so decides nothing. */
  selves: string[];
  /** Who decided, each once, and beside it how long they had been asked then, milliseconds. */
  deciders: string[];
  decider_ms: string[];
}

/** What stays of a request. */
export interface RecordTables {
  audit: AuditTable;
  histories: HistoriesTable;
  resolutions: ResolutionsTable;
}
