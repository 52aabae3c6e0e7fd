import type { Logger } from 'pino';
import type { MoveDeps } from '../moves/deps.js';
import type { Links } from '../moves/request-view.js';
import type { Temporal } from './temporal.js';

export interface IntakeDeps {
  moves: MoveDeps;
  temporal: Temporal;
  links: Links;
  log: Logger;
  /** Milliseconds since 1970. */
  clock: () => number;
  taskQueue: string;
  /** How long a caller may hold a permit before its effect counts as unknown, milliseconds. */
  permitLeaseMs: number;
}
