import type { Request } from 'express';
import type { z } from 'zod';
import type { JsonObject } from '../contracts/json.js';
import type { Principal } from '../contracts/principal.js';
import type { Session } from '../ledger/sessions.js';
import type { ApiDeps } from './deps.js';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export type Reply =
  | { status: number; json: unknown; headers?: Record<string, string> }
  | { status: number; text: string; type: string; headers?: Record<string, string> }
  /** Read as fast as the client takes it; where it breaks off, so does the connection. */
  | { status: number; stream: AsyncIterable<string>; type: string; headers?: Record<string, string> }
  | { status: 204 };

export interface ResponseSpec {
  description: string;
  /** Of a JSON answer; other answers name their media type. */
  schema?: z.ZodType;
  type?: string;
}

export interface RouteInput<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  by: Principal;
  /** The session that the call came with; null: it came with a key. */
  session: Session | null;
  req: Request;
  /** Aborted when the client hangs up. */
  signal: AbortSignal;
  deps: ApiDeps;
}

/** Shown in the documentation; tested to fit the schema. */
// A type, not an interface: it is plain JSON, which asks for an index signature.
type BodyExample = { summary: string; value: JsonObject };

interface Spec<P, Q, B> {
  method: Method;
  /** As OpenAPI writes it: `/v1/requests/{id}`. */
  path: string;
  operationId: string;
  tag: string;
  summary: string;
  description?: string;
  params?: z.ZodType<P>;
  query?: z.ZodType<Q>;
  /** `raw` hands the text over as it came (policies may be YAML). */
  body?:
    | { kind: 'json'; schema: z.ZodType<B>; optional?: boolean; examples?: Readonly<Record<string, BodyExample>> }
    | { kind: 'raw'; schema: z.ZodType<B>; types: readonly string[]; description: string };
  headers?: readonly { name: string; description: string; required: boolean }[];
  responses: Record<number, ResponseSpec>;
  /** Codes of the problems that this route adds to the common ones. */
  problems?: readonly number[];
  /** Opens requests: one caller may do so only so often in a minute. */
  limited?: true;
}

/**
 * A call of the API: one description that is served, checked and documented. Never mounted by hand. `public` needs no key, `key` any valid
 * one or a session, `admin` an admin key, or the key or session of a person with the permission `admin`.
 */
export type Route = Spec<unknown, unknown, unknown> &
  (
    | { access: 'public'; handle: (input: Omit<RouteInput<unknown, unknown, unknown>, 'by' | 'session'>) => Promise<Reply> }
    | { access: 'key' | 'admin'; handle: (input: RouteInput<unknown, unknown, unknown>) => Promise<Reply> }
  );

/** Declares a route that needs a key or a session; parameters, query and body reach the handler parsed. */
export function route<P = Record<string, never>, Q = Record<string, never>, B = undefined>(
  spec: Spec<P, Q, B> & { access: 'key' | 'admin'; handle: (input: RouteInput<P, Q, B>) => Promise<Reply> },
): Route {
  // The input was parsed with this very spec's schemas (mount.ts) before it comes to `handle`.
  return spec as unknown as Route;
}

type PublicInput = Omit<RouteInput<Record<string, never>, Record<string, never>, undefined>, 'by' | 'session'>;

/** Declares a route that anybody may call; it takes no parameters and no body. */
export function publicRoute(
  spec: Omit<Spec<never, never, never>, 'params' | 'query' | 'body'> & { handle: (input: PublicInput) => Promise<Reply> },
): Route {
  return { ...spec, access: 'public' } as unknown as Route;
}
