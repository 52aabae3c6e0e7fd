import { sql, type Kysely } from 'kysely';

const STATEMENTS = `
-- People who do not decide a request, beside whoever asked for it and whoever answers for its agent: who wanted an effect undone does not approve the undo.
alter table requests add column excluded text[] not null default '{}';
-- Whether a definition says how to undo its effect; workers say so at their next start.
alter table action_definitions add column undoes boolean not null default false;
`;

export const undo = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw(STATEMENTS).execute(db);
  },
};
