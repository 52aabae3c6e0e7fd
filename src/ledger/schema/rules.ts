import type { ColumnType, Generated } from 'kysely';
import type { EffectKind } from '../../contracts/action.js';
import type { Json, JsonObject } from '../../contracts/json.js';
import type { Policy } from '../../contracts/policy.js';
import type { Risk } from '../../contracts/risk.js';
import type { CreatedAt, Jsonb } from './columns.js';

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
interface PoliciesTable {
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
interface SettingsTable {
  key: string;
  value: Jsonb<Json>;
}

/** What the service is told: kinds of action, policies, settings. */
export interface RulesTables {
  action_definitions: ActionDefinitionsTable;
  policies: PoliciesTable;
  settings: SettingsTable;
}
