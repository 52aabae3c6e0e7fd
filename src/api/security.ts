import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { ProblemError } from './problem.js';

/** Strict enough for answers that hold no markup; pages and documentation add what they need. */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    // Not `no-referrer`: browsers then send `Origin: null` with our own forms, and we check it.
    referrerPolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
  });
}

const OVERRIDES = ['x-http-method-override', 'x-http-method', 'x-method-override'];

/** A proxy that lets POST through must not become a way to say PUT. */
export const refuseMethodOverride: RequestHandler = (req, _res, next) => {
  if (OVERRIDES.some((name) => req.headers[name] !== undefined)) {
    throw new ProblemError('method_override', 'Send the request with its own method.');
  }
  next();
};
