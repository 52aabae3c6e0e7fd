import type { Logger } from 'pino';
import type { ServiceConfig } from '../../config.js';
import type { Db } from '../../ledger/ledger.js';
import type { FirstStart } from '../../first-start.js';
import type { Roles } from './roles.js';

export interface StartedService {
  readonly firstStart: FirstStart | null;
  readonly db: Db;
  /** Null without the worker role. */
  readonly worker: { getState(): string } | null;
  /** Takes no new work, finishes what runs within the grace, closes connections. */
  stop(): Promise<void>;
}

/** `startService` of src/service.ts, as far as `up` needs it. */
export type StartService = (
  config: ServiceConfig,
  roles: Roles,
  extras: { workflowBundlePath?: string; log: Logger; ownsProcess?: boolean; tellOperator?: (text: string) => void },
) => Promise<StartedService>;
