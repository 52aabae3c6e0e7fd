import { sql, type Kysely } from 'kysely';

const STATEMENTS = `
-- What is written for requests of before takes longer than any statement of a door may.
set local statement_timeout = 0;

-- Sign-in: a viewer decides nothing; \`decides\` is what every look for eligible people asks for. Who holds a permission is no viewer, so that the two cannot disagree.
alter table people add column viewer boolean not null default false, add constraint people_viewers_hold_nothing check (not viewer or permissions = '{}');
alter table people add column decides boolean not null generated always as (active and not viewer) stored;
-- When whoever is signed in proved who they are; null: the provider did not say. The ID token is kept for signing out at the provider alone, and is long over by then.
alter table sessions add column authenticated_at timestamptz, add column id_token text;
update sessions set authenticated_at = created_at;
create index sessions_of_person on sessions (person_id);
-- One way to the provider and back, for one browser: used up by coming back. Links wait here for the person's word, with the account that the provider named.
create table oidc_flows (
  hash text primary key, browser text not null, purpose text not null check (purpose in ('sign_in','renew','link','confirm')), person_id text references people on delete cascade, subject text,
  next_path text not null, created_at timestamptz not null, expires_at timestamptz not null,
  check ((purpose = 'sign_in') = (person_id is null)), check ((purpose = 'confirm') = (subject is not null)));
create index oidc_flows_expired on oidc_flows (expires_at);

-- The inbox: what it filters and sorts by, derived at each move like \`asked\`. \`voted\`: \`by:<person>\` who has voted or handed over, \`as:<person>\` whose place is filled.
alter table requests add column policy text, add column voted text[] not null default '{}', add column claimed_until timestamptz, add column unreachable boolean not null default false;
update requests set policy = plan #>> '{policy,name}' where plan is not null;
update requests set
  voted = array(select 'by:' || (vote ->> 'personId') from jsonb_array_elements(state #> '{round,votes}') vote
    union select 'as:' || (vote ->> 'as') from jsonb_array_elements(state #> '{round,votes}') vote
    union select 'by:' || (given ->> 'from') from jsonb_array_elements(coalesce(state #> '{round,delegations}', '[]')) given),
  claimed_until = (select to_timestamp(max((claim ->> 'untilMs')::numeric) / 1000) from jsonb_array_elements(coalesce(state #> '{round,claims}', '[]')) claim),
  unreachable = coalesce(jsonb_typeof(state #> '{round,missing}') = 'array', false)
where status = 'pending';
create index requests_by_risk on requests ((case risk when 'critical' then 3 when 'high' then 2 when 'medium' then 1 when 'low' then 0 else -1 end), id);
create index requests_by_deadline on requests ((coalesce(deadline_at, 'infinity')), id);
-- State and plan go out of the way, and nothing else does: a row that is looked at for its filters is 400 bytes then, not 2,000.
alter table requests set (toast_tuple_target = 512);
${[
  'id',
  'status',
  'digest',
  'type',
  'title',
  'risk',
  'agent',
  'requested_by_kind',
  'requested_by_id',
  'requester_id',
  'owner_id',
  'execute',
  'claims',
  'callback_url',
  'asked',
  'voted',
  'policy',
  'follows',
  'held_by',
  'task_queue',
]
  .map((column) => `alter table requests alter column ${column} set storage main;`)
  .join('\n')}
-- With \`id\`, so that the latest of one type are found without sorting all of them: similar decisions, and an agent's record.
create index requests_by_type on requests (type text_pattern_ops, id);
create index requests_by_policy on requests (policy);
create index requests_of_agent on requests (agent);
create index requests_claimed on requests (claimed_until) where claimed_until is not null;
create index requests_unreachable on requests (id) where unreachable;
create index decisions_by_person on decisions (person_id, request_id) where counted is not false and verb in ('approve','reject','deny','edit','answer','abstain','settle','override');
-- Words of the present revision: title, type and what its arguments say. Written with the revision, so that moves cost no search index anything.
create table request_words (request_id text primary key references requests, words tsvector not null);
insert into request_words select r.id, to_tsvector('simple', regexp_replace(left(lower(concat_ws(' ', v.action ->> 'title', v.action ->> 'type', array_to_string(array(
  select value #>> '{}' from jsonb_path_query(v.action -> 'args', 'strict $.**') as value where jsonb_typeof(value) in ('string','number')), ' '))), 4000), '[-._/:,;@#+=()]+', ' ', 'g'))
from requests r join revisions v on v.request_id = r.id and v.revision = r.revision;
create index request_words_words on request_words using gin (words);
-- The feed: which transaction moved it last. A snapshot tells exactly what a reader has not seen yet, whichever process moved it and in whatever order they committed.
alter table requests add column moved_xid xid8 not null default pg_current_xact_id();
create index requests_moved on requests (moved_xid);

-- Notifications: a browser that a person opened for them. Its address is a secret; \`session_hash\` is the session that it was made in or opened in last, not bound to it: sessions end every day, notifications go on until somebody signs out.
create table push_subscriptions (
  id text primary key, person_id text not null references people on delete cascade, endpoint text not null unique, p256dh text not null, auth text not null, vapid_key text not null,
  label text not null, session_hash text, created_at timestamptz not null default now(), taken_at timestamptz);
create index push_subscriptions_of_person on push_subscriptions (person_id);

-- Managing: policies as they were written and by whom, what went wrong last on each channel, and the record of all requests in the order of time.
alter table policies add column text text, add column made_by text;
create table channel_errors (channel text primary key, at timestamptz not null, target text not null, request_id text not null, error text not null);
create index deliveries_arrived on deliveries (channel, updated_at) where shown_move >= wanted_move and error is null and message is not null;
create index deliveries_failed on deliveries (channel) where failed;
create index audit_by_time on audit (at, request_id, seq);

-- The overview: what is counted about a request, one narrow row from the move that resolves it. Counting then reads a row of 200 bytes and not the request, its votes and its notices.
create table resolutions (
  request_id text primary key references requests, opened_at timestamptz not null, resolved_at timestamptz not null, type text, agent text,
  outcome text not null, resolved_by text not null, unused boolean not null, revision integer not null, edited boolean not null, verb text, channel text,
  first_ms bigint, took_ms bigint, asked text[] not null, selves text[] not null, deciders text[] not null, decider_ms bigint[] not null);
create index resolutions_at on resolutions (resolved_at);
create index notices_asked on notices (request_id) where kind in ('ask','page');
create index audit_escalated on audit (at) where kind = 'request.escalated';
-- Whose place a decision could fill when it was made, as references.
create function places_of(facts jsonb) returns text[] language sql immutable as $$
  select array(select 'person:' || (standing ->> 'as') from jsonb_array_elements(facts -> 'standings') standing
    union select 'group:' || in_group from jsonb_array_elements(facts -> 'standings') standing, jsonb_array_elements_text(standing -> 'groups') in_group) $$;
create function note_resolution(of_request requests) returns void language plpgsql as $$
declare resolved timestamptz := (of_request.resolution ->> 'at')::timestamptz;
begin
  delete from resolutions where request_id = of_request.id;
  if resolved is null then return; end if;
  insert into resolutions
  with asks as (select created_at as at, refs from notices where request_id = of_request.id and kind in ('ask','page')),
    said as (
      select seq, person_id, verb, channel, at, row_number() over (partition by person_id order by seq) = 1 as first,
        coalesce((select min(asks.at) from asks where asks.at <= decision.at and asks.refs && places_of(decision.facts)), (select min(asks.at) from asks), at) as asked_at
      from decisions decision where request_id = of_request.id and counted and at <= resolved and verb in ('approve','reject','deny','edit','answer','override')),
    told as (
      select min(at) as first_at, (array_agg(verb order by seq desc))[1] as verb, (array_agg(channel order by seq desc))[1] as channel, bool_or(verb = 'edit') as edited,
        array_agg(person_id order by seq) filter (where first) as deciders, array_agg(greatest(0, extract(epoch from at - asked_at) * 1000)::bigint order by seq) filter (where first) as decider_ms
      from said)
  select of_request.id, of_request.created_at, resolved, of_request.type, of_request.agent,
    of_request.resolution ->> 'outcome', of_request.resolution ->> 'by', of_request.resolution ->> 'reason' = 'the approval was not used in time',
    (of_request.resolution ->> 'revision')::int, coalesce(told.edited, false), told.verb, told.channel,
    greatest(0, extract(epoch from told.first_at - (select min(at) from asks)) * 1000)::bigint, greatest(0, extract(epoch from resolved - (select min(at) from asks)) * 1000)::bigint,
    array(select distinct ref from asks, unnest(asks.refs) ref order by ref),
    array_remove(array[of_request.requester_id, of_request.owner_id, case of_request.requested_by_kind when 'person' then of_request.requested_by_id end], null),
    coalesce(told.deciders, '{}'), coalesce(told.decider_ms, '{}')
  from told;
end $$;
create function requests_resolved() returns trigger language plpgsql as $$ begin perform note_resolution(new); return null; end $$;
create trigger requests_resolved after update of resolution on requests for each row when (old.resolution is distinct from new.resolution) execute function requests_resolved();
select note_resolution(request) from requests request where resolution is not null;
`;

/** What the dashboard needs. Not yet released: until then each of its parts adds its statements here. */
export const dashboard = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(STATEMENTS).execute(db);
  },
};
