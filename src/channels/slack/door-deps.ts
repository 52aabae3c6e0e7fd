import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { JsonObject } from '../../contracts/json.js';
import type { Db } from '../../ledger/ledger.js';
import type { Intake } from '../../intake/intake.js';
import type { Accounts } from './accounts.js';
import type { Seal } from './seal.js';
import type { Whisper } from './whisper.js';
import type { LoadWorkspace } from './workspace.js';

/** Problems of edited arguments against the action's JSON Schema; `field` is a JSON pointer into the arguments. */
export type CheckArgs = (schema: JsonObject, args: JsonObject) => readonly { field: string; message: string }[];

export interface DoorDeps {
  db: Db;
  client: WebClient;
  intake: Intake;
  workspace: LoadWorkspace;
  accounts: Accounts;
  whisper: Whisper;
  seal: Seal;
  checkArgs: CheckArgs;
  log: Logger;
  stopping: () => boolean;
}
