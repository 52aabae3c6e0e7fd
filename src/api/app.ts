import express, { type Express } from 'express';
import type { JsonObject } from '../contracts/json.js';
import type { ApiDeps } from './deps.js';
import { errorHandler, notFound } from './errors.js';
import { httpLog } from './http-log.js';
import { httpDurations, registerLedgerGauges } from './metrics.js';
import { mountRoutes } from './mount.js';
import { describeRoutes } from './open-api.js';
import { pages } from './pages/index.js';
import type { Route } from './route.js';
import { ROUTES } from './routes/index.js';
import { openApiRoute } from './routes/open-api.js';
import { refuseMethodOverride, securityHeaders } from './security.js';

/** The HTTP surface as a function of what it needs: no port, no environment, no state of its own. */
export function createApp(deps: ApiDeps): Express {
  registerLedgerGauges(deps.metrics, deps.db);
  const routes: Route[] = [...ROUTES, openApiRoute(() => document)];
  const document: JsonObject = describeRoutes(routes, deps.config);

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.use(httpLog(deps.log));
  app.use(httpDurations(deps.metrics));
  app.use(securityHeaders());
  app.use(refuseMethodOverride);
  // Before anything reads a body: Slack's signature covers the raw bytes.
  if (deps.slackRouter) app.use('/slack', deps.slackRouter);
  mountRoutes(app, routes, deps);
  app.use(pages(deps, () => document));
  app.use(notFound);
  app.use(errorHandler(deps.log));
  return app;
}
