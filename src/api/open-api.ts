import { z } from 'zod';
import type { JsonObject } from '../contracts/json.js';
import type { Method, ResponseSpec, Route } from './route.js';
import { namedSchemas } from './schemas/named.js';
import { problemSchema } from './schemas/common.js';

type Schema = JsonObject;

const ref = (id: string): Schema => ({ $ref: `#/components/schemas/${id}` });

function components(): Schema {
  const { schemas } = z.toJSONSchema(namedSchemas, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => {
      const { $schema: _dialect, $id: _id, ...rest } = schema;
      return [id, rest as Schema];
    }),
  );
}

function schemaOf(schema: z.ZodType): Schema {
  const id = namedSchemas.get(schema)?.id;
  if (id !== undefined) return ref(id);
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest as Schema;
}

function parameters(schema: z.ZodType | undefined, where: 'path' | 'query'): Schema[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema) as { properties?: Record<string, Schema>; required?: string[] };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: property,
  }));
}

const problem = (description: string): Schema => ({
  description,
  content: { 'application/problem+json': { schema: schemaOf(problemSchema) } },
});

const PROBLEM_TEXT: Readonly<Record<number, string>> = {
  400: 'Malformed: JSON, a query parameter or a header.',
  401: 'No key or session, or one that is not valid; `step_up_required`: the session has to sign in again.',
  403: 'The key may not do this.',
  404: 'There is no such thing, or the key may not see it.',
  409: 'It does not fit the present state; `code` says why.',
  413: 'The body is larger than 256 KiB.',
  415: 'Another media type or encoding than the one that is read here.',
  422: 'Well formed, but it does not fit: `field` and `errors` say where and what would.',
  429: 'Too many requests; `Retry-After` says when to come back.',
  503: 'The ledger cannot be reached: nothing was recorded.',
};

function problemsOf(route: Route): Record<string, Schema> {
  const statuses = new Set<number>([...(route.problems ?? []), ...(route.access === 'public' ? [] : [401, 403, 503])]);
  if (route.access !== 'public') statuses.add(400);
  if (route.body) for (const status of [413, 415, 422]) statuses.add(status);
  return Object.fromEntries([...statuses].sort((a, b) => a - b).map((status) => [status, problem(PROBLEM_TEXT[status] ?? 'Refused.')]));
}

function responseOf({ description, schema, type }: ResponseSpec): Schema {
  if (schema) return { description, content: { 'application/json': { schema: schemaOf(schema) } } };
  return type === undefined ? { description } : { description, content: { [type]: {} } };
}

function bodyOf(route: Route): Schema {
  const { body } = route;
  if (!body) return {};
  if (body.kind === 'raw') {
    const content = Object.fromEntries(
      body.types.map((type) => [type, { schema: { type: type === 'application/json' ? 'object' : 'string' } }]),
    );
    return { requestBody: { required: true, description: body.description, content } };
  }
  const { examples } = body;
  const media = { schema: schemaOf(body.schema), ...(examples === undefined ? {} : { examples }) };
  return { requestBody: { required: body.optional !== true, content: { 'application/json': media } } };
}

function operation(route: Route): Schema {
  const headers = (route.headers ?? []).map((header) => ({ ...header, in: 'header', schema: { type: 'string' } }));
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query'), ...headers],
    ...bodyOf(route),
    responses: {
      ...Object.fromEntries(Object.entries(route.responses).map(([status, spec]) => [status, responseOf(spec)])),
      ...problemsOf(route),
    },
    ...(route.access === 'public' ? { security: [] } : {}),
  };
}

/** The OpenAPI 3.1 document of these routes; the schemas are those that bodies are parsed with. */
export function describeRoutes(routes: readonly Route[], about: { publicUrl: string; version: string }): JsonObject {
  const paths: Record<string, Partial<Record<Method, Schema>>> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Countersign',
      version: about.version,
      description:
        'Durable human approval for what AI agents do. Errors are RFC 9457 problem details with a stable `code`; times are RFC 3339, UTC.',
    },
    servers: [{ url: about.publicUrl }],
    security: [{ key: [] }, { session: [], csrf: [] }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components(),
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', bearerFormat: 'csk_…' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: about.publicUrl.startsWith('https:') ? '__Host-countersign' : 'countersign',
          description: 'The session of a browser that somebody signed in with. Looked at only where no `Authorization` is sent.',
        },
        csrf: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Countersign-Csrf',
          description: 'With a session, for everything but GET: `csrf` of `GET /v1/session`.',
        },
      },
    },
  };
}
