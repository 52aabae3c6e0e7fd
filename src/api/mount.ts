import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import { authenticate, requireAdmin } from './authenticate.js';
import type { ApiDeps } from './deps.js';
import { createLimit, type Limit } from './limit-requests.js';
import { parseWith } from './parse.js';
import { ProblemError } from './problem.js';
import { mediaType, readJson, readText } from './read-body.js';
import type { Method, Reply, Route, RouteInput } from './route.js';

const NO_QUERY = z.strictObject({});

/** Query parameters as a plain object; one given twice is refused, because readers would disagree which one holds. */
function queryOf(req: Request): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of new URL(req.originalUrl, 'http://local').searchParams) {
    if (Object.hasOwn(result, name)) throw new ProblemError('invalid_query', `Give "${name}" once.`, { field: name });
    Object.defineProperty(result, name, { value, enumerable: true });
  }
  return result;
}

async function bodyOf(req: Request, route: Route): Promise<unknown> {
  const { body } = route;
  if (!body) return undefined;
  if (body.kind === 'raw') {
    const type = mediaType(req);
    if (!body.types.includes(type)) throw new ProblemError('unsupported_media_type', `Send one of: ${body.types.join(', ')}.`);
    return readText(req);
  }
  const value = await readJson(req, body.optional === true);
  return parseWith(body.schema, value === undefined && body.optional ? {} : value, 'invalid_body');
}

/** Aborts when the client hangs up before the answer was sent. */
function hangUp(res: Response): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => controller.abort());
  return controller.signal;
}

async function answer(route: Route, req: Request, res: Response, deps: ApiDeps, limit: Limit): Promise<Reply> {
  // Who calls comes first: a stranger learns nothing about parameters and bodies, and makes us read none.
  const caller = route.access === 'public' ? null : await authenticate(req, deps);
  if (route.access === 'admin' && caller) await requireAdmin(caller.by, deps);
  // Before a body is read: a flood must not cost more than it takes to know who sends it.
  if (route.limited && caller) await limit(caller.by, req, res);
  const params = route.params?.safeParse(req.params);
  if (params && !params.success) throw new ProblemError('not_found', 'There is nothing at this address.');
  const input = {
    params: params?.data ?? {},
    // Probes of load balancers add parameters of their own; everywhere else one that is not known is a mistake.
    query: route.access === 'public' ? {} : parseWith(route.query ?? NO_QUERY, queryOf(req), 'invalid_query'),
    body: await bodyOf(req, route),
    req,
    signal: hangUp(res),
    deps,
  };
  if (caller === null || route.access === 'public')
    return (route.handle as (input: Omit<RouteInput<unknown, unknown, unknown>, 'by' | 'session'>) => Promise<Reply>)(input);
  return route.handle({ ...input, ...caller });
}

async function send(res: Response, reply: Reply): Promise<void> {
  if (res.destroyed) return;
  // Every answer speaks of somebody's request or of people: no cache may keep it.
  res.status(reply.status).set('cache-control', 'no-store');
  if ('headers' in reply && reply.headers) res.set(reply.headers);
  if ('text' in reply) res.type(reply.type).send(reply.text);
  else if ('stream' in reply) await pipeline(Readable.from(reply.stream), res.type(reply.type));
  else if ('json' in reply) res.type('application/json').send(JSON.stringify(reply.json));
  else res.end();
}

/** Serves the routes, and answers 405 where a path is known and the method is not. */
export function mountRoutes(app: Express, routes: readonly Route[], deps: ApiDeps): void {
  const methods = new Map<string, Set<Method>>();
  const limit = createLimit(deps.config.requestsPerMinute);
  for (const each of routes) {
    const path = each.path.replace(/\{(\w+)\}/g, ':$1');
    methods.set(path, (methods.get(path) ?? new Set()).add(each.method));
    app[each.method](path, async (req, res) => {
      res.locals['route'] = each.path;
      await send(res, await answer(each, req, res, deps, limit));
    });
  }
  for (const [path, known] of methods) {
    const allow = [...known].map((method) => method.toUpperCase()).join(', ');
    app.all(path, (_req, res) => {
      res.set('allow', allow);
      throw new ProblemError('method_not_allowed', `This address takes ${allow}.`);
    });
  }
}
