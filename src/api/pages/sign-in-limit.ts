import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { ProblemError, sendProblem } from '../problem.js';

/** Guessing a token is hopeless; this keeps a flood away from the database. A whole office may share one address. */
export function signInLimit(triesPerMinute: number): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: triesPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Behind a proxy all callers share its address; the header that names others is the callers' to forge, so it is not read.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (_req, res) =>
      sendProblem(res, new ProblemError('too_many_requests', 'Too many attempts to sign in. Please wait a minute.').problem),
  });
}
