import type { Response } from 'express';
import type { Refusal } from '../intake/intake.js';
import type { Json } from '../contracts/json.js';

/** Every `code` an error can carry, with its HTTP status and title. Closed and stable: clients branch on it, docs/api.md lists it. */
export const PROBLEMS = {
  malformed_json: [400, 'The body is not JSON'],
  duplicate_key: [400, 'A key appears twice'],
  inexact_number: [400, 'A number cannot be held exactly'],
  too_deep: [400, 'The JSON is nested too deeply'],
  forbidden_character: [400, 'A string holds a character that cannot be stored'],
  forbidden_key: [400, 'A key has a forbidden name'],
  invalid_query: [400, 'A query parameter is wrong'],
  invalid_header: [400, 'A header is wrong'],
  method_override: [400, 'Method override is not supported'],
  missing_credentials: [401, 'A key is needed'],
  invalid_credentials: [401, 'The key is not valid'],
  forbidden: [403, 'Not allowed'],
  bad_origin: [403, 'The form came from another site'],
  not_found: [404, 'Not found'],
  method_not_allowed: [405, 'Method not allowed'],
  already_exists: [409, 'It exists already'],
  identity_taken: [409, 'The identity belongs to somebody else'],
  idempotency_conflict: [409, 'The idempotency key was used with another body'],
  body_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'Send application/json'],
  unsupported_encoding: [415, 'Send the body uncompressed'],
  invalid_body: [422, 'The body does not fit'],
  unknown_person: [422, 'There is no such person'],
  invalid_policy: [422, 'The policy has problems'],
  too_many_requests: [429, 'Too many requests'],
  internal: [500, 'Something broke on our side'],
  unavailable: [503, 'The ledger cannot be reached'],
} as const satisfies Record<string, readonly [number, string]>;
export type ProblemCode = keyof typeof PROBLEMS;

export interface FieldProblem {
  /** JSON pointer into the body, or the name of the parameter or header. */
  field: string;
  message: string;
  /** In texts with lines (policies): where, from 1. */
  line?: number;
  column?: number;
}

/** RFC 9457 problem details; `code` repeats the last part of `type`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  field?: string;
  errors?: FieldProblem[];
  details?: { [key: string]: Json };
}

/** Thrown by the doors' own checks; the last middleware turns it into an answer. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem);
  constructor(code: ProblemCode, detail: string, more?: { field?: string; errors?: FieldProblem[] });
  constructor(given: Problem | ProblemCode, detail = '', more: { field?: string; errors?: FieldProblem[] } = {}) {
    const problem = typeof given === 'string' ? problemFor(given, detail, more) : given;
    super(problem.detail);
    this.problem = problem;
  }
}

function problemFor(code: ProblemCode, detail: string, more: { field?: string; errors?: FieldProblem[] }): Problem {
  const [status, title] = PROBLEMS[code];
  return { type: typeOf(code), title, status, code, detail, ...more };
}

/** A refusal of the intake, in the same form; its status and code were chosen there. */
export function problemOf(refusal: Refusal): Problem {
  const known: readonly [number, string] | undefined = (PROBLEMS as Record<string, readonly [number, string]>)[refusal.code];
  const { status, code, message, field, details } = refusal;
  return {
    type: typeOf(code),
    title: known?.[1] ?? 'Refused',
    status,
    code,
    detail: message,
    ...(field === undefined ? {} : { field }),
    ...(details === undefined ? {} : { details }),
  };
}

function typeOf(code: string): string {
  return `urn:countersign:problem:${code}`;
}

export function sendProblem(res: Response, problem: Problem): void {
  if (problem.status === 401) res.set('www-authenticate', 'Bearer realm="countersign"');
  res.status(problem.status).set('cache-control', 'no-store').type('application/problem+json').send(JSON.stringify(problem));
}
