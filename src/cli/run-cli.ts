import { CommanderError, type Command } from 'commander';
import { visibleText } from '../contracts/visible-text.js';
import { listUp, startsService, withRole } from './commands/service.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { badInput, failureOf } from './failure.js';
import type { Io } from './io.js';
import { createProgram } from './program.js';
import { jsonText } from './render/json-text.js';

/** What shells expect of a command that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Runs one command line (without `node` and the script) and gives its exit code. Never throws. */
export async function runCli(argv: readonly string[], io: Io, version: string): Promise<ExitCode | typeof INTERRUPTED> {
  const json = argv.includes('--json');
  let code: ExitCode = EXIT.ok;
  // The service brings a database driver and Temporal along: the other commands start without them.
  const service = startsService(argv) ? (await import('./commands/up.js')).registerUp : listUp;
  const program = createProgram(io, version, service, (ended) => {
    code = ended;
  });
  eachCommand(program, (command) => {
    command.exitOverride().configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => (json ? true : io.stderr.write(text)),
    });
  });
  try {
    await program.parseAsync(withRole(argv), { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return usage(error, json, io);
    if (io.signal.aborted) return INTERRUPTED;
    return fail(error, json, io);
  }
}

/** Help and version end as errors of commander's with code 0. */
function usage(error: CommanderError, json: boolean, io: Io): ExitCode {
  if (error.exitCode === 0) return EXIT.ok;
  if (error.code === 'commander.help') return EXIT.badInput;
  return json ? fail(badInput(error.message.replace(/^error: /, '')), json, io) : EXIT.badInput;
}

function fail(error: unknown, json: boolean, io: Io): ExitCode {
  const { exitCode, problem, hint } = failureOf(error);
  if (json) {
    io.stderr.write(`${jsonText(problem)}\n`);
  } else {
    io.stderr.write(`countersign: ${visibleText(problem.detail)}\n`);
    if (hint !== undefined) io.stderr.write(`${hint}\n`);
  }
  return exitCode;
}

function eachCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const child of command.commands) eachCommand(child, visit);
}
