import type { Command } from 'commander';
import type { Context } from './context.js';
import type { ExitCode } from './exit-codes.js';

/** Says what a command does. Its flags come as commander parsed them: the type names what the command declared. */
export type Define = <F extends object = Record<string, never>>(
  command: Command,
  action: (context: Context, args: readonly string[], flags: F) => Promise<ExitCode>,
) => void;

/** Adds commands to the program. */
export type Register = (program: Command, define: Define) => void;
