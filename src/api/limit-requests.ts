import type { Request, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Principal } from '../contracts/principal.js';
import { ProblemError } from './problem.js';

/** Counts a call of this principal; rejects with `too_many_requests`, `Retry-After` set, where there were too many within a minute. */
export type Limit = (by: Principal, req: Request, res: Response) => Promise<void>;

/**
 * How many requests one principal opens in a minute: a caller that loops must neither bury reviewers nor the ledger. Counted by this process
 * alone, as of several each has its own share of the load. 0: no limit.
 */
export function createLimit(perMinute: number): Limit {
  if (perMinute === 0) return () => Promise.resolve();
  const limiter = rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (_req, res) => String(res.locals['principal']),
    handler: (_req, _res, next) =>
      next(
        new ProblemError(
          'too_many_requests',
          `At most ${perMinute} requests a minute are opened for one caller. Wait as long as Retry-After says.`,
        ),
      ),
  });
  return (by, req, res) =>
    new Promise((resolve, reject) => {
      res.locals['principal'] = nameOf(by);
      const next = (error?: unknown): void =>
        error === undefined ? resolve() : reject(error instanceof Error ? error : new Error(String(error)));
      void limiter(req, res, next);
    });
}

/** All keys of one agent, and all keys and sessions of one person, are one caller. */
function nameOf(by: Principal): string {
  switch (by.kind) {
    case 'admin':
      return `admin ${by.keyId}`;
    case 'agent':
      return `agent ${by.agent}`;
    case 'person':
      return `person ${by.personId}`;
  }
}
