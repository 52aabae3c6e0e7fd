import express, { type Express } from 'express';
import type { ApiDeps } from './deps.js';
import { errorHandler, notFound } from './errors.js';
import { httpLog } from './http-log.js';
import { mountRoutes } from './mount.js';
import { ROUTES } from './routes/index.js';
import { refuseMethodOverride, securityHeaders } from './security.js';

/** The HTTP surface as a function of what it needs: no port, no environment, no state of its own. */
export function createApp(deps: ApiDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.use(httpLog(deps.log));
  app.use(securityHeaders());
  app.use(refuseMethodOverride);
  if (deps.slackRouter) app.use('/slack', deps.slackRouter);
  mountRoutes(app, ROUTES, deps);
  app.use(notFound);
  app.use(errorHandler(deps.log));
  return app;
}
