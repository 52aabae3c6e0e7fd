import type { AccessTables } from './schema/access.js';
import type { ChannelTables } from './schema/channels.js';
import type { DoorTables } from './schema/doors.js';
import type { EffectTables } from './schema/effects.js';
import type { PeopleTables } from './schema/people.js';
import type { RecordTables } from './schema/record.js';
import type { RequestTables } from './schema/requests.js';
import type { RulesTables } from './schema/rules.js';

/** Tables of the ledger; names as in the migrations. */
export interface LedgerTables
  extends PeopleTables, AccessTables, RulesTables, RequestTables, EffectTables, ChannelTables, DoorTables, RecordTables {}
