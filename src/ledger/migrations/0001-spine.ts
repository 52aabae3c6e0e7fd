import { sql, type Kysely } from 'kysely';

const STATEMENTS = `
create table people (id text primary key, name text not null, email text, permissions text[] not null default '{}', active boolean not null default true, created_at timestamptz not null default now());
create table groups (id text primary key, slack_channel text, created_at timestamptz not null default now());
create table group_members (group_id text not null references groups on delete cascade, person_id text not null references people on delete cascade, primary key (group_id, person_id));
create index group_members_person on group_members (person_id);
create table identities (channel text not null, tenant text not null, subject text not null, person_id text not null references people on delete cascade, linked_by text not null, created_at timestamptz not null default now(), primary key (channel, tenant, subject));
create index identities_person on identities (person_id);
create table agents (name text primary key, kind text not null check (kind in ('registered','http')), url text, secret text, owner_id text references people, can_propose boolean not null default true, can_revise boolean not null default true, created_at timestamptz not null default now());
create table api_keys (id text primary key, kind text not null check (kind in ('admin','agent','person')), name text not null, hash text not null unique, agent text, person_id text references people on delete cascade, created_at timestamptz not null default now(), last_used_at timestamptz, revoked_at timestamptz);
create table sign_in_links (hash text primary key, person_id text not null references people on delete cascade, next_path text not null, expires_at timestamptz not null, used_at timestamptz);
create table sessions (hash text primary key, person_id text not null references people on delete cascade, csrf text not null, created_at timestamptz not null default now(), expires_at timestamptz not null);
create table action_definitions (type text not null, version text not null, args_schema jsonb not null, title text, description text, risk_floor text not null, effect text not null, executes boolean not null, registered_at timestamptz not null default now(), primary key (type, version));
create table policies (name text not null, version integer not null, document jsonb not null, digest text not null, source text not null, position integer not null, active boolean not null, created_at timestamptz not null default now(), primary key (name, version));
create unique index policies_active on policies (name) where active;
create table requests (
  id text primary key, status text not null, revision integer not null, digest text, state jsonb not null, move integer not null, next_seq integer not null,
  type text, title text, risk text, confidence double precision, agent text,
  requested_by_kind text not null, requested_by_id text not null, requester_id text references people, owner_id text references people,
  execute text not null check (execute in ('worker','caller','none')), input jsonb not null, claims jsonb not null, callback_url text,
  plan jsonb, asked text[] not null default '{}', deadline_at timestamptz, wake_at timestamptz, resolution jsonb, task_queue text not null,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now());
create index requests_by_status on requests (status, id desc);
create index requests_by_agent on requests (requested_by_id, id desc);
create index requests_asked on requests using gin (asked) where status in ('pending','revising');
create index requests_due on requests (wake_at) where status in ('proposing','pending','revising','approved','executing');
create table revisions (request_id text not null references requests, revision integer not null, digest text not null, action jsonb not null, plan jsonb not null, author_kind text not null, author_id text not null, created_at timestamptz not null default now(), primary key (request_id, revision));
create table decisions (
  request_id text not null references requests, seq integer not null, decision_id text not null, person_id text not null references people, verb text not null, revision integer not null, digest text not null,
  comment text, args jsonb, answer text, channel text not null, facts jsonb not null, counted boolean, reason text, at timestamptz not null, counted_at timestamptz,
  primary key (request_id, seq), unique (request_id, decision_id), check (counted is not false or reason is not null));
create index decisions_uncounted on decisions (request_id, seq) where counted is null;
create table executions (
  request_id text not null references requests, revision integer not null, digest text not null, executor text not null, effect text not null, fence integer not null, holder text not null, permit_id text unique,
  lease_until timestamptz not null, outcome text check (outcome in ('executed','failed','unknown')), detail jsonb not null default 'null', late jsonb not null default 'null', claimed_at timestamptz not null, finished_at timestamptz,
  primary key (request_id, revision));
create index executions_open on executions (lease_until) where outcome is null;
create table notices (id bigint generated always as identity primary key, request_id text not null references requests, move integer not null, kind text not null, refs text[] not null, created_at timestamptz not null default now(), done_at timestamptz);
create index notices_open on notices (id) where done_at is null;
create table deliveries (
  id text primary key, request_id text not null references requests, channel text not null, target text not null, kind text not null, message jsonb, wanted_move integer not null, shown_move integer not null, attempts integer not null,
  next_attempt_at timestamptz not null default now(), leased_until timestamptz, failed boolean not null default false, error text, created_at timestamptz not null default now(), updated_at timestamptz not null default now());
create index deliveries_of_request on deliveries (request_id);
create unique index deliveries_one_card on deliveries (request_id, channel, target) where kind in ('card','callback');
create index deliveries_open on deliveries (next_attempt_at) where shown_move < wanted_move and not failed;
create table outbox (id bigint generated always as identity primary key, request_id text not null, kind text not null check (kind in ('start','signal','cancel')), payload jsonb not null, attempts integer not null default 0, next_attempt_at timestamptz not null default now(), done_at timestamptz, error text, created_at timestamptz not null default now());
create index outbox_open on outbox (next_attempt_at, id) where done_at is null;
create index outbox_of_request on outbox (request_id) where done_at is null;
create table audit (request_id text not null, seq integer not null, at timestamptz not null, kind text not null, body jsonb not null, previous text not null, hash text not null, primary key (request_id, seq));
create function refuse_change() returns trigger language plpgsql as $$ begin raise exception '% is append-only', tg_table_name; end $$;
create trigger audit_append_only before update or delete on audit for each row execute function refuse_change();
create table idempotency (principal text not null, key text not null, body_hash text not null, request_id text not null references requests, created_at timestamptz not null default now(), primary key (principal, key));
create table slack_replays (signature_hash text primary key, seen_at timestamptz not null default now());
create index slack_replays_seen on slack_replays (seen_at);
create table histories (request_id text not null, run_id text not null, history bytea not null, created_at timestamptz not null default now(), primary key (request_id, run_id));
create table settings (key text primary key, value jsonb not null);
`;

/** Everything the spine needs. Later migrations expand first and contract a release later. */
export const spine = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(STATEMENTS).execute(db);
  },
};
