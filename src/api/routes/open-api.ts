import type { JsonObject } from '../../contracts/json.js';
import { ok } from '../reply.js';
import { publicRoute, type Route } from '../route.js';

/** The description of all routes, this one included: it is asked for when it is served. */
export function openApiRoute(document: () => JsonObject): Route {
  return publicRoute({
    method: 'get',
    path: '/openapi.json',
    operationId: 'openApi',
    tag: 'Operations',
    summary: 'This description, as OpenAPI 3.1',
    responses: { 200: { description: 'The document.', type: 'application/json' } },
    handle: () => Promise.resolve(ok(document())),
  });
}
