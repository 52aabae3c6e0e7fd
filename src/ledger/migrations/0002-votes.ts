import { sql, type Kysely } from 'kysely';

const STATEMENTS = `
-- Decisions: whom a hand-over names, and for how long (delegate, reassign, claim, snooze, extend).
alter table decisions add column details jsonb, add column on_behalf_of text references people;

-- People: what policies may ask of them, and when they work.
alter table people add column attributes jsonb not null default '{}', add column time_zone text, add column hours jsonb;

-- Nested groups: whoever is in the child is in the parent.
create table group_groups (parent_id text not null references groups on delete cascade, child_id text not null references groups on delete cascade, primary key (parent_id, child_id));
create index group_groups_child on group_groups (child_id);
alter table groups add column slack_user_group text;
create unique index groups_slack_user_group on groups (slack_user_group);

-- Absences: half-open, several may overlap. \`begun\` and \`ended\`: the clock passed it and the directory's version says so.
create table absences (
  id text primary key, person_id text not null references people on delete cascade, from_at timestamptz not null, until_at timestamptz not null, delegate_id text references people,
  note text, made_by text not null, begun boolean not null default false, ended boolean not null default false, created_at timestamptz not null default now(), check (until_at > from_at), check (delegate_id <> person_id));
create index absences_of_person on absences (person_id, until_at);
create index absences_until on absences (until_at);
create index absences_unnoticed on absences (from_at) where not ended;

-- What follows from another request: the look back at an override, the undo of an unknown effect.
alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check check (kind in ('start','signal','cancel','open'));
alter table requests add column follows text references requests;
create index requests_follow on requests (follows) where follows is not null;

-- What an action rests on: a fingerprint taken when people were asked, compared just before the effect.
alter table action_definitions add column observes boolean not null default false;
alter table revisions add column observed text, add column observed_at timestamptz;
alter table requests add column observe boolean not null default false;

-- The revision that somebody saw last, and the one before it: what they are shown the difference against.
create table sightings (request_id text not null references requests, person_id text not null references people on delete cascade, revision integer not null, earlier integer, at timestamptz not null, primary key (request_id, person_id));

-- Reachability: the directory's version, and the one that each request was last checked against.
insert into settings (key, value) values ('directory_version', '1') on conflict (key) do nothing;
alter table requests add column reach_version bigint not null default 0;
create index requests_reach on requests (reach_version, id) where status = 'pending';

-- Deliveries beside the cards: what each is about (a decision, a revision, a notice), and who was meant. Each once for each place.
alter table deliveries add column topic text not null default '', add column refs text[] not null default '{}';
create unique index deliveries_once on deliveries (request_id, channel, target, kind, topic) where kind in ('outcome','question','note','page');

-- The kill switch. A pause says once who, when and why; after that it can only be lifted, once.
create table pauses (
  id text primary key, scope text not null check (scope in ('all','agent','type')), value text, reason text not null,
  by_kind text not null check (by_kind in ('person','key','countersign')), by_id text not null, created_at timestamptz not null,
  lifted_at timestamptz, lifted_by_kind text check (lifted_by_kind in ('person','key')), lifted_by_id text, lift_reason text,
  check ((scope = 'all') = (value is null)), check (num_nulls(lifted_at, lifted_by_kind, lifted_by_id) in (0, 3)), check (lift_reason is null or lifted_at is not null));
create index pauses_in_force on pauses (created_at) where lifted_at is null;
create function refuse_all_but_lifting() returns trigger language plpgsql as $$ begin
  if old.lifted_at is not null or new.lifted_at is null or (to_jsonb(new) - '{lifted_at,lifted_by_kind,lifted_by_id,lift_reason}'::text[]) <> (to_jsonb(old) - '{lifted_at,lifted_by_kind,lifted_by_id,lift_reason}'::text[])
  then raise exception 'a pause is only ever lifted, once'; end if;
  return new; end $$;
create trigger pauses_only_lifted before update on pauses for each row execute function refuse_all_but_lifting();
create trigger pauses_never_deleted before delete on pauses for each row execute function refuse_change();
-- \`*\` of a type is any run of characters, as in policies; a type holds neither % nor a backslash.
create function pause_covers(of_pause pauses, of_agent text, of_type text) returns boolean language sql immutable as $$
  select case of_pause.scope when 'all' then true when 'agent' then coalesce(of_agent = of_pause.value, false)
    else coalesce(of_type like replace(replace(of_pause.value, '_', '\\_'), '*', '%'), false) end $$;
-- What holds an effect that would start now. Whoever pauses waits, after the commit, until nobody has this lock: from then on no claim can go on that had not seen the pause.
-- plpgsql and volatile: the pauses are read with a snapshot that is taken after the lock, in one way to the server.
create function pause_in_force(of_agent text, of_type text) returns setof pauses language plpgsql volatile as $$ begin
  perform pg_advisory_xact_lock_shared(1885435251);
  return query select p.* from pauses p where p.lifted_at is null and pause_covers(p, of_agent, of_type) order by p.created_at, p.id limit 1; end $$;
-- The pause that was noted on the request, until it is noted that nothing holds it any more.
alter table requests add column held_by text references pauses;
create index requests_held on requests (held_by) where held_by is not null;
`;

/** What votes, people and clocks need. Not yet released: until then each of its parts adds its statements here. */
export const votes = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(STATEMENTS).execute(db);
  },
};
