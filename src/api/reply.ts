import type { Answer } from '../intake/intake.js';
import { ProblemError, problemOf } from './problem.js';
import type { Reply } from './route.js';

export function ok(json: unknown): Reply {
  return { status: 200, json };
}

export function created(json: unknown, location?: string): Reply {
  return { status: 201, json, ...(location === undefined ? {} : { headers: { location } }) };
}

/** The value of an answer, or its refusal as a problem. */
export function valueOf<T>(answer: Answer<T>): T {
  if (answer.kind === 'ok') return answer.value;
  throw new ProblemError(problemOf(answer));
}
