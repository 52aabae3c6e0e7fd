import type { Route } from '../route.js';
import { cancel, decide, override } from './decisions.js';
import { consumePermit, reportOutcome, settle } from './executions.js';
import { healthz, readyz } from './health.js';
import { getAudit, getRequest, listRequests, submitRequest, waitForRequest } from './requests.js';

/** Every call of the API, in the order in which the documentation shows them. */
export const ROUTES: readonly Route[] = [
  submitRequest,
  listRequests,
  getRequest,
  waitForRequest,
  getAudit,
  decide,
  override,
  cancel,
  consumePermit,
  reportOutcome,
  settle,
  healthz,
  readyz,
];
