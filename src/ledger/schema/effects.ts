import type { ColumnType } from 'kysely';
import type { EffectKind } from '../../contracts/action.js';
import type { Json } from '../../contracts/json.js';
import type { Jsonb, NullableTime } from './columns.js';

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

/** What runs, and what is held. */
export interface EffectTables {
  executions: ExecutionsTable;
  pauses: PausesTable;
}
