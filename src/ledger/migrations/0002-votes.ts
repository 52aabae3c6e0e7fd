import { sql, type Kysely } from 'kysely';

const STATEMENTS = `
-- Decisions: whom a hand-over names, and for how long (delegate, reassign, claim, snooze, extend).
alter table decisions add column details jsonb;

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
create index absences_unnoticed on absences (from_at) where not ended;

-- Reachability: the directory's version, and the one that each request was last checked against.
insert into settings (key, value) values ('directory_version', '1') on conflict (key) do nothing;
alter table requests add column reach_version bigint not null default 0;
`;

/** What votes, people and clocks need. Not yet released: until then each of its parts adds its statements here. */
export const votes = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(STATEMENTS).execute(db);
  },
};
