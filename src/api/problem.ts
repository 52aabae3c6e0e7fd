import type { Response } from 'express';
import type { Refusal } from '../intake/intake.js';
import type { Json } from '../contracts/json.js';
import { PROBLEMS, type ProblemCode } from '../contracts/problems.js';

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

type More = Pick<Problem, 'field' | 'errors' | 'details'>;

/** Thrown by the doors' own checks; the last middleware turns it into an answer. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem);
  constructor(code: ProblemCode, detail: string, more?: More);
  constructor(given: Problem | ProblemCode, detail = '', more: More = {}) {
    const problem = typeof given === 'string' ? problemFor(given, detail, more) : given;
    super(problem.detail);
    this.problem = problem;
  }
}

function problemFor(code: ProblemCode, detail: string, more: More): Problem {
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
