#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { askTerminal } from './ask-terminal.js';
import type { Io } from './io.js';
import { openInBrowser } from './open-browser.js';
import { runCli } from './run-cli.js';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };
const interrupted = new AbortController();
// 130 is what shells expect of a command that Ctrl-C ended; the second Ctrl-C does not wait for anything.
process.once('SIGINT', () => {
  interrupted.abort(new Error('interrupted'));
  process.once('SIGINT', () => process.exit(130));
});

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
  ask: askTerminal(stdin, stdout, env['VISUAL'] ?? env['EDITOR']),
  openInBrowser: (url) => openInBrowser(url, process.platform),
  nowMs: Date.now,
};

// A reader that closes early (`| head`) is no failure.
stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const code = await runCli(process.argv.slice(2), io, version);
process.exitCode = interrupted.signal.aborted ? 130 : code;
