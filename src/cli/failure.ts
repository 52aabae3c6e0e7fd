import { CountersignError } from '../../client/src/errors.js';
import { EXIT, type ExitCode } from './exit-codes.js';

/** Ends the command with a line for people (or a problem document with `--json`) and this exit code. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;
  /** Stable, for programs that read `--json`. */
  readonly code: string;
  /** What to do about it; shown below. */
  readonly hint: string | undefined;

  constructor(exitCode: ExitCode, code: string, message: string, hint?: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
    this.hint = hint;
  }
}

export function badInput(message: string, hint?: string): CliError {
  return new CliError(EXIT.badInput, 'bad_input', message, hint);
}

export interface Failure {
  exitCode: ExitCode;
  /** RFC 9457, as the service writes it, or made here in the same form. */
  problem: { type: string; title: string; status: number | null; code: string; detail: string; [more: string]: unknown };
  hint: string | undefined;
}

/** What any error of a command means to who called it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CliError) {
    return { exitCode: error.exitCode, problem: problem(error.code, error.message, null), hint: error.hint };
  }
  if (error instanceof CountersignError) {
    const made = problem(error.code, error.detail, error.status);
    return { exitCode: exitCodeOf(error), problem: { ...made, ...error.body }, hint: hintFor(error) };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { exitCode: EXIT.failure, problem: problem('failure', message, null), hint: undefined };
}

function problem(code: string, detail: string, status: number | null): Failure['problem'] {
  return { type: `urn:countersign:problem:${code}`, title: 'The command failed', status, code, detail };
}

function exitCodeOf({ status }: CountersignError): ExitCode {
  if (status === null) return EXIT.unreachable;
  if (status === 409) return EXIT.refused;
  if (status === 429 || status >= 500) return EXIT.failure;
  return status >= 400 ? EXIT.badInput : EXIT.failure;
}

function hintFor(error: CountersignError): string | undefined {
  if (error.status === null) return 'Is the service running ("countersign up"), and is --url or COUNTERSIGN_URL right?';
  if (error.status === 401) return 'Give a key with --key or COUNTERSIGN_KEY.';
  return undefined;
}
