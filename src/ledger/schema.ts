import type { ColumnType, Generated } from 'kysely';
import type { Action, EffectKind } from '../contracts/action.js';
import type { ChannelName, NotCountedReason, Verb } from '../contracts/decision.js';
import type { Json, JsonObject } from '../contracts/json.js';
import type { Attributes, Hours } from '../contracts/people.js';
import type { NoticeKind } from '../contracts/notice.js';
import type { Plan, ReviewerRef } from '../contracts/plan.js';
import type { Policy } from '../contracts/policy.js';
import type { Permission } from '../contracts/principal.js';
import type { Risk } from '../contracts/risk.js';
import type { Resolution, Status } from '../contracts/status.js';

/** jsonb: written as a JSON string (`json()` of json-column.ts), read as the value. */
type Jsonb<T> = ColumnType<T, string, string>;
type NullableJsonb<T> = ColumnType<T | null, string | null, string | null>;
type CreatedAt = ColumnType<Date, Date | undefined, never>;
type NullableTime = ColumnType<Date | null, Date | null | undefined, Date | null>;

export interface PeopleTable {
  id: string;
  name: string;
  email: string | null;
  permissions: Permission[];
  active: Generated<boolean>;
  /** Reads everything and decides nothing; holds no permission. */
  viewer: Generated<boolean>;
  /** Active and no viewer: may fill entries, stand in, and decide. Computed by the database. */
  decides: ColumnType<boolean, never, never>;
  attributes: ColumnType<Attributes, string | undefined, string>;
  /** IANA name; null: nobody said. */
  time_zone: ColumnType<string | null, string | null | undefined, string | null>;
  hours: ColumnType<Hours | null, string | null | undefined, string | null>;
  created_at: CreatedAt;
}
export interface GroupsTable {
  id: string;
  /** Slack channel id where this group is asked; null: its members are asked in direct messages. */
  slack_channel: string | null;
  /** Slack user group whose members the import puts here; null: members are entered by hand. */
  slack_user_group: ColumnType<string | null, string | null | undefined, string | null>;
  created_at: CreatedAt;
}
export interface GroupMembersTable {
  group_id: string;
  person_id: string;
}
/** Whoever is in the child is in the parent. */
export interface GroupGroupsTable {
  parent_id: string;
  child_id: string;
}
/** Half-open: `from_at` belongs to it, `until_at` does not. */
export interface AbsencesTable {
  id: string;
  person_id: string;
  from_at: Date;
  until_at: Date;
  delegate_id: string | null;
  note: string | null;
  /** The admin key or person that entered it. */
  made_by: string;
  /** The clock passed it, and the directory's version was raised for it. */
  begun: Generated<boolean>;
  ended: Generated<boolean>;
  created_at: CreatedAt;
}
export interface IdentitiesTable {
  channel: string;
  tenant: string;
  subject: string;
  person_id: string;
  /** The admin key or session that linked it; never "same e-mail". */
  linked_by: string;
  created_at: CreatedAt;
}
export interface AgentsTable {
  name: string;
  kind: 'registered' | 'http';
  url: string | null;
  /** Signing secret of an HTTP agent (Standard Webhooks, `whsec_…`); needed in clear to sign. */
  secret: string | null;
  /** The person who answers for the agent: never approves its actions. */
  owner_id: string | null;
  can_propose: Generated<boolean>;
  can_revise: Generated<boolean>;
  created_at: CreatedAt;
}
export interface ApiKeysTable {
  id: string;
  kind: 'admin' | 'agent' | 'person';
  name: string;
  /** SHA-256 of the key, hex; keys hold 256 random bits, so no slow hash is needed. */
  hash: string;
  agent: string | null;
  person_id: string | null;
  created_at: CreatedAt;
  last_used_at: NullableTime;
  revoked_at: NullableTime;
}
export interface SignInLinksTable {
  hash: string;
  person_id: string;
  next_path: string;
  expires_at: Date;
  used_at: NullableTime;
}
export interface SessionsTable {
  hash: string;
  person_id: string;
  csrf: string;
  created_at: CreatedAt;
  expires_at: Date;
  /** When the person proved who they are; null: the provider did not say. */
  authenticated_at: NullableTime;
  /** Of the provider that the sign-in came from; null: a one-time link. */
  id_token: ColumnType<string | null, string | null | undefined, never>;
}
/** A way to the provider and back that has begun, for one browser; or an account that waits for the word of the person it is to be linked to. */
export interface OidcFlowsTable {
  /** Of the state, or of the token in the form that confirms. */
  hash: string;
  /** Hash of the cookie that the browser had when it left. */
  browser: string;
  purpose: 'sign_in' | 'renew' | 'link' | 'confirm';
  person_id: string | null;
  subject: string | null;
  next_path: string;
  created_at: Date;
  expires_at: Date;
}
export interface ActionDefinitionsTable {
  type: string;
  version: string;
  args_schema: Jsonb<JsonObject>;
  title: string | null;
  description: string | null;
  risk_floor: Risk;
  effect: EffectKind;
  /** Whether a worker can run it; a definition without an effect only gives a schema. */
  executes: boolean;
  /** Whether its definition has a precondition. */
  observes: Generated<boolean>;
  /** Whether its definition says how to undo the effect. */
  undoes: Generated<boolean>;
  registered_at: Generated<Date>;
}
export interface PoliciesTable {
  name: string;
  version: number;
  document: Jsonb<Policy>;
  digest: string;
  source: string;
  /** Order of evaluation; first match wins. */
  position: number;
  active: boolean;
  /** As it was written; null for versions from before this was kept. */
  text: ColumnType<string | null, string | null | undefined, string | null>;
  /** The person or key that put it; null: a file. */
  made_by: ColumnType<string | null, string | null | undefined, string | null>;
  created_at: CreatedAt;
}
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
export interface RequestWordsTable {
  request_id: string;
  words: string;
}
export interface SightingsTable {
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
export interface ExecutionsTable {
  request_id: string;
  revision: number;
  digest: string;
  executor: 'worker' | 'caller';
  effect: EffectKind;
  fence: number;
  holder: string;
  permit_id: string | null;
  lease_until: Date;
  outcome: 'executed' | 'failed' | 'unknown' | null;
  detail: Jsonb<Json>;
  late: Jsonb<Json>;
  claimed_at: Date;
  finished_at: NullableTime;
}
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
export interface ChannelErrorsTable {
  channel: ChannelName;
  at: Date;
  target: string;
  request_id: string;
  error: string;
}
export interface OutboxTable {
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
export interface AuditTable {
  request_id: string;
  seq: number;
  at: Date;
  kind: string;
  body: Jsonb<Json>;
  previous: string;
  hash: string;
}
export interface IdempotencyTable {
  principal: string;
  key: string;
  body_hash: string;
  request_id: string;
  created_at: CreatedAt;
}
export interface SlackReplaysTable {
  /** Hash of the signature of one delivery: the same bytes never act twice, on whichever replica. */
  signature_hash: string;
  seen_at: CreatedAt;
}
export interface HistoriesTable {
  request_id: string;
  run_id: string;
  /** gzip of the history's JSON as the Temporal CLI writes it. */
  history: Buffer;
  created_at: CreatedAt;
}
/** A pause of effects; only the lifting is ever written later. */
export interface PausesTable {
  id: string;
  scope: 'all' | 'agent' | 'type';
  /** The agent, or the glob of types; null for all. */
  value: string | null;
  reason: string;
  by_kind: 'person' | 'key' | 'countersign';
  by_id: string;
  created_at: ColumnType<Date, Date, never>;
  lifted_at: NullableTime;
  lifted_by_kind: ColumnType<'person' | 'key' | null, undefined, 'person' | 'key'>;
  lifted_by_id: ColumnType<string | null, undefined, string>;
  lift_reason: ColumnType<string | null, undefined, string | null>;
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
export interface SettingsTable {
  key: string;
  value: Jsonb<Json>;
}

/** A browser that takes push messages for a person; the endpoint is a secret of both. */
export interface PushSubscriptionsTable {
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

/** Tables of the ledger; names as in the migrations. */
export interface LedgerTables {
  people: PeopleTable;
  groups: GroupsTable;
  group_members: GroupMembersTable;
  group_groups: GroupGroupsTable;
  absences: AbsencesTable;
  identities: IdentitiesTable;
  agents: AgentsTable;
  api_keys: ApiKeysTable;
  sign_in_links: SignInLinksTable;
  sessions: SessionsTable;
  oidc_flows: OidcFlowsTable;
  action_definitions: ActionDefinitionsTable;
  policies: PoliciesTable;
  requests: RequestsTable;
  revisions: RevisionsTable;
  request_words: RequestWordsTable;
  sightings: SightingsTable;
  decisions: DecisionsTable;
  executions: ExecutionsTable;
  notices: NoticesTable;
  deliveries: DeliveriesTable;
  channel_errors: ChannelErrorsTable;
  outbox: OutboxTable;
  audit: AuditTable;
  idempotency: IdempotencyTable;
  slack_replays: SlackReplaysTable;
  histories: HistoriesTable;
  pauses: PausesTable;
  resolutions: ResolutionsTable;
  settings: SettingsTable;
  push_subscriptions: PushSubscriptionsTable;
}
