import type { Logger } from 'pino';
import type { MoveDeps } from '../moves/deps.js';
import type { AgentFetch } from './http-agent.js';
import type { Registry } from './registry.js';

export interface ActivityDeps {
  moves: MoveDeps;
  registry: Registry;
  /** Calls HTTP agents; refuses addresses that the deployment does not allow. */
  agentFetch: AgentFetch;
  log: Logger;
  taskQueue: string;
  /** Names this worker in claims. */
  identity: string;
  /** Milliseconds since 1970: leases and usable-until are compared with it. */
  clock: () => number;
  /** How far a run's clock may be ahead of `clock`, milliseconds; later times count as this. */
  clockAheadMs: number;
  /** How long a caller may hold a permit before its effect counts as unknown, milliseconds. */
  permitLeaseMs: number;
  /** How long a worker's claim on an effect lives without being renewed, milliseconds. */
  effectLeaseMs: number;
}
