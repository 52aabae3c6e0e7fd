import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { newId } from '../ledger/new-id.js';

/** A proxy's id is taken over where it cannot break a log line. */
const TRUSTED_ID = /^[\w.:-]{8,128}$/;
const APPROVAL = /^\/(?:v1\/requests|r)\/(req_[0-9a-z]{26})(?:\/|$)/;

function pathOf(req: IncomingMessage): string {
  // Without the query: a sign-in link carries its token there.
  return ((req as { originalUrl?: string }).originalUrl ?? req.url ?? '').split('?')[0] ?? '';
}

/** One line per call: id, method, path, status, milliseconds, and the approval it was about. Never headers, queries or bodies. */
export function httpLog(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    genReqId(req, res) {
      const given = req.headers['x-request-id'];
      const id = typeof given === 'string' && TRUSTED_ID.test(given) ? given : newId('http');
      res.setHeader('x-request-id', id);
      return id;
    },
    customLogLevel: (_req, res, error) => (error || res.statusCode >= 500 ? 'error' : res.statusCode >= 400 ? 'info' : 'debug'),
    customProps: (req: IncomingMessage) => {
      const requestId = APPROVAL.exec(pathOf(req))?.[1];
      return requestId === undefined ? {} : { requestId };
    },
    serializers: {
      req: (req: { id: unknown; method: string; raw: IncomingMessage }) => ({ id: req.id, method: req.method, path: pathOf(req.raw) }),
      res: (res: { statusCode: number; raw: ServerResponse }) => ({ statusCode: res.statusCode }),
    },
  });
}
