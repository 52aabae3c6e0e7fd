#!/usr/bin/env node
import process from 'node:process';
import { askTerminal } from './ask-terminal.js';
import type { Io } from './io.js';
import { openInBrowser } from './open-browser.js';
import { runCli } from './run-cli.js';
import { VERSION } from '../version.js';

const interrupted = new AbortController();
let interruptedAt = 0;
// Ctrl-C, and what supervisors and a closed window send. The second one does not wait for anything: 130 is what shells expect then.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (!interrupted.signal.aborted) {
      interruptedAt = Date.now();
      interrupted.abort(new Error('interrupted'));
      // npm passes on the Ctrl-C that the terminal has sent here already: the same key press within this time is one.
    } else if (Date.now() - interruptedAt > 500) process.exit(130);
  });
}

const { stdin, stdout, stderr, env } = process;
const io: Io = {
  stdin,
  stdout,
  stderr,
  env,
  cwd: process.cwd(),
  interactive: stdin.isTTY && stdout.isTTY,
  colour: stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
  columns: () => (stdout.isTTY ? stdout.columns : 100),
  signal: interrupted.signal,
  ask: askTerminal(stdin, stdout, env['VISUAL'] ?? env['EDITOR'], interrupted.signal),
  openInBrowser: (url) => openInBrowser(url, process.platform),
  nowMs: Date.now,
};

// A reader that closes early (`| head`) is no failure.
stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runCli(process.argv.slice(2), io, VERSION);
