import { spawn } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readFileSync } from 'node:fs';
import { recordProcess, type RecordedProcess } from './pid-file.js';
import { StartError } from './start-error.js';

export interface SpawnServer {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly logFile: string;
  readonly pidFile: string;
  /** See `RecordedProcess`. */
  readonly settings: string;
}

/**
 * Starts a server in a process group of its own, so that a Ctrl-C in the terminal reaches this process alone, which then stops servers in order.
 * It writes to a file, so that it survives a killed parent without a broken pipe, and is found again by its pid file.
 */
export function spawnServer(server: SpawnServer): RecordedProcess {
  requireExecutable(server.command);
  const log = openSync(server.logFile, 'a', 0o600);
  try {
    // What it writes is for its own user only: databases hold arguments and tokens, and the folder may be one that others pass through.
    const child = spawn('/bin/sh', ['-c', 'umask 077; exec "$0" "$@"', server.command, ...server.args], {
      detached: true,
      stdio: ['ignore', log, log],
      ...(server.env ? { env: server.env } : {}),
      ...(server.cwd ? { cwd: server.cwd } : {}),
      ...server.user,
    });
    // Without a listener an exec failure would be thrown from nowhere; the missing pid below says the same.
    child.once('error', () => undefined);
    child.unref();
    const recorded = child.pid === undefined ? null : recordProcess(server.pidFile, child.pid, server.settings);
    if (recorded === null) throw new StartError(`${server.command} did not start. ${lastLine(server.logFile)}`);
    return recorded;
  } finally {
    closeSync(log);
  }
}

function requireExecutable(command: string): void {
  try {
    accessSync(command, constants.X_OK);
  } catch {
    throw new StartError(`${command} is missing or cannot be run. Install it again.`);
  }
}

/** The last line that a server wrote, for the one line that says why it did not come up. */
export function lastLine(logFile: string): string {
  try {
    const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n');
    return lines.at(-1)?.slice(0, 400) ?? '';
  } catch {
    return '';
  }
}
