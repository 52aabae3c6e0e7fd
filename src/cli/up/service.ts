import type { Logger } from 'pino';
import type { ServiceConfig } from '../../config.js';
import type { Roles } from './roles.js';

/** What the first start on an empty ledger makes, told once. */
export interface FirstStart {
  readonly adminKey: string;
  readonly personId: string;
  readonly personKey: string;
  /** Signs the person in at the request pages, once. */
  readonly signInUrl: string;
  readonly agentKey: string;
}

export interface StartedService {
  readonly firstStart: FirstStart | null;
  /** Takes no new work, finishes what runs within the grace, closes connections. */
  stop(): Promise<void>;
}

/** `startService` of src/service.ts, as far as `up` needs it. */
export type StartService = (
  config: ServiceConfig,
  roles: Roles,
  extras: { workflowBundlePath?: string; log: Logger; ownsProcess?: boolean },
) => Promise<StartedService>;
