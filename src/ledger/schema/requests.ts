import type { ColumnType, Generated } from 'kysely';
import type { Action } from '../../contracts/action.js';
import type { ChannelName, NotCountedReason, Verb } from '../../contracts/decision.js';
import type { Json, JsonObject } from '../../contracts/json.js';
import type { Plan, ReviewerRef } from '../../contracts/plan.js';
import type { Risk } from '../../contracts/risk.js';
import type { Resolution, Status } from '../../contracts/status.js';
import type { CreatedAt, Jsonb, NullableJsonb, NullableTime } from './columns.js';

export interface RequestsTable {
  id: string;
  status: Status;
  revision: number;
  digest: string | null;
  /** The reducer's whole state, moved under the row's lock. */
  state: Jsonb<Json>;
  move: number;
  next_seq: number;
  type: string | null;
  title: string | null;
  risk: Risk | null;
  confidence: number | null;
  agent: string | null;
  requested_by_kind: 'admin' | 'agent' | 'person' | 'workflow';
  requested_by_id: string;
  requester_id: string | null;
  owner_id: string | null;
  execute: 'worker' | 'caller' | 'none';
  input: Jsonb<Json>;
  /** What the caller claimed beyond the action: policy, reviewers, deadline, requireReview. */
  claims: Jsonb<JsonObject>;
  callback_url: string | null;
  /** The request that this one follows from. */
  follows: string | null;
  /** People who do not decide it, beside whoever asked for it and whoever answers for its agent. */
  excluded: Generated<string[]>;
  /** A worker has still to take the fingerprint of what the present revision rests on. */
  observe: Generated<boolean>;
  plan: NullableJsonb<Plan>;
  asked: ReviewerRef[];
  /** Name of the policy of the plan. */
  policy: ColumnType<string | null, string | null | undefined, string | null>;
  /** While it is pending: `by:<person>` who has voted or handed over, `as:<person>` whose place is filled. */
  voted: ColumnType<string[], string[] | undefined, string[]>;
  /** While it is pending: when the last claim on it ends. */
  claimed_until: NullableTime;
  /** While it is pending: those left cannot satisfy the policy. */
  unreachable: Generated<boolean>;
  /** The transaction that moved it last (xid8): what the feed tells new moves by. */
  moved_xid: Generated<string>;
  deadline_at: NullableTime;
  wake_at: NullableTime;
  resolution: NullableJsonb<Resolution>;
  task_queue: string;
  /** The pause that was noted to hold its effect; null: none, or not noted yet. */
  held_by: ColumnType<string | null, undefined, string | null>;
  /** Version of the directory that its reachability was last checked against. bigint: read as text. */
  reach_version: ColumnType<string, number | undefined, number>;
  created_at: CreatedAt;
  updated_at: Generated<Date>;
}
export interface RevisionsTable {
  request_id: string;
  revision: number;
  digest: string;
  action: Jsonb<Action>;
  plan: Jsonb<Plan>;
  author_kind: 'agent' | 'caller' | 'person';
  author_id: string;
  /** Fingerprint of what the action rests on, taken when people were asked. */
  observed: string | null;
  observed_at: NullableTime;
  created_at: CreatedAt;
}
/** What a request is found by: words (tsvector) of its present revision. */
interface RequestWordsTable {
  request_id: string;
  words: string;
}
interface SightingsTable {
  request_id: string;
  person_id: string;
  revision: number;
  /** The revision seen before that one. */
  earlier: number | null;
  at: Date;
}
export interface DecisionsTable {
  request_id: string;
  seq: number;
  decision_id: string;
  person_id: string;
  verb: Verb;
  revision: number;
  digest: string;
  comment: string | null;
  args: NullableJsonb<JsonObject>;
  answer: string | null;
  /** Whom a hand-over names, and for how long; null for the verbs that name neither. */
  details: ColumnType<{ to: string | null; from: string | null; forMs: number | null } | null, string | null | undefined, string | null>;
  /** Whose place the vote filled, where that is somebody else's; written with the receipt. */
  on_behalf_of: string | null;
  channel: ChannelName;
  /** What was true of the person when the row was committed (groups, self, permissions): counting it again later gives the same. */
  facts: Jsonb<Json>;
  counted: boolean | null;
  reason: NotCountedReason | null;
  at: Date;
  counted_at: NullableTime;
}

/** Requests, what was proposed in them, and what people said to it. */
export interface RequestTables {
  requests: RequestsTable;
  revisions: RevisionsTable;
  request_words: RequestWordsTable;
  sightings: SightingsTable;
  decisions: DecisionsTable;
}
