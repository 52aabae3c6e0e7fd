import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { ProblemError, sendProblem, type Problem } from './problem.js';

// Classes of SQLSTATE and of Node that mean "not now": connection (08), resources (53), operator (57: shutdown, statement timeout), and what the
// pool says when it could not connect in time.
const AWAY = /^(08|53|57)[0-9A-Z]{3}$|^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT|EAI_AGAIN)$/;
const AWAY_MESSAGE = /timeout exceeded when trying to connect|Connection terminated/i;

/** What a thrown error tells the client. */
export function problemOfError(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if ((typeof code === 'string' && AWAY.test(code)) || (typeof message === 'string' && AWAY_MESSAGE.test(message))) {
    return new ProblemError('unavailable', 'Nothing was recorded. Please try again in a moment.').problem;
  }
  // Express refuses paths that are no valid URI encoding.
  if (error instanceof URIError) return new ProblemError('not_found', 'There is nothing at this address.').problem;
  return new ProblemError('internal', 'Nothing was confirmed. The log names the cause under this request id.').problem;
}

/** Turns whatever was thrown into problem+json; only faults of ours reach the log as errors, and no message of theirs the client. */
export function errorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    // The client hung up while we read or wrote: there is nobody to answer, and nothing of ours is wrong.
    if (req.socket.destroyed) return void res.destroy();
    const problem = problemOfError(error);
    if (problem.status >= 500) log.error({ err: error, httpRequestId: res.getHeader('x-request-id'), path: req.path }, 'request failed');
    if (res.headersSent) return next(error);
    // What was not read of the body is not worth reading.
    if (!req.complete) res.set('connection', 'close');
    sendProblem(res, problem);
  };
}

export const notFound: RequestHandler = () => {
  throw new ProblemError('not_found', 'There is nothing at this address.');
};
