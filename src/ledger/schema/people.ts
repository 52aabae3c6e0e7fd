import type { ColumnType, Generated } from 'kysely';
import type { Attributes, Hours } from '../../contracts/people.js';
import type { Permission } from '../../contracts/principal.js';
import type { CreatedAt } from './columns.js';

interface PeopleTable {
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
interface GroupsTable {
  id: string;
  /** Slack channel id where this group is asked; null: its members are asked in direct messages. */
  slack_channel: string | null;
  /** Slack user group whose members the import puts here; null: members are entered by hand. */
  slack_user_group: ColumnType<string | null, string | null | undefined, string | null>;
  created_at: CreatedAt;
}
interface GroupMembersTable {
  group_id: string;
  person_id: string;
}
/** Whoever is in the child is in the parent. */
interface GroupGroupsTable {
  parent_id: string;
  child_id: string;
}
/** Half-open: `from_at` belongs to it, `until_at` does not. */
interface AbsencesTable {
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
interface IdentitiesTable {
  channel: string;
  tenant: string;
  subject: string;
  person_id: string;
  /** The admin key or session that linked it; never "same e-mail". */
  linked_by: string;
  created_at: CreatedAt;
}

/** Who is asked: people, their groups and accounts, and when they are away. */
export interface PeopleTables {
  people: PeopleTable;
  groups: GroupsTable;
  group_members: GroupMembersTable;
  group_groups: GroupGroupsTable;
  absences: AbsencesTable;
  identities: IdentitiesTable;
}
